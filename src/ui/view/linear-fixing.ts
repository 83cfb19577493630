import { printable } from '../../printable.ts';
import { idleInFixing, idleInReading } from '../keys/idle.ts';
import type { Fixing } from '../model/fixing.ts';
import type { Model } from '../model/model.ts';
import type { Theme } from '../theme.ts';
import { answerTitle, fixingBar, fixingTask, fixingTitle, fixingVerdict } from './fixing-lines.ts';
import { footerLine } from './footer.ts';
import { serverWords } from './header.ts';
import { exhibitTitle, questionTitle, readingBar, readingExhibit, readingQuestion } from './reading-lines.ts';

/** The same as the screen of an exercise in which something is to be read. */
export const linearReading = (
  fixing: Fixing,
  { notice, server }: Model,
  theme: Theme,
  width: number,
): readonly string[] => [
  `${printable(fixing.lesson.title)}. ${fixingTitle(fixing)}${fixing.isSolved ? ', solved' : ''}. ${serverWords(server, theme, Number.POSITIVE_INFINITY)}`,
  ...fixingTask(fixing, { theme, width }),
  exhibitTitle(fixing),
  ...readingExhibit(fixing, server, { theme, width }),
  questionTitle(fixing),
  ...readingQuestion(fixing, { theme, width }),
  ...(notice === undefined ? [] : [printable(notice)]),
  readingBar(fixing, theme),
  footerLine('read', width, theme, idleInReading(fixing, server, 0)),
];

/** The same as the screen of an exercise whose program is to be changed, for somebody who hears it. */
export const linearFixing = (
  fixing: Fixing,
  { notice, server }: Model,
  theme: Theme,
  width: number,
): readonly string[] => [
  `${printable(fixing.lesson.title)}. ${fixingTitle(fixing)}${fixing.isSolved ? ', solved' : ''}. ${serverWords(server, theme, Number.POSITIVE_INFINITY)}`,
  ...fixingTask(fixing, { theme, width }),
  answerTitle(fixing, theme),
  ...fixingVerdict(fixing, server, { theme, width }).lines,
  ...(notice === undefined ? [] : [printable(notice)]),
  fixingBar(fixing, theme),
  footerLine('fix', width, theme, idleInFixing(fixing, server, 0)),
];

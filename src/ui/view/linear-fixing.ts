import { printable } from '../../printable.ts';
import { idleInFixing } from '../keys/idle.ts';
import type { Fixing } from '../model/fixing.ts';
import type { Model } from '../model/model.ts';
import type { Theme } from '../theme.ts';
import { answerTitle, fixingBar, fixingTask, fixingTitle, fixingVerdict } from './fixing-lines.ts';
import { footerLine } from './footer.ts';
import { serverWords } from './header.ts';

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

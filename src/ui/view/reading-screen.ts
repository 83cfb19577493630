import { printable } from '../../printable.ts';
import { justify, padded } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { idleInReading } from '../keys/idle.ts';
import type { Fixing } from '../model/fixing.ts';
import type { Model } from '../model/model.ts';
import { ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { fixingTask, fixingTitle } from './fixing-lines.ts';
import { footerLine } from './footer.ts';
import { serverWords } from './header.ts';
import type { Size } from './layout.ts';
import {
  choiceKeys,
  exhibitTitle,
  questionTitle,
  readingBar,
  readingExhibit,
  readingQuestion,
} from './reading-lines.ts';
import { noAreas, type Screen } from './screen.ts';
import { windowOn } from './window.ts';

/** The task has so much of the room at most, and what is to be read so much at least: it scrolls. */
const mostTask = 0.25;
const leastExhibit = 0.2;

const mostText = 100;

/** Something is to be read: what it is, and one question after the other below it. */
export const readingScreen = (
  fixing: Fixing,
  model: Model,
  { columns, rows }: Size,
  theme: Theme,
): Screen => {
  const style = { theme, width: Math.min(columns - 2, mostText) };
  const { isZoomed } = fixing;
  // Without title, a rule or three, what the next key does, and keys.
  const room = rows - (isZoomed ? 4 : 6);
  const task = isZoomed ? [] : fixingTask(fixing, style);
  const question = isZoomed ? [] : readingQuestion(fixing, style);
  const shown = readingExhibit(fixing, model.server, style);
  // Who asks for a hint has read the task: it goes first where there is no room for all.
  const most = fixing.hints > 0 ? 0 : Math.floor(room * mostTask);
  const taskRows = Math.min(task.length, Math.max(most, room - question.length - shown.length));
  const top = windowOn(task, 0, { width: columns, height: taskRows });
  const below = room - top.lines.length;
  const asked = windowOn(question, 0, {
    width: columns,
    height: Math.min(question.length, below - Math.ceil(room * leastExhibit)),
  });
  const area = { width: columns, height: below - asked.lines.length };
  const exhibit = windowOn(shown, fixing.scroll ?? 0, area);
  const title = fixing.isSolved ? `${fixingTitle(fixing)} ${signs.whole} solved` : fixingTitle(fixing);
  const bar =
    model.notice === undefined ? readingBar(fixing, theme) : theme.emphasis(printable(model.notice));
  const rule = (name: string, note: string | undefined, focused?: true) =>
    ruleLine(
      [
        {
          width: columns,
          title: name,
          ...(note !== undefined && { note }),
          ...(focused && { focused }),
        },
      ],
      '─',
      theme,
    );
  const offered = choiceKeys(fixing);
  return {
    rows: [
      justify(
        ` ${theme.strong(printable(fixing.lesson.title))}`,
        `  ${serverWords(model.server, theme)} `,
        columns,
      ),
      ...(isZoomed ? [] : [rule(title, top.max > 0 ? 'i all of it' : undefined)]),
      ...top.lines,
      rule(
        exhibitTitle(fixing),
        isZoomed || exhibit.note === undefined ? exhibit.note : `${exhibit.note}  z alone`,
        true,
      ),
      ...exhibit.lines,
      ...(isZoomed
        ? []
        : [rule(questionTitle(fixing), asked.max > 0 ? 'a larger window shows all of it' : undefined)]),
      ...asked.lines,
      padded(` ${bar}`, columns),
      footerLine('read', columns, theme, idleInReading(fixing, model.server, exhibit.max), {
        ...(offered !== undefined && { offered }),
      }),
    ],
    areas: { ...noAreas, overlay: { max: exhibit.max, page: area.height, from: exhibit.from } },
  };
};

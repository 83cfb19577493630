import { printable } from '../../printable.ts';
import { justify, padded } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { idleInFixing } from '../keys/idle.ts';
import type { Fixing } from '../model/fixing.ts';
import type { Model } from '../model/model.ts';
import { ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { answerTitle, fixingBar, fixingTask, fixingTitle, fixingVerdict } from './fixing-lines.ts';
import { footerLine } from './footer.ts';
import { serverWords } from './header.ts';
import type { Size } from './layout.ts';
import { noAreas, type Screen } from './screen.ts';
import { windowOn } from './window.ts';

/** Of the room so much is the task's at most: before and after something was judged. */
const share = { before: 0.6, after: 0.4 } as const;

const mostText = 100;

/** An exercise whose program is to be changed: the task, and what became of the student's file. */
export const fixingScreen = (fixing: Fixing, model: Model, { columns, rows }: Size, theme: Theme): Screen => {
  const style = { theme, width: Math.min(columns - 2, mostText) };
  const task = fixingTask(fixing, style);
  // Without title, rules, what the next key does, and keys.
  const room = rows - 5;
  const most = Math.round(room * (fixing.judged ? share.after : share.before));
  const top = windowOn(task, 0, { width: columns, height: Math.min(task.length, most) });
  const { lines, at } = fixingVerdict(fixing, model.server, style);
  const area = { width: columns, height: room - Math.min(task.length, most) };
  const from = fixing.scroll ?? Math.max(0, (at ?? 0) - area.height + 1);
  const window = windowOn(lines, from, area);
  const kind = fixingTitle(fixing);
  const title = fixing.isSolved ? `${kind} ${signs.whole} solved` : kind;
  const bar = model.notice === undefined ? fixingBar(fixing, theme) : theme.emphasis(printable(model.notice));
  return {
    rows: [
      justify(
        ` ${theme.strong(printable(fixing.lesson.title))}`,
        `  ${serverWords(model.server, theme)} `,
        columns,
      ),
      ruleLine([{ width: columns, title, ...(top.max > 0 && { note: 'i all of it' }) }], '─', theme),
      ...top.lines,
      ruleLine(
        [
          {
            width: columns,
            title: answerTitle(fixing, theme),
            focused: true,
            ...(window.note !== undefined && { note: window.note }),
          },
        ],
        '─',
        theme,
      ),
      ...window.lines,
      padded(` ${bar}`, columns),
      footerLine('fix', columns, theme, idleInFixing(fixing, model.server, window.max)),
    ],
    areas: { ...noAreas, overlay: { max: window.max, page: area.height, from } },
  };
};

import { printable } from '../../printable.ts';
import { type LessonProgress, placeKey } from '../../progress/progress.ts';
import { hanging, padded, widthOf, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { RunModel } from '../model/run.ts';
import type { Theme } from '../theme.ts';

/** What became of the promise at each level in each variant, as far as the student has seen it; nothing is told ahead. */
export const matrixLines = (
  { lesson, script, choice }: Pick<RunModel, 'lesson' | 'script' | 'choice'>,
  known: LessonProgress | undefined,
  { theme, width, isSpoken }: { readonly theme: Theme; readonly width: number; readonly isSpoken?: boolean },
): readonly string[] => {
  const rows = [undefined, ...lesson.variants];
  if (rows.length * lesson.levels.length === 1) return [];
  const all = rows.map((variant) => ({
    title: printable(variant?.title ?? 'as it is'),
    cells: lesson.levels.map((level) => {
      const isHere = level === script.level && variant?.id === choice.variant;
      return { level, isHere, standing: standingAt(known, placeKey(level, variant?.id)) };
    }),
  }));
  const isUncounted = all.some(({ cells }) => cells.some((one) => one.isHere && one.standing === 'open'));
  const note = isUncounted ? wrapped(theme.faint(uncounted), width) : [];
  const room = width - lesson.levels.length * (cellWidth + 1);
  if (isSpoken || room < leastLabel) {
    const lines = all.flatMap(({ title, cells }) =>
      cells.flatMap(({ level, standing, isHere }) =>
        hanging(
          `${isHere ? '▸' : ' '} ${signed(standing, theme)}  `,
          `${level}, ${title}${isHere ? ' (this run)' : ''}`,
          width,
        ),
      ),
    );
    return [...lines, ...note];
  }
  const label = Math.min(40, room, Math.max(...all.map(({ title }) => widthOf(title))));
  const heads = lesson.levels.map((level) => level.split(' '));
  return [
    ...[0, 1].map((row) =>
      theme.faint(
        `${' '.repeat(label)} ${heads.map((head) => padded(` ${head[row] ?? ''}`, cellWidth)).join(' ')}`.trimEnd(),
      ),
    ),
    ...all.flatMap(({ title, cells }) => {
      const [first = '', ...more] = wrapped(title, label);
      const line = cells.map(({ standing, isHere }) => cellText(standing, isHere, theme)).join(' ');
      return [`${padded(first, label)} ${line}`, ...more];
    }),
    ...note,
  ];
};

const uncounted = "This run has left the lesson's order, and does not count.";

type CellStanding = 'holds' | 'violated' | 'seen' | 'open';

const standingAt = (known: LessonProgress | undefined, key: string): CellStanding =>
  known?.ends?.[key] ?? (known?.seen.includes(key) ? 'seen' : 'open');

const words: Readonly<Record<CellStanding, string>> = {
  holds: 'holds',
  violated: 'violated',
  seen: 'run',
  open: 'not run',
};

/** " UNCOMMITTED", "[✗ violated]" */
const cellWidth = 13;

/** A title that has less room is not read; then there is a line for each cell. */
const leastLabel = 12;

const signed = (standing: CellStanding, theme: Theme): string => {
  const { sign, paint } = {
    holds: { sign: signs.holds, paint: theme.committed },
    violated: { sign: signs.failed, paint: theme.failed },
    seen: { sign: signs.partly, paint: theme.strong },
    open: { sign: signs.passed, paint: theme.faint },
  }[standing];
  return paint(`${sign} ${words[standing]}`);
};

const cellText = (standing: CellStanding, isHere: boolean, theme: Theme): string => {
  const text = signed(standing, theme);
  return padded(isHere ? `${theme.strong('[')}${text}${theme.strong(']')}` : ` ${text}`, cellWidth);
};

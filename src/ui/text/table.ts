import type { TableRows } from '../../engine/events.ts';
import type { Value } from '../../engine/outcome.ts';
import { printable } from '../../printable.ts';
import type { Theme } from '../theme.ts';
import { beginning, clip, padded, paddedLeft, widthOf } from './fit.ts';
import type { Line } from './lines.ts';

export interface TableStyle {
  readonly theme: Theme;
  readonly width: number;
  /** A line between the names of the columns and the rows. */
  readonly ruled: boolean;
  /** A sign before a row, one column wide; without it, a line tells rows from the names above them. */
  readonly mark?: (row: number) => string;
}

/**
 * Rows as a small table without a frame. Column widths follow the widest value, and yield when it is narrow.
 * A row is drawn when it is asked for.
 */
export const tableLines = ({ columns, rows }: TableRows, style: TableStyle): readonly Line[] => {
  const { theme, ruled, mark } = style;
  const width = style.width - margin;
  const head = columns.map((name) => beginning(printable(name), width));
  const widths = share(
    head.map((name, index) =>
      rows.reduce((most, row) => Math.max(most, cellWidth(row[index] ?? null, width)), widthOf(name)),
    ),
    width - separator.length * (head.length - 1),
  );
  const numbers = columns.map((_, index) => rows.every((row) => isNumber(row[index] ?? null)));
  const line = (cells: readonly string[]): string =>
    clip(
      cells
        .map((cell, index) => (numbers[index] ? paddedLeft : padded)(cell, widths[index] ?? 0))
        .join(separator)
        .trimEnd(),
      width,
    );
  const rule = clip(widths.map((one) => '─'.repeat(one)).join('─┼─'), width);
  return [
    ' '.repeat(margin) + theme.faint(line(head)),
    ...(ruled ? [theme.faint(`├─${rule}`)] : []),
    ...rows.map(
      (row, index) => () =>
        `${mark?.(index) ?? theme.faint('│')} ${line(row.map((value) => cellText(value, width)))}`,
    ),
  ];
};

/** The sign before a row and a space. */
const margin = 2;

const separator = ' │ ';

/** NULL is bare; what could be taken for it, or could not be seen, is quoted. */
const cellText = (value: Value, width: number): string => {
  if (value === null) return 'NULL';
  if (value === 'NULL' || value.trim() === '') return `'${printable(beginning(value, width))}'`;
  return printable(beginning(value, width));
};

/** Without looking at the end of a long value, which is not seen anyway. */
const cellWidth = (value: Value, width: number): number =>
  value !== null && value.length > width && isPlain(value) ? width : widthOf(cellText(value, width));

/** Takes a column a character. */
const isPlain = (value: string): boolean => /^[\u0021-\u007E]*$/.test(value.slice(0, 400));

const isNumber = (value: Value): boolean =>
  value === null || (value.length < 70 && /^-?\d+(\.\d+)?$/.test(value));

/** Narrow columns keep what they need; the wide ones share what is left. */
const share = (wanted: readonly number[], room: number): readonly number[] => {
  const order = wanted.map((width, index) => ({ width, index })).toSorted((a, b) => a.width - b.width);
  const given = [...wanted];
  let left = Math.max(0, room);
  for (const [place, { width, index }] of order.entries()) {
    const granted = Math.min(width, Math.max(3, Math.floor(left / (order.length - place))));
    given[index] = granted;
    left -= granted;
  }
  return given;
};

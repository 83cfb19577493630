import type { TableRows } from '../../engine/events.ts';
import type { Value } from '../../engine/outcome.ts';
import { printable } from '../../engine/printable.ts';
import type { Theme } from '../theme.ts';
import { beginning, clip, padded, paddedLeft, widthOf } from './fit.ts';

export interface TableStyle {
  readonly theme: Theme;
  readonly width: number;
  /** A line between the names of the columns and the rows. */
  readonly ruled: boolean;
  /** A sign before each row, one column wide; without it, a line tells rows from the names above them. */
  readonly marks?: readonly string[];
}

/** Rows as a small table without a frame. Column widths follow the widest value, and yield when it is narrow. */
export const tableLines = ({ columns, rows }: TableRows, style: TableStyle): readonly string[] => {
  const { theme, ruled, marks } = style;
  const width = style.width - margin;
  const head = columns.map((name) => beginning(printable(name), width));
  const cells = rows.map((row) => row.map((value) => cellText(value, width)));
  const widths = share(
    head.map((name, index) =>
      cells.reduce((most, row) => Math.max(most, widthOf(row[index] ?? '')), widthOf(name)),
    ),
    width - separator.length * (head.length - 1),
  );
  const numbers = columns.map((_, index) => rows.every((row) => isNumber(row[index] ?? null)));
  const line = (row: readonly string[]): string =>
    clip(
      row
        .map((cell, index) => (numbers[index] ? paddedLeft : padded)(cell, widths[index] ?? 0))
        .join(separator)
        .trimEnd(),
      width,
    );
  const rule = clip(widths.map((one) => '─'.repeat(one)).join('─┼─'), width);
  return [
    ' '.repeat(margin) + theme.faint(line(head)),
    ...(ruled ? [theme.faint(`├─${rule}`)] : []),
    ...cells.map((row, index) => `${marks?.[index] ?? theme.faint('│')} ${line(row)}`),
  ];
};

/** The sign before a row and a space. */
const margin = 2;

const separator = ' │ ';

/** NULL is bare; what could be taken for it, or could not be seen, is quoted. */
const cellText = (value: Value, width: number): string => {
  if (value === null) return 'NULL';
  if (value === 'NULL' || value.trim() === '') return `'${printable(value)}'`;
  return printable(beginning(value, width));
};

const isNumber = (value: Value): boolean => value === null || /^-?\d+(\.\d+)?$/.test(value);

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

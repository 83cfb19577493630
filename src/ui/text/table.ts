import type { TableRows } from '../../engine/events.ts';
import type { Value } from '../../engine/outcome.ts';
import { cellWords } from '../../engine/words/table-words.ts';
import { printable } from '../../printable.ts';
import { numberColumns, shareWidths, wantedWidths } from '../../text/columns.ts';
import { beginning, clip, padded, paddedLeft, widthOf } from '../../text/fit.ts';
import type { Paint, Theme } from '../theme.ts';
import type { Line } from './lines.ts';

export interface TableStyle {
  readonly theme: Theme;
  readonly width: number;
  /** A line between the names of the columns and the rows. */
  readonly ruled: boolean;
  /** A sign before a row, one column wide; without it, a line tells rows from the names above them. */
  readonly mark?: (row: number) => string;
  readonly paint?: Paint;
}

/**
 * Rows as a small table without a frame. Column widths follow the widest value, and yield when it is narrow.
 * A row is drawn when it is asked for.
 */
export const tableLines = ({ columns, rows }: TableRows, style: TableStyle): readonly Line[] => {
  const { theme, ruled, mark, paint = (text) => text } = style;
  const width = style.width - margin;
  const head = columns.map((name) => beginning(printable(name), width));
  const widths = shareWidths(
    wantedWidths(head, rows, widthOf, (cell) => cellWidth(cell, width)),
    width - separator.length * (head.length - 1),
    narrowest,
  );
  const numbers = numberColumns(columns, rows);
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
        `${mark?.(index) ?? theme.faint('│')} ${paint(line(row.map((value) => cellText(value, width))))}`,
    ),
  ];
};

/** The sign before a row and a space. */
const margin = 2;

const separator = ' │ ';

const narrowest = 3;

/** No grapheme on a screen has more than a few code units. */
const cellText = (value: Value, width: number): string => printable(cellWords(value, width * 12));

/** Without looking at the end of a long value, which is not seen anyway. */
const cellWidth = (value: Value, width: number): number =>
  value !== null && value.length > width && isPlain(value) ? width : widthOf(cellText(value, width));

/** Takes a column a character. */
const isPlain = (value: string): boolean => /^[\u0021-\u007E]*$/.test(value.slice(0, 400));

import type { TableRows } from '../../engine/events.ts';
import { printable } from '../../printable.ts';
import { widthOf } from '../../text/fit.ts';
import type { Theme } from '../theme.ts';
import type { Line } from './lines.ts';

/** A value longer than this is shown in full below its table, where it is cut. In characters. */
const longest = 300;

/** So many rows are looked at for long values: more would bury the table. */
const mostRows = 20;

/** Below a table: each long value in full, broken where the width ends. A line is made when it is asked for. */
export const longValueLines = (
  { columns, rows }: TableRows,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly Line[] => {
  if (rows.length > mostRows) return [];
  return rows.flatMap((row, at) =>
    row.flatMap((value, column) => {
      if (value === null || value.length <= longest) return [];
      const title = `${columns[column] ?? ''} of row ${at + 1}, ${value.length} characters:`;
      return [theme.faint(printable(title)), ...brokenLines(value, width)];
    }),
  );
};

/** Where every character takes one column, a line is a slice; otherwise the value is measured, once. */
const brokenLines = (value: string, width: number): readonly Line[] => {
  if (/^[\u0020-\u007E]*$/.test(value)) {
    return Array.from(
      { length: Math.ceil(value.length / width) },
      (_, line) => () => value.slice(line * width, (line + 1) * width),
    );
  }
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(printable(value))) {
    const columns = widthOf(segment);
    if (used + columns > width) {
      lines.push(line);
      line = '';
      used = 0;
    }
    line += segment;
    used += columns;
  }
  return [...lines, line];
};

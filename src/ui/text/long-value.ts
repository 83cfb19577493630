import type { TableRows } from '../../engine/events.ts';
import { printable } from '../../printable.ts';
import { widthOf } from '../../text/fit.ts';
import { columnsOf } from '../../text/plain-width.ts';
import type { Theme } from '../theme.ts';
import type { Line } from './lines.ts';

/** A value longer than this is shown below its table, where it is cut. In characters. */
const longest = 300;

/** So many rows are looked at for long values: more would bury the table. */
const mostRows = 20;

/** As many as a TEXT holds: of a longer one only the beginning is shown, and that is said. */
const mostCharacters = 65_536;

/** Below a table: each long value, broken where the width ends. A line is made when it is asked for. */
export const longValueLines = (
  { columns, rows }: TableRows,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly Line[] => {
  if (rows.length > mostRows) return [];
  return rows.flatMap((row, at) =>
    row.flatMap((value, column) => {
      if (value === null || value.length <= longest) return [];
      const { length } = value;
      const seen = length <= mostCharacters ? '' : `the first ${mostCharacters} of `;
      const title = `${columns[column] ?? ''} of row ${at + 1}, ${seen}${length} characters:`;
      return [theme.faint(printable(title)), ...brokenLines(beginningOf(value), width)];
    }),
  );
};

/** No character is cut in two. */
const beginningOf = (value: string): string =>
  value.length <= mostCharacters ? value : value.slice(0, mostCharacters).replace(/[\uD800-\uDBFF]$/, '');

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
  for (const { segment, columns } of measured(printable(value))) {
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

/** What belongs together, with its columns. Between characters of known width nobody need look for what joins them. */
const measured = function* (
  text: string,
): Generator<{ readonly segment: string; readonly columns: number }, void> {
  // A text has few different ones, and to measure one is slow.
  const widths = new Map<string, number>();
  for (let at = 0; at < text.length; ) {
    const columns = aloneAt(text, at);
    if (columns > 0) {
      yield { segment: text.charAt(at), columns };
      at++;
      continue;
    }
    let end = at + 1;
    while (end < text.length && aloneAt(text, end) === 0) end++;
    for (const { segment } of segmenter.segment(text.slice(at, end))) {
      const known = widths.get(segment) ?? widthOf(segment);
      widths.set(segment, known);
      yield { segment, columns: known };
    }
    at = end;
  }
};

const segmenter = new Intl.Segmenter();

/** The columns of a character that nothing joins; 0 for any other. */
const aloneAt = (text: string, at: number): number => {
  const isAlone = at + 1 >= text.length || columnsOf(text.charCodeAt(at + 1)) > 0;
  return isAlone ? columnsOf(text.charCodeAt(at)) : 0;
};

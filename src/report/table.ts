import stringWidth from 'string-width';
import type { TableRows } from '../engine/events.ts';
import type { Value } from '../engine/outcome.ts';
import { printable, printableLines } from '../printable.ts';
import { pad, padLeft, wrap } from './wrap.ts';

/** More rows than this are counted instead of shown; JSON has them all. */
const mostRows = 50;
/** A column is not made narrower than this; a table that does not fit even so is shown row by row. */
const narrowest = 5;

/**
 * A result as the mysql client prints it, in at most `width` columns; long cells are wrapped. The first
 * `whole` columns are not, as long as the others can make room for them: names read badly in pieces.
 */
export const tableLines = ({ columns, rows }: TableRows, width: number, whole = 0): readonly string[] => {
  const shown = rows.slice(0, mostRows);
  const more = rows.length - shown.length;
  const names = columns.map(printable);
  const natural = names.map((name, column) =>
    Math.max(stringWidth(name), ...shown.map((row) => widthOf(row[column]))),
  );
  const room = width - (3 * columns.length + 1);
  const widths = shrink(natural, room, whole) ?? shrink(natural, room, 0);
  const lines = widths === undefined ? vertical(names, shown, width) : boxed(names, shown, widths);
  return more > 0 ? [...lines, `… and ${more} more rows`] : lines;
};

/** NULL as the mysql client shows it; the text 'NULL' gets quotes, to tell them apart. */
export const valueText = (value: Value | undefined): string => {
  if (value === null || value === undefined) return 'NULL';
  return value === 'NULL' ? "'NULL'" : value;
};

const linesOf = (value: Value | undefined): readonly string[] => printableLines(valueText(value));

const widthOf = (value: Value | undefined): number =>
  Math.max(...linesOf(value).map((line) => stringWidth(line)));

/** Takes from the widest columns behind the first `kept` ones until all fit into `room`; undefined when they cannot. */
const shrink = (natural: readonly number[], room: number, kept: number): readonly number[] | undefined => {
  const widths = [...natural];
  let excess = widths.reduce((sum, one) => sum + one, 0) - room;
  for (; excess > 0; excess -= 1) {
    const widest = widths.indexOf(Math.max(...widths.slice(kept)), kept);
    const current = widths[widest];
    if (current === undefined || current <= narrowest) return undefined;
    widths[widest] = current - 1;
  }
  return widths;
};

const boxed = (
  names: readonly string[],
  rows: TableRows['rows'],
  widths: readonly number[],
): readonly string[] => {
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const numeric = names.map((_, column) =>
    rows.every((row) => row[column] === null || /^-?\d+(\.\d+)?$/.test(row[column] ?? '')),
  );
  const line = (cells: readonly (readonly string[])[], alignRight: (column: number) => boolean): string[] => {
    const height = Math.max(1, ...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, index) => {
      const parts = widths.map((width, column) => {
        const text = cells[column]?.[index] ?? '';
        return alignRight(column) ? padLeft(text, width) : pad(text, width);
      });
      return `| ${parts.join(' | ')} |`;
    });
  };
  const wrapped = (texts: readonly string[], column: number) =>
    texts.flatMap((text) => wrap(text, widths[column] ?? narrowest));
  return [
    rule,
    ...line(
      names.map((name, column) => wrapped([name], column)),
      () => false,
    ),
    rule,
    ...rows.flatMap((row) =>
      line(
        widths.map((_, column) => wrapped(linesOf(row[column]), column)),
        (column) => numeric[column] === true,
      ),
    ),
    ...(rows.length > 0 ? [rule] : []),
  ];
};

/** A column a line, as \G does in the mysql client. */
const vertical = (names: readonly string[], rows: TableRows['rows'], width: number): readonly string[] =>
  rows.flatMap((row, index) => [
    ...wrap(`*** ${index + 1}. row ***`, width),
    ...names.flatMap((name, column) => wrap(`${name}: ${linesOf(row[column]).join(' ')}`, width)),
  ]);

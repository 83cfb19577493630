import type { TableRows } from '../engine/events.ts';
import type { Value } from '../engine/outcome.ts';
import { cellWords } from '../engine/words/table-words.ts';
import { printable, printableLines } from '../printable.ts';
import { andMore } from '../text/amounts.ts';
import { numberColumns, shareWidths, wantedWidths } from '../text/columns.ts';
import { padded, paddedLeft, widthOf, wrapped } from '../text/fit.ts';

/** More rows than this are counted instead of shown; JSON has them all. */
const mostRows = 50;
/** A value of more characters is told by its beginning and by how many more there are; JSON has it whole. */
const mostCharacters = 10_000;
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
  const wanted = wantedWidths(names, shown, widthOf, cellWidth);
  const room = width - (3 * columns.length + 1);
  const widths = fitting(wanted, room, whole) ?? fitting(wanted, room, 0);
  const lines = widths === undefined ? vertical(names, shown, width) : boxed(names, shown, widths);
  return more > 0 ? [...lines, andMore(more, 'row')] : lines;
};

const linesOf = (value: Value | undefined): readonly string[] => {
  const lines = printableLines(cellWords(value ?? null, mostCharacters));
  const more = (value?.length ?? 0) - mostCharacters;
  return more > 0 ? [...lines, andMore(more, 'character')] : lines;
};

const cellWidth = (value: Value): number => Math.max(...linesOf(value).map(widthOf));

/** The columns behind the first `kept` ones share the room; undefined when they cannot. */
const fitting = (wanted: readonly number[], room: number, kept: number): readonly number[] | undefined => {
  const first = wanted.slice(0, kept);
  const left = room - sum(first);
  const widths = [...first, ...shareWidths(wanted.slice(kept), left, narrowest)];
  return sum(widths) <= room ? widths : undefined;
};

const sum = (widths: readonly number[]): number => widths.reduce((all, one) => all + one, 0);

const boxed = (
  names: readonly string[],
  rows: TableRows['rows'],
  widths: readonly number[],
): readonly string[] => {
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const numbers = numberColumns(names, rows);
  const line = (cells: readonly (readonly string[])[], isHead: boolean): readonly string[] => {
    const broken = cells.map((texts, column) =>
      texts.flatMap((text) => wrapped(text, widths[column] ?? narrowest)),
    );
    const height = Math.max(1, ...broken.map((cell) => cell.length));
    return Array.from({ length: height }, (_, index) => {
      const parts = widths.map((width, column) =>
        (numbers[column] && !isHead ? paddedLeft : padded)(broken[column]?.[index] ?? '', width),
      );
      return `| ${parts.join(' | ')} |`;
    });
  };
  return [
    rule,
    ...line(
      names.map((name) => [name]),
      true,
    ),
    rule,
    ...rows.flatMap((row) =>
      line(
        widths.map((_, column) => linesOf(row[column])),
        false,
      ),
    ),
    ...(rows.length > 0 ? [rule] : []),
  ];
};

/** A column a line, as \G does in the mysql client. */
const vertical = (names: readonly string[], rows: TableRows['rows'], width: number): readonly string[] =>
  rows.flatMap((row, index) => [
    ...wrapped(`*** ${index + 1}. row ***`, width),
    ...names.flatMap((name, column) => wrapped(`${name}: ${linesOf(row[column]).join(' ')}`, width)),
  ]);

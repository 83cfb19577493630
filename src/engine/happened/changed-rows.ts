import type { Sent } from '../history/moved.ts';
import type { KeyedTable, Row } from '../history/tables.ts';
import { quoted } from './quoted.ts';
import type { RowStory } from './rows.ts';

export interface Change {
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  readonly table: KeyedTable;
}

/** The rows that a statement has written, as they were before and are behind it; none where it was refused. */
export const writtenBy = (
  { statement, outcome }: Sent,
  stories: ReadonlyMap<string, readonly RowStory[]>,
  tables: ReadonlyMap<string, KeyedTable>,
): readonly Change[] =>
  [...stories].flatMap(([name, own]) => {
    const table = tables.get(name);
    if (table === undefined || outcome?.kind === 'error') return [];
    return own.flatMap(({ written }): readonly Change[] => {
      const places = written.flatMap(({ by, gone }, at) =>
        by?.statement === statement && gone === undefined ? [at] : [],
      );
      const [first] = places;
      if (first === undefined) return [];
      // An upsert that waits has inserted a row, and takes it back.
      const after = written[places.at(-1) ?? first]?.row;
      const before = written[first - 1]?.row;
      return before === undefined && after === undefined ? [] : [{ before, after, table }];
    });
  });

export const valuesOf = (
  row: Row | undefined,
  columns: readonly string[],
  table: KeyedTable,
): readonly (string | null)[] => columns.map((column) => row?.[table.columns.indexOf(column)] ?? null);

/** Are the values of these columns others by now? */
export const isOther = (columns: readonly string[], { before, after, table }: Change): boolean => {
  const [one, other] = [before, after].map((row) => JSON.stringify(valuesOf(row, columns, table)));
  return one !== other;
};

/** Asks for rows with a key; undefined where a NULL is in it, of which nothing is asked, or the table is not followed. */
export const keyQuestion = (
  table: KeyedTable | undefined,
  columns: readonly string[],
  values: readonly (string | null)[],
): string | undefined => {
  if (table === undefined || values.includes(null)) return undefined;
  const same = columns.map(
    (column, at) => `${quoted(column)} = ${literalIn(table, column, values[at] ?? '')}`,
  );
  return `SELECT 1 FROM ${quoted(table.shape.table)} WHERE ${same.join(' AND ')}`;
};

/** A number is compared as one; all others as they are written. */
const literalIn = ({ shape }: KeyedTable, column: string, value: string): string => {
  const known = shape.indexes.flatMap(({ columns }) => columns).find(({ name }) => name === column);
  return known?.type === 'number' && /^-?\d+$/.test(value)
    ? value
    : `CONVERT(X'${Buffer.from(value).toString('hex')}' USING utf8mb4)`;
};

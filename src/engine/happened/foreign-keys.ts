import type { ForeignKey } from '../events.ts';
import type { Reading } from '../history/findings.ts';
import type { KeyedTable, Row } from '../history/tables.ts';
import type { Asked } from './asked.ts';
import { quoted } from './quoted.ts';
import type { RowStory } from './rows.ts';

/**
 * What foreign keys have asked when a statement wrote: whether the parent of a new row is there, and whether a row that goes
 * has children. They look at what is committed, whatever a snapshot has.
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-locks-set.html
 */
export const checksOf = (
  { sent }: Reading,
  stories: ReadonlyMap<string, readonly RowStory[]>,
  tables: ReadonlyMap<string, KeyedTable>,
): readonly Asked[] => {
  if ([...tables.values()].every(({ shape }) => shape.foreignKeys === undefined)) return [];
  const found = new Map<string, Asked>();
  const ask = (table: string, columns: readonly string[], values: readonly (string | null)[]) => {
    const known = tables.get(table);
    // Of a key with a NULL in it nothing is asked.
    if (known === undefined || values.includes(null)) return;
    const same = columns.map(
      (column, at) => `${quoted(column)} = ${literalIn(known, column, values[at] ?? '')}`,
    );
    const sql = `SELECT 1 FROM ${quoted(table)} WHERE ${same.join(' AND ')}`;
    found.set(sql, {
      sql,
      isLocking: true,
      isWrite: false,
      isCheck: true,
      names: new Set([table.toLowerCase()]),
    });
  };
  for (const { before, after, table } of writtenBy(sent.statement, stories, tables)) {
    for (const { columns, parent, keys } of table.shape.foreignKeys ?? [])
      if (isOther(columns, { before, after, table })) ask(parent, keys, valuesOf(after, columns, table));
    for (const [child, foreignKey] of childrenOf(table.shape.table, tables))
      if (isOther(foreignKey.keys, { before, after, table }))
        ask(child, foreignKey.columns, valuesOf(before, foreignKey.keys, table));
  }
  return [...found.values()];
};

/** Statements that may turn them off. */
export const namesChecks = (sql: string): boolean => /foreign_key_checks/i.test(sql);

interface Change {
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  readonly table: KeyedTable;
}

const writtenBy = (
  statement: number,
  stories: ReadonlyMap<string, readonly RowStory[]>,
  tables: ReadonlyMap<string, KeyedTable>,
): readonly Change[] =>
  [...stories].flatMap(([name, own]) => {
    const table = tables.get(name);
    if (table === undefined) return [];
    return own.flatMap(({ written }) =>
      written.flatMap(({ by, row }, at) =>
        by?.statement === statement ? [{ before: written[at - 1]?.row, after: row, table }] : [],
      ),
    );
  });

const childrenOf = (
  parent: string,
  tables: ReadonlyMap<string, KeyedTable>,
): readonly (readonly [string, ForeignKey])[] =>
  [...tables].flatMap(([child, { shape }]) =>
    (shape.foreignKeys ?? []).flatMap((one) => (one.parent === parent ? [[child, one] as const] : [])),
  );

const valuesOf = (
  row: Row | undefined,
  columns: readonly string[],
  table: KeyedTable,
): readonly (string | null)[] => columns.map((column) => row?.[table.columns.indexOf(column)] ?? null);

const isOther = (columns: readonly string[], { before, after, table }: Change): boolean => {
  const [one, other] = [before, after].map((row) => JSON.stringify(valuesOf(row, columns, table)));
  return one !== other;
};

/** A number is compared as one; all others as they are written. */
const literalIn = ({ shape }: KeyedTable, column: string, value: string): string => {
  const known = shape.indexes.flatMap(({ columns }) => columns).find(({ name }) => name === column);
  return known?.type === 'number' && /^-?\d+$/.test(value)
    ? value
    : `CONVERT(X'${Buffer.from(value).toString('hex')}' USING utf8mb4)`;
};

import type { ForeignKey } from '../events.ts';
import type { Reading } from '../history/findings.ts';
import type { KeyedTable } from '../history/tables.ts';
import type { Asked } from './asked.ts';
import { isOther, keyQuestion, valuesOf, writtenBy } from './changed-rows.ts';
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
    const sql = keyQuestion(tables.get(table), columns, values);
    if (sql === undefined) return;
    const names = new Set([table.toLowerCase()]);
    found.set(sql, { sql, isLocking: true, isWrite: false, isCheck: true, names });
  };
  for (const { before, after, table } of writtenBy(sent, stories, tables)) {
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

const childrenOf = (
  parent: string,
  tables: ReadonlyMap<string, KeyedTable>,
): readonly (readonly [string, ForeignKey])[] =>
  [...tables].flatMap(([child, { shape }]) =>
    (shape.foreignKeys ?? []).flatMap((one) => (one.parent === parent ? [[child, one] as const] : [])),
  );

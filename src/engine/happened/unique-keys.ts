import type { Reading } from '../history/findings.ts';
import type { KeyedTable } from '../history/tables.ts';
import type { Asked } from './asked.ts';
import { isOther, keyQuestion, valuesOf, writtenBy } from './changed-rows.ts';
import type { RowStory } from './rows.ts';

/**
 * What unique indexes have asked when a statement wrote: whether the key of a new row is free. They look at what is committed,
 * whatever a snapshot has; of the primary key the row itself tells.
 */
export const freeKeysOf = (
  { sent }: Reading,
  stories: ReadonlyMap<string, readonly RowStory[]>,
  tables: ReadonlyMap<string, KeyedTable>,
): readonly Asked[] =>
  writtenBy(sent, stories, tables).flatMap((change): readonly Asked[] => {
    const { table, after } = change;
    return table.shape.indexes.flatMap(({ unique = 0, columns }): readonly Asked[] => {
      const own = columns.slice(0, unique).map(({ name }) => name);
      // An expression has no name.
      if (own.length === 0 || own.includes('') || !isOther(own, change)) return [];
      const sql = keyQuestion(table, own, valuesOf(after, own, table));
      if (sql === undefined) return [];
      const names = new Set([table.shape.table.toLowerCase()]);
      return [{ sql, isLocking: true, isWrite: true, isCheck: true, answer: { count: 0 }, names }];
    });
  });

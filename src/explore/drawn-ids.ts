import type { Value } from '../engine/outcome.ts';
import type { TableContents } from '../engine/ports.ts';
import type { LabState } from '../engine/state.ts';
import { statements } from '../engine/statements.ts';
import { withIdsOf } from './id-columns.ts';
import { wordsOf } from './sql-words.ts';

/**
 * Ids that the server hands out are names and not values: in another order the same row has another one. Each is called
 * by the step that drew it.
 */
export interface DrawnIds {
  readonly drawn: readonly Drawn[];
  readonly tables: readonly TableContents[];
}

interface Drawn {
  readonly id: string;
  readonly name: string;
  /** Of which table, where the statement names it. */
  readonly table: string | undefined;
}

/** Of one statement; whoever inserts more rows has no names for the rest. */
const mostOfOne = 1000;

/** @param stepNames what the steps of the script are called, by their places. */
export const drawnIds = (
  state: LabState,
  tables: readonly TableContents[],
  stepNames: readonly string[],
): DrawnIds => ({
  tables: withIdsOf(tables, state.script.steps),
  drawn: statements(state).flatMap(({ outcome, step, by, sql }): readonly Drawn[] => {
    if (outcome?.kind !== 'ok' || outcome.insertId === undefined || step === undefined || by !== 'script')
      return [];
    const first = BigInt(outcome.insertId);
    const rows = Math.min(Math.max(outcome.affected, 1), mostOfOne);
    const table = tableIn(sql, tables);
    return Array.from({ length: rows }, (_, row) => ({
      id: String(first + BigInt(row)),
      name: `id of ${stepNames[step] ?? step}${row > 0 ? `.${row}` : ''}`,
      table,
    }));
  }),
});

/** The first that it names is the one into which it inserts. */
const tableIn = (sql: string, tables: readonly TableContents[]): string | undefined => {
  for (const word of wordsOf(sql)) {
    const found = tables.find(({ table }) => table.toUpperCase() === word);
    if (found) return found.table;
  }
  return undefined;
};

/** What a value is called in a column; the value itself where the column holds no such ids. */
export const named = (ids: DrawnIds, column: string, value: Value, table?: string): Value => {
  if (value === null) return value;
  const sources = ids.tables.flatMap((one) =>
    table === undefined || one.table === table
      ? one.idColumns.flatMap((own) => (own.column.toLowerCase() === column.toLowerCase() ? [own.of] : []))
      : [],
  );
  return sources.length === 0 ? value : nameOf(ids, value, sources);
};

/** Where several steps drew the same number, in tables of their own, and it is not known of which this is: all of them. */
export const nameOf = ({ drawn }: DrawnIds, value: string, sources?: readonly string[]): string => {
  const names = drawn.flatMap(({ id, name, table }) =>
    id === value && (sources === undefined || table === undefined || sources.includes(table)) ? [name] : [],
  );
  return names.length === 0 ? value : [...new Set(names)].toSorted().join(' or ');
};

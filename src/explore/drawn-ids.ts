import type { TableView } from '../engine/events.ts';
import type { Value } from '../engine/outcome.ts';
import type { TableContents } from '../engine/ports.ts';
import type { LabState } from '../engine/state.ts';
import { statements } from '../engine/statements.ts';
import { saysIds, withIdsOf } from './id-columns.ts';
import { wordsOf } from './sql-words.ts';

/**
 * Ids that the server hands out are names and not values: in another order the same row has another one. Each is called
 * by the step that drew it.
 */
export interface DrawnIds {
  readonly drawn: readonly Drawn[];
  readonly tables: readonly TableContents[];
  /** Of every table that could be read, by its name. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

interface Drawn {
  readonly id: string;
  readonly name: string;
  /** Of which table, where the statement names it. */
  readonly table: string | undefined;
}

/** Of one statement; whoever inserts more rows has no names for the rest. */
const mostOfOne = 1000;

/**
 * @param views of the tables.
 * @param stepNames what the steps of the script are called, by their places.
 */
export const drawnIds = (
  state: LabState,
  tables: readonly TableContents[],
  views: readonly TableView[],
  stepNames: readonly string[],
): DrawnIds => {
  const columns = new Map(
    views.flatMap((one) => ('columns' in one ? [[one.name, one.columns] as const] : [])),
  );
  return {
    tables: withIdsOf(tables, state.script.steps),
    columns,
    drawn: statements(state).flatMap(({ outcome, step, by, sql }): readonly Drawn[] => {
      if (outcome?.kind !== 'ok' || outcome.insertId === undefined || step === undefined || by !== 'script')
        return [];
      const words = wordsOf(sql);
      const table = tablesIn(words, tables)[0];
      const idColumn = table?.idColumns.find(({ of }) => of === table.table)?.column;
      if (table && idColumn !== undefined && saysIds(words, idColumn, columns.get(table.table) ?? []))
        return [];
      const first = BigInt(outcome.insertId);
      const rows = Math.min(Math.max(outcome.affected, 1), mostOfOne);
      return Array.from({ length: rows }, (_, row) => ({
        id: String(first + BigInt(row)),
        name: `id of ${stepNames[step] ?? step}${row > 0 ? `.${row}` : ''}`,
        table: table?.table,
      }));
    }),
  };
};

/** Those that a statement names, in its order. */
const tablesIn = (words: readonly string[], tables: readonly TableContents[]): readonly TableContents[] =>
  words.flatMap((word) => tables.find(({ table }) => table.toUpperCase() === word) ?? []);

/** What a value of a table is called in a column; the value itself where the column holds no such ids. */
export const namedIn = (ids: DrawnIds, table: string, column: string, value: Value): Value =>
  named(
    ids,
    ids.tables.filter((one) => one.table === table),
    column,
    value,
  );

/** The same of an answer. A view may be there in place of the tables: then it is of any of them. */
export const namedOf = (ids: DrawnIds, sql: string, column: string, value: Value): Value => {
  const own = tablesIn(wordsOf(sql), ids.tables);
  return named(ids, own.length === 0 ? ids.tables : own, column, value);
};

const named = (ids: DrawnIds, tables: readonly TableContents[], column: string, value: Value): Value => {
  if (value === null) return value;
  const isIt = (name: string) => name.toLowerCase() === column.toLowerCase();
  const sources = tables.flatMap(({ idColumns }) =>
    idColumns.flatMap((own) => (isIt(own.column) ? [own.of] : [])),
  );
  if (sources.length === 0) return value;
  const isOther = tables.some(
    ({ table, idColumns }) =>
      !idColumns.some((own) => isIt(own.column)) && ids.columns.get(table)?.some(isIt),
  );
  const name = nameOf(ids, value, sources);
  return isOther && name !== value ? either([name, value]) : name;
};

/** Where several steps drew the same number, in tables of their own, and it is not known of which this is: all of them. */
export const nameOf = ({ drawn }: DrawnIds, value: string, sources?: readonly string[]): string => {
  const names = drawn.flatMap(({ id, name, table }) =>
    id === value && (sources === undefined || table === undefined || sources.includes(table)) ? [name] : [],
  );
  return names.length === 0 ? value : either(names);
};

const either = (names: readonly string[]): string => [...new Set(names)].toSorted().join(' or ');

/** The text where it is of no account which id stands where; undefined where something is an id, or perhaps not. */
export const withoutIds = (text: string): string | undefined => {
  const blurred = text.replaceAll(/\bid of [\w.]+(?: or id of [\w.]+)*/g, 'an id');
  return /\ban id or | or an id\b/.test(blurred) ? undefined : blurred;
};

/** It may be this or that. */
export const isAmbiguous = (text: string): boolean => /\bid of [\w.]+ or | or id of /.test(text);

import type { TableRows } from '../../engine/events.ts';
import type { Value } from '../../engine/outcome.ts';

type Row = readonly Value[];

/** One version of a table: as it is committed, as anybody left it last, as a session would read it. */
export interface Version {
  /** Undefined when it is not known, or cannot be read. */
  readonly table: TableRows | undefined;
}

/** A row in each of the versions, in their order; undefined where there is none. */
export interface RowVersions {
  readonly key: string;
  readonly rows: readonly (Row | undefined)[];
}

/** The rows of all versions side by side. A row is the same one when its first column is, if that tells rows apart. */
export const rowVersions = (versions: readonly Version[]): readonly RowVersions[] => {
  const tables = versions.map(({ table }) => table?.rows ?? []);
  const first = ([value]: Row): string => JSON.stringify(value ?? null);
  const tells = tables.every((rows) => new Set(rows.map(first)).size === rows.length);
  const keyed = tables.map((rows) => byKey(rows, tells ? first : (row) => JSON.stringify(row)));
  const keys = [...new Set(keyed.flatMap((rows) => [...rows.keys()]))];
  return inOrder(keys).map((key) => ({ key, rows: keyed.map((rows) => rows.get(key)) }));
};

/** Rows that cannot be told apart are numbered. */
const byKey = (rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, Row> => {
  const keyed = new Map<string, Row>();
  const copies = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(row);
    const copy = (copies.get(key) ?? 0) + 1;
    copies.set(key, copy);
    keyed.set(copy === 1 ? key : `${key} ${copy}`, row);
  }
  return keyed;
};

const numberIn = (key: string): number => Number(key.replaceAll('"', ''));

const inOrder = (keys: readonly string[]): readonly string[] =>
  keys.every((key) => Number.isFinite(numberIn(key)))
    ? keys.toSorted((a, b) => numberIn(a) - numberIn(b))
    : keys;

export const sameRow = (a: Row | undefined, b: Row | undefined): boolean =>
  a === b || (a !== undefined && a.length === b?.length && a.every((value, column) => value === b[column]));

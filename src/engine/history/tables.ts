import type { Evidence, Observation, TableRows, TableShape, TableView } from '../events.ts';
import type { Value } from '../outcome.ts';
import { isSameRow } from '../share.ts';

/** A table of which rows are known by their keys, as it was observed. */
export interface KeyedTable {
  readonly shape: TableShape;
  readonly columns: readonly string[];
  /** Where the primary key's columns stand. */
  readonly places: readonly number[];
  /** The same view as long as nothing has changed. */
  readonly newest: TableView & TableRows;
  /** Undefined while the committed rows alone cannot be read. */
  readonly committed: (TableView & TableRows) | undefined;
}

type Whole = Observation & { readonly evidence: Evidence };

/** Those that keep versions and have a primary key that can be seen, and that can be read now. */
export const keyedTables = ({
  tables,
  newest = [],
  shapes = [],
  evidence: { unwatched },
}: Whole): ReadonlyMap<string, KeyedTable> => {
  const keyed = shapes.flatMap((shape): readonly [string, KeyedTable][] => {
    const primary = shape.indexes.find(({ index }) => index === 'PRIMARY');
    const view = readable([...newest, ...unwatched.newest], shape.table);
    if (primary === undefined || view === undefined || !shape.isVersioned) return [];
    const places = primary.columns.map(({ name }) => view.columns.indexOf(name));
    if (places.includes(-1)) return [];
    const committed = readable([...tables, ...unwatched.committed], shape.table);
    return [[shape.table, { shape, columns: view.columns, places, newest: view, committed }]];
  });
  return new Map(keyed);
};

const readable = (views: readonly TableView[], name: string): (TableView & TableRows) | undefined => {
  const view = views.find((one) => one.name === name);
  return view && 'rows' in view ? view : undefined;
};

export type Row = readonly Value[];

/** A row's primary key, to know the row by. */
export const keyOf = (row: Row, { places }: Pick<KeyedTable, 'places'>): string =>
  JSON.stringify(places.map((place) => row[place] ?? null));

/** Rows by their primary keys. */
export const byKey = ({ rows }: TableRows, table: Pick<KeyedTable, 'places'>): Map<string, Row> =>
  new Map(rows.map((row) => [keyOf(row, table), row]));

/** Undefined where there is none. */
export const isSame = (a: Row | undefined, b: Row | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && isSameRow(a, b));

import { inKeyOrder } from '../key-order.ts';
import { entryText } from './entries.ts';
import type { Holding } from './held-locks.ts';
import { mayWrite } from './moved.ts';
import type { KeyedTable, Row } from './tables.ts';

/** As the server prints the end of an index (LOCK_DATA). */
export const endOfIndex = 'supremum pseudo-record';

/** What became of an index since the moment before, as the server prints entries. */
export interface Entries {
  readonly made: ReadonlySet<string>;
  readonly unmade: ReadonlySet<string>;
  /** There may be others that were made, or that are no more. */
  readonly isUnsure: boolean;
  /** Is it that of a row that there is now? */
  readonly hasRow: (entry: string) => boolean;
  /** Those of rows and of locks in the order of the index; undefined where that cannot be told. */
  readonly inOrder: () => readonly string[] | undefined;
}

interface Place {
  readonly table: string;
  readonly index: string;
}

export const entriesSince = (now: Holding, place: Place): Entries => {
  const table = now.tableOf(place.table);
  if (table === undefined) {
    return {
      made: new Set(),
      unmade: new Set(),
      isUnsure: now.moved.some(mayWrite),
      hasRow: () => false,
      inOrder: () => undefined,
    };
  }
  const isOfNow = ({ table: name, by }: Holding['doubts'][number]) =>
    name === place.table && now.moved.includes(by);
  const changed = now.writes.filter((one) => isOfNow(one) && !keepsEntry(one, table, place.index));
  const entryOf = (row: Row) => entryText(row, table, place.index);
  const made = changed.flatMap(({ after }) => (after === undefined ? [] : [entryOf(after)]));
  const unmade = changed.flatMap(({ before }) => (before === undefined ? [] : [entryOf(before)]));
  const rows = remembered(() => table.newest.rows.map(entryOf));
  const known = remembered(() => new Set(rows()));
  const order = remembered(() => {
    const locked = now.locks.flatMap(({ object, index, key }) =>
      object === place.table && index === place.index && key !== endOfIndex ? [key] : [],
    );
    const all = [...new Set([...rows(), ...locked])].filter((one) => one !== undefined);
    const columns = table.shape.indexes.find(({ index }) => index === place.index)?.columns ?? [];
    return rows().includes(undefined)
      ? undefined
      : inKeyOrder(
          all,
          columns.map(({ descending }) => descending),
        );
  });
  return {
    made: new Set(made.filter((one) => one !== undefined)),
    unmade: new Set(unmade.filter((one) => one !== undefined)),
    isUnsure: now.doubts.some(isOfNow) || [...made, ...unmade].includes(undefined),
    hasRow: (entry) => known().has(entry),
    inOrder: order,
  };
};

/** Are all of the index's columns as they were? */
const keepsEntry = (
  { before, after }: { readonly before: Row | undefined; readonly after: Row | undefined },
  { shape, columns }: KeyedTable,
  name: string,
): boolean => {
  if (before === undefined || after === undefined) return false;
  const places = shape.indexes
    .find(({ index }) => index === name)
    ?.columns.map((column) => columns.indexOf(column.name));
  return places?.every((place) => place >= 0 && before[place] === after[place]) ?? false;
};

const remembered = <T>(make: () => T): (() => T) => {
  let made: { readonly it: T } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
};

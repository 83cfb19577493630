import type { LockView, Observation } from './events.ts';
import { type IndexShape, type IndexShapes, indexShapes, shapeKey } from './index-shapes.ts';
import { inKeyOrder } from './key-order.ts';
import type { Value } from './outcome.ts';
import { Remembered } from './remembered.ts';
import { isSameRow } from './share.ts';
import type { LabState } from './state.ts';
import { endOfIndex } from './words/lock-words.ts';
import { rowsOf, statements } from './writes.ts';

/** An index as a line of its entries in key order, and who holds and waits for what on it. */
export interface KeyLine {
  readonly table: string;
  readonly index: string;
  /** The names of the columns of an entry, when the lab knows them. */
  readonly columns?: readonly string[];
  readonly entries: readonly KeyEntry[];
  /** False when the order of these entries cannot be known: then they stand as the server listed them. */
  readonly isOrdered: boolean;
  /** Which entries are on it. Others may lie between them, except when it is all. */
  readonly shows: 'all' | 'committed' | 'locked';
}

/** An entry, and the gap before it. */
export interface KeyEntry {
  /** As the server prints it; undefined for the end of the index. */
  readonly key: string | undefined;
  readonly gap: readonly KeyMark[];
  readonly record: readonly KeyMark[];
  /**
   * Somebody has written it and not committed it yet, and so has it exclusive. The server lists that lock only
   * once somebody else waits for it.
   */
  readonly isUncommitted?: true;
}

export interface KeyMark {
  readonly session: string;
  readonly mode: 'shared' | 'exclusive' | 'insert';
  readonly status: LockView['status'];
}

/** More rows than these are not put on a line: only the locked ones are. */
const mostRows = 1000;

/** A line for every index on which somebody has or wants a lock of an entry or a gap. */
export const keyLines = (lab: Pick<LabState, 'script' | 'timeline' | 'observation'>): readonly KeyLine[] => {
  const shapes = shapesOf(lab);
  const locks = lab.observation.locks.filter(isOnLine);
  return [...Map.groupBy(locks, ({ object, index }) => shapeKey(object, index ?? '')).entries()].flatMap(
    ([key, own]) => {
      const [lock] = own;
      return lock ? [keyLine(lock.object, lock.index ?? '', own, shapes.get(key), lab.observation)] : [];
    },
  );
};

/**
 * The indexes that the lesson's setup has made, and the statements of the run since; the very same object as long as
 * these are the same.
 */
export const shapesOf = ({ script, timeline }: Pick<LabState, 'script' | 'timeline'>): IndexShapes =>
  shapesAfter.of(timeline, () => {
    const made = statements({ timeline })
      .filter(({ sql, outcome }) => outcome?.kind === 'ok' && /^\s*(create|alter)\b/i.test(sql))
      .map(({ sql }) => sql);
    const known = madeWith.of(script.setup, () => ({
      made,
      shapes: indexShapes([...script.setup, ...made]),
    }));
    if (!isSameRow(known.made, made)) {
      known.made = made;
      known.shapes = indexShapes([...script.setup, ...made]);
    }
    return known.shapes;
  });

const shapesAfter = new Remembered<IndexShapes>(8);
const madeWith = new Remembered<{ made: readonly string[]; shapes: IndexShapes }>(8);

/** The names of the columns of a lock's index, when the lab knows them. */
export const columnNames = (
  lab: Pick<LabState, 'script' | 'timeline'>,
  { object, index }: Pick<LockView, 'object' | 'index'>,
): readonly string[] | undefined =>
  shapesOf(lab)
    .get(shapeKey(object, index ?? ''))
    ?.columns.map(({ name }) => name);

/** Locks of entries whose key the server told. A granted wish to insert holds up nobody. */
const isOnLine = ({ kind, key, status }: LockView): boolean =>
  key !== undefined &&
  (kind === 'record' ||
    kind === 'gap' ||
    kind === 'next-key' ||
    (kind === 'insert-intention' && status === 'waiting'));

const keyLine = (
  table: string,
  index: string,
  locks: readonly LockView[],
  shape: IndexShape | undefined,
  observation: Observation,
): KeyLine => {
  const rows = shape && rowKeys(shape, observation);
  const marks = Map.groupBy(locks, ({ key }) => key ?? endOfIndex);
  const keys = [...new Set([...marks.keys(), ...(rows?.keys ?? [])])].filter((key) => key !== endOfIndex);
  const ordered = inKeyOrder(keys, shape?.columns.map(({ descending }) => descending) ?? []);
  const entries = [...(ordered ?? keys), endOfIndex].map(
    (key): KeyEntry => ({
      key: key === endOfIndex ? undefined : key,
      ...marksOf(marks.get(key) ?? []),
      ...(rows?.uncommitted.has(key) && { isUncommitted: true }),
    }),
  );
  return {
    table,
    index,
    ...(shape && { columns: shape.columns.map(({ name }) => name) }),
    entries,
    isOrdered: ordered !== undefined,
    shows: rows?.shows ?? 'locked',
  };
};

const marksOf = (locks: readonly LockView[]): Pick<KeyEntry, 'gap' | 'record'> => {
  const mark = ({ session, kind, mode, status }: LockView): KeyMark => ({
    session,
    mode: kind === 'insert-intention' ? 'insert' : mode.startsWith('S') ? 'shared' : 'exclusive',
    status,
  });
  return {
    gap: locks.filter(({ kind }) => kind !== 'record').map(mark),
    record: locks.filter(({ kind }) => kind === 'record' || kind === 'next-key').map(mark),
  };
};

/** The entries of the table's rows as the server would print them; undefined when that is not known. */
const rowKeys = (
  { table, index, columns }: IndexShape,
  { tables, newest, locks }: Observation,
):
  | {
      readonly keys: readonly string[];
      readonly uncommitted: ReadonlySet<string>;
      readonly shows: 'all' | 'committed';
    }
  | undefined => {
  const committed = rowsOf(tables, table);
  if (committed === undefined) return undefined;
  // A row is written to the primary key first: a secondary index may not have it while somebody waits.
  const isHalfWritten =
    index !== 'PRIMARY' && locks.some(({ object, status }) => object === table && status === 'waiting');
  const uncommitted = isHalfWritten ? undefined : rowsOf(newest, table);
  const rows = [...committed.rows, ...(uncommitted?.rows ?? [])];
  const places = columns.map(({ name }) => committed.columns.indexOf(name));
  if (rows.length > mostRows || places.includes(-1) || columns.some(({ type }) => type === undefined)) {
    return undefined;
  }
  const entry = (row: readonly Value[]): string =>
    columns.map(({ type }, column) => printed(row[places[column] ?? -1] ?? null, type)).join(', ');
  const known = new Set(committed.rows.map(entry));
  const keys = rows.map(entry);
  return {
    keys,
    uncommitted: new Set(keys.filter((key) => !known.has(key))),
    shows: uncommitted === undefined ? 'committed' : 'all',
  };
};

const printed = (value: Value, type: 'number' | 'text' | undefined): string => {
  if (value === null) return 'NULL';
  return type === 'text' ? `'${value.replaceAll("'", "''")}'` : value;
};

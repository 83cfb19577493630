import type { IndexShape, LockView, Observation, TableRows, TableShape, TableView } from './events.ts';
import { entryText } from './history/entries.ts';
import { inKeyOrder } from './key-order.ts';
import type { LabState } from './state.ts';
import { columnsOf } from './words/column-names.ts';
import { endOfIndex } from './words/lock-words.ts';

/** An index as a line of its entries in key order, and who holds and waits for what on it. */
export interface KeyLine {
  readonly table: string;
  readonly index: string;
  /** Each partition has an index of its own. */
  readonly partition?: string;
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
   * Somebody has written it and not committed it yet, and so has it exclusive. The server lists that lock once somebody
   * wants it, be it the writer itself.
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
export const keyLines = ({ observation }: Observed): readonly KeyLine[] => {
  const locks = observation.locks.filter(isOnLine);
  const byIndex = Map.groupBy(locks, ({ object, index, partition }) =>
    JSON.stringify([object, index, partition]),
  );
  return [...byIndex.values()].flatMap((own) => {
    const [lock] = own;
    return lock ? [keyLine(lock, own, observation)] : [];
  });
};

type Observed = Pick<LabState, 'observation'>;

/** The names of the columns of a lock's index, when the lab knows them. */
export const columnNames = (
  { observation }: Observed,
  lock: Pick<LockView, 'object' | 'index'>,
): readonly string[] | undefined => columnsOf(lock, observation.shapes ?? []);

/** Is there a row that nobody has committed? By the primary key, of the tables that have one. */
export const hasNewRows = ({ tables, newest, shapes = [] }: Observation): boolean =>
  shapes.some((shape) => {
    const [committed, all] = [rowsOf(tables, shape.table), rowsOf(newest, shape.table)];
    if (committed === undefined || all === undefined || committed.rows === all.rows) return false;
    const keyOf = (row: TableRows['rows'][number]) =>
      entryText(row, { shape, columns: committed.columns }, 'PRIMARY');
    const known = new Set(committed.rows.map(keyOf));
    return all.rows.map(keyOf).some((key) => key !== undefined && !known.has(key));
  });

const shapeOf = ({ object }: Pick<LockView, 'object'>, { shapes }: Observation): TableShape | undefined =>
  shapes?.find(({ table }) => table === object);

const indexOf = ({ index }: Pick<LockView, 'index'>, shape: TableShape | undefined): IndexShape | undefined =>
  shape?.indexes.find((one) => one.index === index);

/** Locks of entries whose key the server told. A granted wish to insert holds up nobody. */
const isOnLine = ({ kind, key, mode, status }: LockView): boolean =>
  key !== undefined &&
  // An area of a spatial index has no place among entries.
  !mode.includes('PREDICATE') &&
  (kind === 'record' ||
    kind === 'gap' ||
    kind === 'next-key' ||
    (kind === 'insert-intention' && status === 'waiting'));

const keyLine = (lock: LockView, locks: readonly LockView[], observation: Observation): KeyLine => {
  const { object: table, index = '', partition } = lock;
  const known = shapeOf(lock, observation);
  const shape = indexOf(lock, known);
  // Which rows are in a partition is not known.
  const rows = known && partition === undefined ? rowKeys(known, index, observation) : undefined;
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
  const columns = columnNames({ observation }, lock);
  return {
    table,
    index,
    ...(partition !== undefined && { partition }),
    ...(columns && { columns }),
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
  shape: TableShape,
  index: string,
  { tables, newest, locks }: Observation,
):
  | {
      readonly keys: readonly string[];
      readonly uncommitted: ReadonlySet<string>;
      readonly shows: 'all' | 'committed';
    }
  | undefined => {
  const { table } = shape;
  const committed = rowsOf(tables, table);
  if (committed === undefined) return undefined;
  // A row is written to the primary key first: a secondary index may not have it while somebody waits.
  const isHalfWritten =
    index !== 'PRIMARY' && locks.some(({ object, status }) => object === table && status === 'waiting');
  const uncommitted = isHalfWritten ? undefined : rowsOf(newest, table);
  const rows = [...committed.rows, ...(uncommitted?.rows ?? [])];
  if (rows.length > mostRows) return undefined;
  const entriesOf = (some: TableRows['rows']) =>
    some.map((row) => entryText(row, { shape, columns: committed.columns }, index));
  const known = new Set(entriesOf(committed.rows));
  const keys = entriesOf(rows).flatMap((key) => key ?? []);
  if (keys.length < rows.length) return undefined;
  return {
    keys,
    uncommitted: new Set(keys.filter((key) => !known.has(key))),
    shows: uncommitted === undefined ? 'committed' : 'all',
  };
};

const rowsOf = (views: readonly TableView[] | undefined, table: string): TableRows | undefined => {
  const view = views?.find((one) => one.name === table);
  return view && 'rows' in view ? view : undefined;
};

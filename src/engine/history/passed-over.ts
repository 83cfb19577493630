import type { ClaimBody, PassedOver } from '../claim.ts';
import type { AskedAgain, LockView } from '../events.ts';
import { entryText } from './entries.ts';
import type { LockTakers } from './lock-takers.ts';
import type { Sent } from './moved.ts';
import { partsOf, rowsIn } from './parts.ts';
import type { Locking } from './question.ts';
import type { KeyedTable, Row } from './tables.ts';
import type { Versions } from './versions.ts';

export interface LockingRead {
  readonly reader: Sent;
  readonly locking: Locking;
  readonly asked: AskedAgain;
  readonly isFlat: boolean;
  readonly locks: readonly LockView[];
  readonly takers: LockTakers;
  readonly versions: Versions;
}

/** Of so many rows something is said; more would not be read. */
const mostRows = 4;

/**
 * The rows that a locking read went past (SKIP LOCKED): they are in the answer to its question without locks, and another
 * session has them locked since before.
 */
export const passedOver = (read: LockingRead): readonly ClaimBody[] => {
  const { reader, asked, versions } = read;
  const rows = reader.outcome?.kind === 'rows' ? reader.outcome.rows : [];
  const claims = partsOf(read, versions).flatMap((part) => {
    const seen = rowsIn(rows, part);
    const wanted = new Set([...rowsIn(asked.committed, part).keys(), ...rowsIn(asked.newest, part).keys()]);
    return [...wanted].flatMap((key) => (seen.has(key) ? [] : passedAt(key, part.table, read)));
  });
  const left = claims.length - mostRows;
  return left > 0 ? [...claims.slice(0, mostRows), { kind: 'more', count: left }] : claims;
};

const passedAt = (key: string, table: KeyedTable, read: LockingRead): readonly PassedOver[] => {
  const { table: name } = table.shape;
  const { versions } = read;
  const row = versions.rowOf(name, key) ?? versions.chainOf(name, key)?.findLast((one) => one.row)?.row;
  return row === undefined ? [] : claimOf('passed-over', { row, table }, read);
};

/**
 * The row that somebody else had when a locking read was refused (NOWAIT). It may meet rows that are not in its answer, and
 * is refused at the first that is locked: which one that was is sure where others have locked no second one in all that it
 * reads.
 */
export const refusedBy = (read: LockingRead): readonly ClaimBody[] => {
  const { asked, isFlat, locks, versions } = read;
  const tables = tablesRead(asked, isFlat);
  const inTheWay = locks.filter((lock) => isInTheWay(lock, read) && (tables?.has(lock.object) ?? true));
  const [first] = inTheWay;
  const table = first && versions.tableOf(first.object);
  const entry = inTheWay.find(({ index }) => index === 'PRIMARY')?.key;
  if (table === undefined || entry === undefined) return [];
  const rows = [...table.newest.rows, ...(table.committed?.rows ?? [])];
  const row = rows.find((one) => entryText(one, table, 'PRIMARY') === entry);
  const isOfRow = ({ object, index = '', key }: LockView) =>
    object === table.shape.table && key !== undefined && row && entryText(row, table, index) === key;
  return row && inTheWay.every(isOfRow) ? claimOf('refused', { row, table }, read) : [];
};

/** Undefined where there may be others. */
const tablesRead = ({ origins, plan }: AskedAgain, isFlat: boolean): ReadonlySet<string> | undefined => {
  const byAlias = new Map(origins.flatMap((one) => (one ? [[one.alias, one.table]] : [])));
  const isKnown = isFlat && plan.length > 0 && plan.every((alias) => byAlias.has(alias));
  return isKnown ? new Set(byAlias.values()) : undefined;
};

const claimOf = (
  kind: PassedOver['kind'],
  { row, table }: { readonly row: Row; readonly table: KeyedTable },
  read: LockingRead,
): readonly PassedOver[] => {
  const { reader, locks, takers } = read;
  const entry = entryText(row, table, 'PRIMARY');
  const lock = locks.find(
    (one) =>
      isInTheWay(one, read) &&
      one.object === table.shape.table &&
      one.index === 'PRIMARY' &&
      one.key === entry &&
      one.status === 'granted',
  );
  if (lock === undefined) return [];
  const { session: holder, status: _, ...detail } = lock;
  const taken = takers.takerOf(holder, { ...detail, heldMode: lock.mode });
  // One that came later did not stand in its way.
  if (taken !== undefined && taken.statement > reader.statement) return [];
  return [
    {
      kind,
      session: reader.session,
      holder,
      table: table.shape.table,
      row,
      lock: detail,
      ...(taken && { taken: taken.place }),
    },
  ];
};

/** A gap is in nobody's way who only reads. */
const isInTheWay = (lock: LockView, { reader, locking }: LockingRead): boolean =>
  lock.session !== reader.session &&
  (lock.kind === 'record' || lock.kind === 'next-key') &&
  (locking.isExclusive || lock.mode.startsWith('X'));

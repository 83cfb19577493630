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
 * The rows that a locking read went past (SKIP LOCKED), or that somebody else had when it was refused (NOWAIT): they are
 * in the answer to its question without locks, and another session has them locked since before.
 */
export const passedOver = (read: LockingRead): readonly ClaimBody[] => {
  const { reader, asked, versions } = read;
  const { outcome } = reader;
  const kind = outcome?.kind === 'error' ? 'refused' : 'passed-over';
  const claims = partsOf(read, versions).flatMap((part) => {
    const seen = rowsIn(outcome?.kind === 'rows' ? outcome.rows : [], part);
    const wanted = new Set([...rowsIn(asked.committed, part).keys(), ...rowsIn(asked.newest, part).keys()]);
    return [...wanted].flatMap((key) => (seen.has(key) ? [] : claimOf(key, part.table, kind, read)));
  });
  const left = claims.length - mostRows;
  return left > 0 ? [...claims.slice(0, mostRows), { kind: 'more', count: left }] : claims;
};

const claimOf = (
  key: string,
  table: KeyedTable,
  kind: PassedOver['kind'],
  read: LockingRead,
): readonly PassedOver[] => {
  const { reader, versions } = read;
  const { table: name } = table.shape;
  const row = versions.rowOf(name, key) ?? versions.chainOf(name, key)?.findLast((one) => one.row)?.row;
  const lock = row && lockOn(row, table, read);
  if (row === undefined || lock === undefined) return [];
  const { session: holder, status: _, ...detail } = lock;
  const taken = read.takers.takerOf(holder, { ...detail, heldMode: lock.mode });
  // One that came later did not stand in its way.
  if (taken !== undefined && taken.statement > reader.statement) return [];
  return [
    {
      kind,
      session: reader.session,
      holder,
      table: name,
      row,
      lock: detail,
      ...(taken && { taken: taken.place }),
    },
  ];
};

const lockOn = (
  row: Row,
  table: KeyedTable,
  { reader, locking, locks }: LockingRead,
): LockView | undefined => {
  const key = entryText(row, table, 'PRIMARY');
  return locks.find(
    (lock) =>
      lock.session !== reader.session &&
      lock.object === table.shape.table &&
      lock.index === 'PRIMARY' &&
      lock.key === key &&
      lock.status === 'granted' &&
      (lock.kind === 'record' || lock.kind === 'next-key') &&
      (locking.isExclusive || lock.mode.startsWith('X')),
  );
};

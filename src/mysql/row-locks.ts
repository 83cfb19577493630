import type { LockDetail } from '../engine/events.ts';
import type { Value } from '../engine/outcome.ts';
import { lockKind } from '../innodb-text/lock-kind.ts';

/** A row of performance_schema.data_locks, with the thread that really owns it. */
export interface RowLock extends LockDetail {
  readonly id: string;
  readonly transaction: string;
  /** The owner's performance_schema thread; undefined while the tables disagree for a moment. */
  readonly thread: string | undefined;
  readonly waiting: boolean;
}

export const dataLocksOf = (schema: string): string =>
  `SELECT ENGINE_LOCK_ID, ENGINE_TRANSACTION_ID, THREAD_ID, OBJECT_NAME, INDEX_NAME, LOCK_TYPE, LOCK_MODE,
     LOCK_STATUS, LOCK_DATA,
     COALESCE(SUBPARTITION_NAME, PARTITION_NAME) FROM performance_schema.data_locks WHERE OBJECT_SCHEMA = '${schema}'`;

/**
 * Finds each lock's owner by transaction, never by the lock's own THREAD_ID: when a waiter makes an
 * insert's implicit lock explicit, that names the waiter. A transaction with a row lock always has an
 * intention lock on the table, which it took itself, so the table locks tell which thread it is.
 * (information_schema.innodb_trx would tell too, but its contents are cached for 100 ms after each
 * reading, and so never renewed while it is polled.)
 */
export const toRowLocks = (rows: readonly (readonly Value[])[]): readonly RowLock[] => {
  const threads = new Map<string, string>();
  for (const [, transaction, thread, , , type] of rows) {
    if (type === 'TABLE' && transaction != null && thread != null) threads.set(transaction, thread);
  }
  return rows.map(([id, transaction, , object, index, type, mode, status, key, partition]) => ({
    id: id ?? '',
    transaction: transaction ?? '',
    thread: threads.get(transaction ?? ''),
    kind: lockKind(type ?? '', mode ?? '', key ?? null),
    object: object ?? '',
    ...(index != null && { index }),
    ...(partition != null && { partition }),
    mode: mode ?? '',
    ...(key != null && { key }),
    waiting: status === 'WAITING',
  }));
};

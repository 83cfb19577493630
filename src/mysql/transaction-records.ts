import { mostTransactions, type TableRows, type TransactionRecord } from '../engine/events.ts';

const columns =
  'THREAD_ID, EVENT_ID, STATE, XA_STATE, ISOLATION_LEVEL, AUTOCOMMIT, NUMBER_OF_ROLLBACK_TO_SAVEPOINT';

/** The newest transaction of every thread on the server. */
export const currentTransactions = `SELECT ${columns} FROM performance_schema.events_transactions_current`;

/**
 * How the transaction before has ended is told here alone when the next one began at once.
 * https://dev.mysql.com/doc/refman/9.7/en/performance-schema-events-transactions-history-table.html
 */
export const endedTransactions = (threads: readonly string[]): string =>
  `SELECT ${columns} FROM performance_schema.events_transactions_history
   WHERE THREAD_ID IN (${threads.length === 0 ? 'NULL' : threads.join(', ')})`;

/** Out of both; what has ended stands in both. `sessions`: by thread. */
export const toTransactionRecords = (
  rows: TableRows['rows'],
  sessions: ReadonlyMap<string, string>,
): readonly TransactionRecord[] => {
  const records = new Map(
    rows.flatMap((row) => toRecord(row, sessions)).map((one) => [`${one.session} ${one.id}`, one]),
  );
  const bySession = Map.groupBy(records.values(), ({ session }) => session);
  return [...bySession]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => own.toSorted((a, b) => a.id - b.id).slice(-mostTransactions));
};

const toRecord = (
  [thread, id, state, xaState, level, autocommit, returns]: TableRows['rows'][number],
  sessions: ReadonlyMap<string, string>,
): readonly TransactionRecord[] => {
  const session = sessions.get(thread ?? '');
  if (session === undefined) return [];
  return [
    {
      session,
      id: Number(id),
      state: stateOf(state),
      ...(xaState === 'PREPARED' && { prepared: true }),
      level: level ?? '',
      autocommit: autocommit === 'YES',
      returns: Number(returns),
    },
  ];
};

const stateOf = (state: string | null | undefined): TransactionRecord['state'] => {
  if (state === 'COMMITTED') return 'committed';
  return state === 'ROLLED BACK' ? 'rolled back' : 'active';
};

import { mostTransactions, type TableRows, type TransactionRecord } from '../engine/events.ts';

const columns =
  'THREAD_ID, EVENT_ID, STATE, XA_STATE, ISOLATION_LEVEL, AUTOCOMMIT, NUMBER_OF_ROLLBACK_TO_SAVEPOINT';

/**
 * How the transaction before has ended is told in the history alone when the next one began at once.
 * https://dev.mysql.com/doc/refman/9.7/en/performance-schema-events-transactions-current-table.html
 */
export const transactionRecords = (threads: readonly string[]): string => {
  const of = `WHERE THREAD_ID IN (${threads.length === 0 ? 'NULL' : threads.join(', ')})`;
  return `SELECT ${columns} FROM performance_schema.events_transactions_current ${of}
    UNION SELECT ${columns} FROM performance_schema.events_transactions_history ${of}`;
};

/** `sessions`: by thread. */
export const toTransactionRecords = (
  { rows }: TableRows,
  sessions: ReadonlyMap<string, string>,
): readonly TransactionRecord[] => {
  const records = rows.flatMap((row) => toRecord(row, sessions));
  const bySession = Map.groupBy(records, ({ session }) => session);
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

/** A word of the field, as lessons and screens use it. */
export interface Term {
  readonly word: string;
  readonly says: string;
  /** The lesson that explains it, where one does: none before it in the course uses the word. */
  readonly lesson?: string;
}

/** In the order of the alphabet. What is said holds for InnoDB in MySQL. */
export const terms: readonly Term[] = [
  {
    word: 'anomaly',
    says: 'What can come about when transactions run at the same time, and cannot when they run one after the other. Its codes are below; a dirty read (P1) counts as one, also where it does no harm.',
    lesson: 'read-uncommitted',
  },
  {
    word: 'autocommit',
    says: 'On, as it is by default: outside of a transaction every statement is one of its own. Off: the next statement that uses a table begins one, and it lasts until it is ended, as a rule by COMMIT or ROLLBACK.',
    lesson: 'first-transaction',
  },
  {
    word: 'commit',
    says: 'COMMIT ends a transaction and keeps what it has changed: from then on others may see it.',
    lesson: 'first-transaction',
  },
  {
    word: 'consistent read',
    says: 'A plain SELECT that takes no row lock and reads from a snapshot. At READ UNCOMMITTED it reads the newest versions; in a transaction at SERIALIZABLE a plain SELECT is a locking read.',
    lesson: 'repeatable-read',
  },
  {
    word: 'deadlock',
    says: 'Each of two or more transactions waits for a lock of the next one, in a circle. When the server finds the circle (by default it looks for one among row locks), it rolls one of them back (error 1213).',
    lesson: 'intermediate-read',
  },
  {
    word: 'deadlock victim',
    says: 'The transaction that the server rolls back to end a deadlock. All of its changes and row locks are gone, not only the last statement.',
    lesson: 'deadlock-victim',
  },
  {
    word: 'dirty read',
    says: 'Reading what another transaction has changed and not committed (P1). Only READ UNCOMMITTED shows it.',
    lesson: 'read-uncommitted',
  },
  {
    word: 'exclusive lock',
    says: 'X: whoever has it on a row may change it, and nobody else may have a lock on that row, shared or exclusive. Consistent reads go on.',
    lesson: 'lost-update',
  },
  {
    word: 'gap lock',
    says: 'Keeps others from inserting between two entries of an index, before the first or after the last. Gap locks are in nobody’s way but theirs who bring a new entry (an INSERT, or an UPDATE of an indexed column): two transactions may have one on the same gap.',
    lesson: 'savepoints-and-locks',
  },
  {
    word: 'history',
    says: 'Who read which version of which row, and who wrote the next one, as it happened. Anomalies are found in it.',
  },
  {
    word: 'insert intention',
    says: 'The lock that an INSERT asks for where its row will be, or an UPDATE that moves an entry. It waits while somebody else has that gap locked.',
    lesson: 'gap-lock-deadlock',
  },
  {
    word: 'invariant',
    says: 'A promise about the data that must hold in the end, for instance “a book is stored once”.',
  },
  {
    word: 'isolation level',
    says: 'How far a transaction is kept apart from what others do at the same time: READ UNCOMMITTED, READ COMMITTED, REPEATABLE READ (the default), SERIALIZABLE. A transaction keeps the one that it began with.',
    lesson: 'where-a-level-comes-from',
  },
  {
    word: 'lock wait timeout',
    says: 'How long a statement waits for a row lock, 50 s by default; then it fails with error 1205. By default only the statement is undone, and its transaction is still open.',
    lesson: 'lock-wait-timeout',
  },
  {
    word: 'locking read',
    says: 'SELECT … FOR SHARE or FOR UPDATE, and in a transaction at SERIALIZABLE every SELECT: it reads the newest committed version, or its own, and locks what it reads until its transaction ends; below REPEATABLE READ only the rows that match.',
    lesson: 'aborted-read',
  },
  {
    word: 'metadata lock',
    says: 'A lock on a table’s definition. Every statement that reads or writes its rows takes a shared one, which a transaction keeps until it ends; ALTER TABLE needs one that goes together with none.',
    lesson: 'metadata-lock',
  },
  {
    word: 'next-key lock',
    says: 'A record lock and the gap lock before that entry in one.',
    lesson: 'next-key-locks',
  },
  {
    word: 'order',
    says: 'Whose step comes when, a letter a turn: AABB is first all of A, then all of B. Of two programs of two steps there are six orders.',
  },
  {
    word: 'phantom',
    says: 'A row of somebody else’s that is in the answer when a transaction asks again, and was not before (P3).',
    lesson: 'read-committed',
  },
  {
    word: 'plain read',
    says: 'A SELECT without FOR SHARE or FOR UPDATE.',
    lesson: 'where-a-level-comes-from',
  },
  {
    word: 'record lock',
    says: 'A lock on an entry of an index. The rows themselves are the entries of one, the primary key; InnoDB makes one where you have not.',
  },
  {
    word: 'roll back',
    says: 'ROLLBACK ends a transaction and undoes what it has changed in rows. Ids that it has drawn stay used up.',
    lesson: 'first-transaction',
  },
  {
    word: 'row lock',
    says: 'A lock on rows of a table, a shared or an exclusive one. A transaction keeps it until it ends; who needs one that does not go together with it waits, as a rule.',
    lesson: 'read-uncommitted',
  },
  {
    word: 'savepoint',
    says: 'A mark in a transaction. ROLLBACK TO undoes what came after it; the transaction goes on.',
    lesson: 'savepoints-and-locks',
  },
  {
    word: 'session',
    says: 'A client’s connection to the server. It has at most one transaction at a time, and settings of its own.',
    lesson: 'first-transaction',
  },
  {
    word: 'shared lock',
    says: 'S: several transactions may have it on the same row. As long as one has it, no other one may change the row.',
    lesson: 'read-uncommitted',
  },
  {
    word: 'snapshot',
    says: 'The committed state of one moment, from which consistent reads are answered. At REPEATABLE READ a transaction has one, taken at its first such read, or by WITH CONSISTENT SNAPSHOT; at READ COMMITTED every read has a new one.',
    lesson: 'non-repeatable-read',
  },
  {
    word: 'statement',
    says: 'One command of SQL. The server does it whole or not at all, also where the transaction goes on. (A CALL is as many statements as its procedure runs.)',
    lesson: 'first-transaction',
  },
  {
    word: 'transaction',
    says: 'Statements that are kept or undone together: from START TRANSACTION (or BEGIN) to COMMIT or ROLLBACK.',
    lesson: 'first-transaction',
  },
  {
    word: 'version',
    says: 'A row as one statement has written it. A transaction may write several versions of a row. Older ones stay for as long as a snapshot may need them.',
    lesson: 'read-uncommitted',
  },
];

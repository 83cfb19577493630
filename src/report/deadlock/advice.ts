import type { Shape } from '../../innodb-text/shape.ts';
import type { Level } from '../../lesson/level.ts';

/** What usually helps for deadlocks of a kind. */
export interface Advice {
  /** What kind it is, in a few words. */
  readonly kind: string;
  readonly says: readonly string[];
  /** The lesson that shows one, at the level where it begins or at this one. */
  readonly lesson?: string;
  readonly level?: Level;
}

/** What is true of every one. */
export const alwaysTrue =
  "The victim's transaction is safe to retry as a whole: InnoDB has rolled back all of it. Run it again from its first statement when error 1213 comes.";

const sharedLocks =
  'A shared lock comes from SELECT … FOR SHARE, from any SELECT in a transaction at SERIALIZABLE, from a row of a child table (its foreign key locks the row of the parent), and from an INSERT that met the same unique key.';

export const adviceFor = (shape: Shape): Advice => {
  switch (shape) {
    case 'opposite-order':
      return {
        kind: 'entries locked in opposite order',
        says: [
          'Each has what another one wants next. Let every transaction lock in the same order, for instance by ascending key: sort what is changed, or lock all of it first with one SELECT … ORDER BY … FOR UPDATE.',
        ],
        lesson: 'deadlock-victim',
      };
    case 'upgrade':
      return {
        kind: 'a shared lock, then an exclusive one on the same entry',
        says: [
          'Somebody has the entry shared and wants it for itself, and so does another one, who has it shared, too, or has asked for it before: nobody can go on. Read with FOR UPDATE what is written later. Where it is the row of a parent table, lock it so before its child is written, and take parents in one order.',
          sharedLocks,
        ],
        lesson: 'lost-update',
        level: 'SERIALIZABLE',
      };
    case 'gap-insert':
      return {
        kind: 'a gap that all have locked, and all insert into it',
        says: [
          'Locks on a gap do not exclude each other, and an INSERT waits for all others that have one. Insert at once, without a locking look before: INSERT … ON DUPLICATE KEY UPDATE, or an INSERT that expects error 1062. At READ COMMITTED a look locks no gap.',
        ],
        lesson: 'gap-lock-deadlock',
      };
    case 'shared-gap-insert':
      return {
        kind: 'a gap that all have locked shared, and all insert into it',
        says: [
          'Locks on a gap do not exclude each other, and an INSERT waits for all others that have one.',
          `${sharedLocks} When the first of several such INSERTs is rolled back, the others have the gap shared and stand in each other's way.`,
        ],
        lesson: 'duplicate-book',
        level: 'SERIALIZABLE',
      };
    case 'unique-insert':
      return {
        kind: 'unique keys inserted in opposite order',
        says: [
          'An INSERT wants shared what is there already with its unique key, and waits for whoever has it locked. Insert in the same order everywhere, for instance sorted by the unique key, and few rows a transaction.',
        ],
      };
    case 'insert-beside':
      return {
        kind: 'an INSERT of a unique key that another one has locked, and that one inserts beside it',
        says: [
          'An INSERT that meets a unique key which another transaction has inserted, changed or locked asks for its entry and the gap before it, and waits. Whoever has the entry can then no longer insert into that gap: its own INSERT comes behind the request.',
          'Insert in ascending order of the unique key, or such a row last, and commit soon after. INSERT IGNORE asks for the same lock, ON DUPLICATE KEY UPDATE and REPLACE for an exclusive one: they are no cure, nor is READ COMMITTED.',
        ],
      };
    case 'parent-row':
      return {
        kind: 'the row of a parent table, for a foreign key',
        says: [
          'A change of a child row wants the row of its parent shared. A transaction that changes the parent, too, should lock that row first: SELECT … FOR UPDATE. Take parents in one order in all transactions.',
        ],
      };
    case 'two-indexes':
      return {
        kind: 'two indexes of one table, from both sides',
        says: [
          'One comes from an entry of the one index to the other, another one comes the other way. Let both find their rows by the same index: look for the primary keys first without locks, and then change those.',
        ],
      };
    case 'scan':
      return {
        kind: 'a statement that locks all that it passes',
        says: [
          'A statement locks each entry that it looks at, not only those that it changes, and keeps it. An index on the columns of its WHERE lets it look at fewer. At READ COMMITTED it lets go of what does not fit.',
        ],
      };
    case 'auto-increment':
      return {
        kind: 'the lock on the AUTO_INCREMENT of a table',
        says: [
          'INSERT … SELECT and the like keep it until the statement is over. innodb_autoinc_lock_mode = 2, the default since MySQL 8.0, does without it; else keep what else such a statement has to wait for out of it.',
        ],
      };
    case 'table':
      return {
        kind: 'a lock on a whole table',
        says: [
          'Whoever locks whole tables should do it before anything else, and all in the same order; locks on rows stand less in the way.',
        ],
      };
  }
};

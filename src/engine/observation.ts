import type { Value } from './outcome.ts';

/** What the observer's connection reads once everything is settled. */
export interface Observation {
  /** Watched tables, in the lesson's order. */
  readonly tables: readonly TableView[];
  /** The same with what is not committed yet. Recordings of earlier versions have none. */
  readonly newest?: readonly TableView[];
  /** Sessions that are inside a transaction. */
  readonly transactions: readonly TransactionView[];
  /** Every lock that a session of the run holds or waits for. */
  readonly locks: readonly LockView[];
  /** What is set in each session that is connected. Recordings of earlier versions have none. */
  readonly sessions?: readonly SessionView[];
  /** The base tables of the schema, by name. Recordings of earlier versions have none. */
  readonly shapes?: readonly TableShape[];
  /** What the history is derived from. Recordings of earlier versions have none. */
  readonly evidence?: Evidence;
}

/** The session's own settings, as the server says them. */
export interface SessionView {
  readonly session: string;
  /** Its level; SET TRANSACTION without SESSION, which holds for one transaction, is not in it. */
  readonly level: string;
  /** False after SET autocommit = 0: every statement is part of a transaction. */
  readonly autocommit: boolean;
}

/** What the server says beside what screens show. */
export interface Evidence {
  /** By session, of each the newest, up to `mostTransactions`, the newest last. */
  readonly transactions: readonly TransactionRecord[];
  /** The base tables that the lesson does not watch, as `tables` and `newest` have the others. */
  readonly unwatched: { readonly committed: readonly TableView[]; readonly newest: readonly TableView[] };
  /**
   * Locks on definitions as every statement takes them for its transaction: with those in `locks` they are all that are
   * held.
   */
  readonly definitions: readonly LockView[];
  /** Of metadata and named locks that are held. Recordings of earlier versions have none. */
  readonly tickets?: readonly LockTicket[];
  /** How many snapshots the sessions have open together. Absent where the server did not tell, or others had some, too. */
  readonly readViews?: number;
  /** The last deadlock among the sessions, where it is known: InnoDB's own report. */
  readonly deadlock?: DeadlockReport;
  /** Those before it since the moment before, in their order. */
  readonly earlierDeadlocks?: readonly DeadlockReport[];
  /** The sessions' @variables. */
  readonly variables: readonly UserVariable[];
  /** What sessions have just asked, asked again in their place. */
  readonly asked: readonly AskedAgain[];
}

/** Who lets go of a lock and takes it again, in one statement or in two, has another ticket for it. */
export interface LockTicket extends Pick<LockDetail, 'kind' | 'object' | 'of' | 'mode'> {
  readonly session: string;
  /** Among those of the session and the lock, in the order of their coming. */
  readonly id: string;
}

/** So many transactions of a session are told. When all of them are new, there may have been more. */
export const mostTransactions = 3;

/** A transaction as the server counts them (performance_schema.events_transactions_current and _history). */
export interface TransactionRecord {
  readonly session: string;
  /** Grows with each transaction of the session. */
  readonly id: number;
  readonly state: 'active' | 'committed' | 'rolled back';
  /** After XA PREPARE: no longer its session's, and what becomes of it is not told here. */
  readonly prepared?: true;
  /** As it began, for instance "REPEATABLE READ". */
  readonly level: string;
  /** It is one statement of its own. */
  readonly autocommit: boolean;
  /** How often it went back to a savepoint. */
  readonly returns: number;
}

/** A table as information_schema has it. */
export interface TableShape {
  readonly table: string;
  /** It keeps versions of its rows: InnoDB. */
  readonly isVersioned: boolean;
  /** Those of which entries can be told: not FULLTEXT and SPATIAL ones. Without PRIMARY there is no primary key. */
  readonly indexes: readonly IndexShape[];
  /** In their order; none where it has none. */
  readonly partitions: readonly string[];
  /** Absent where it has none, and in recordings from before 0.2. */
  readonly foreignKeys?: readonly ForeignKey[];
}

export interface ForeignKey {
  /** In the order of `keys`. */
  readonly columns: readonly string[];
  /** The table that has the parents, and the columns by which they are found. */
  readonly parent: string;
  readonly keys: readonly string[];
}

/** What an entry of an index consists of, in order; of a secondary index the primary key's columns, too. */
export interface IndexShape {
  readonly index: string;
  /** So many of its first columns are unique together. Absent of PRIMARY, where all are, and in recordings from before 0.2. */
  readonly unique?: number;
  readonly columns: readonly KeyColumn[];
}

export interface KeyColumn {
  readonly name: string;
  readonly descending: boolean;
  /** What its values look like in an entry; absent where rows do not tell it: bytes, beginnings, expressions. */
  readonly type?: 'number' | 'text';
}

export interface DeadlockReport {
  /** No other has the same. */
  readonly id: string;
  /** Whose transaction InnoDB rolled back. */
  readonly victim: string;
  /** The victim first; each waits for the one behind it, the last one for the victim. */
  readonly circle: readonly DeadlockWait[];
  /** InnoDB's report as the server has written it. Recordings of earlier versions have none. */
  readonly text?: string;
}

export interface DeadlockWait {
  readonly session: string;
  /** Without a key where no list of locks had it. */
  readonly waits: LockDetail;
  /** The mode in which the next one holds it, or wants it when it is queued. */
  readonly heldMode?: string;
  /** The next one does not have it: it has asked for it before. */
  readonly queued?: true;
}

export interface UserVariable {
  readonly session: string;
  /** As the server has it: in small letters, without @. */
  readonly name: string;
  readonly value: Value;
}

/** A SELECT of a session, asked again by the observer once all was settled. */
export interface AskedAgain {
  readonly statement: number;
  /** Where each column of the answer comes from; null for what is computed. */
  readonly origins: readonly (Origin | null)[];
  /** The tables that it reads, by their aliases, one an entry of EXPLAIN. */
  readonly plan: readonly string[];
  /** The answer out of what is committed, and out of the newest. */
  readonly committed: TableRows['rows'];
  readonly newest: TableRows['rows'];
}

/** As the result's metadata has it. */
export interface Origin {
  readonly table: string;
  readonly column: string;
  /** What the statement calls the table. */
  readonly alias: string;
}

/** A question for the observer. */
export interface Question {
  readonly statement: number;
  /** One SELECT without locks, variables and side effects. */
  readonly sql: string;
}

/**
 * In a run of which only the outcomes are wanted: nothing at the beginning, then transactions where they may matter, at
 * the end the committed rows.
 */
export interface OutcomesObservation {
  readonly tables?: Observation['tables'];
  readonly transactions?: Observation['transactions'];
  readonly shapes?: NonNullable<Observation['shapes']>;
}

export const isWhole = (observation: Observation | OutcomesObservation): observation is Observation =>
  'locks' in observation;

/** What the end of a run is judged by. */
export interface EndObservation extends Pick<Observation, 'tables' | 'shapes'> {
  /** See RunFinished. */
  readonly violations?: TableRows;
}

export interface TableRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** The committed rows of a table, or why they cannot be read now (a DDL lock, a dropped table). */
export type TableView = { readonly name: string } & (TableRows | { readonly unreadable: string });

export interface TransactionView {
  readonly session: string;
  /** The isolation level the server says the open transaction has. */
  readonly level: string;
  /** True when it is only a statement of its own: nothing stays open after it. */
  readonly autocommit: boolean;
}

export type LockKind = 'record' | 'gap' | 'next-key' | 'insert-intention' | 'table' | 'metadata' | 'named';

/** A lock as performance_schema shows it, in the lab's words. */
export interface LockDetail {
  readonly kind: LockKind;
  /** The table or routine, or the name of a GET_LOCK() lock; empty where there is only one of its kind. */
  readonly object: string;
  /** What a metadata lock is of when that is no table, as the server spells it: PROCEDURE, GLOBAL, COMMIT … */
  readonly of?: string;
  readonly index?: string;
  /** Of a table with partitions, as the server has it. */
  readonly partition?: string;
  /** As the server spells it, for instance "X,REC_NOT_GAP" or "SHARED_WRITE". */
  readonly mode: string;
  /** The index entry, for instance "'Sapiens', 2" or "supremum pseudo-record". */
  readonly key?: string;
}

export interface LockView extends LockDetail {
  readonly session: string;
  readonly status: 'granted' | 'waiting';
}

/** One statement waits for one holder. */
export interface Wait extends LockDetail {
  readonly for: Holder;
  /** The mode in which the holder has the lock, or wants it when it is queued, when the server shows it. */
  readonly heldMode?: string;
  /**
   * The statement that lets go of it, where the end of the transaction does not: UNLOCK TABLES, UNLOCK INSTANCE,
   * HANDLER … CLOSE, RELEASE_LOCK(). Recordings of earlier versions have none.
   */
  readonly freedBy?: string;
  /**
   * It is held by a transaction that the other one has prepared by XA and left: what that session does or waits for now
   * is in another one. Told only where it waits itself.
   */
  readonly prepared?: true;
  /** The other one does not have the lock either: it waits for it as well, and goes first. */
  readonly queued?: true;
}

/** An outsider that is none: a connection of the lab's own that set the lesson up. */
export const theSetup = 'the setup of the lesson';

/** A session of the run, or somebody outside the lab (or `theSetup`). */
export type Holder = { readonly session: string } | { readonly outsider: string };

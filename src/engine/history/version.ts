import type { Moment, Sent } from './moved.ts';
import type { Row } from './tables.ts';

/** A row as one statement left it. */
export interface Version {
  /** Undefined where it is deleted. */
  readonly row: Row | undefined;
  /** Undefined for what the setup left, and where it is not known. */
  readonly by?: Sent;
  /** Of the writer's session; undefined where a statement had several, and one does not know which. */
  readonly transaction?: number;
  readonly moment: Moment;
  committed?: Commit;
  /** It was undone then: rolled back, or its statement failed. */
  gone?: Moment;
}

/** All versions that there were of a table's rows, also those that were undone, in the order in which they were written. */
export interface TableLog {
  readonly rows: ReadonlyMap<string, readonly Version[]>;
  /** By their keys: what is known of these is not all that there was. */
  readonly unclear: ReadonlySet<string>;
}

export interface Commit {
  readonly moment: Moment;
  /** Undefined for what the setup left, and where it is not known. */
  readonly by?: Sent;
}

/** A change as it was made, whatever became of it: what was written stays locked. */
export interface Write {
  readonly session: string;
  readonly transaction: number | undefined;
  readonly by: Sent;
  readonly table: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  /** Its session has gone back to a savepoint since, or it has failed: the row is as it was. */
  readonly isReturned?: true;
}

/** A row was written, and this statement is one of several that may have done it. */
export type Doubt = Pick<Write, 'session' | 'transaction' | 'by' | 'table'>;

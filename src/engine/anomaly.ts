import type { AnomalyKind } from '../lesson/anomaly-names.ts';
import type { Place } from './claim.ts';
import type { Value } from './outcome.ts';

/** What a run has come to, drawn from all that it has shown. */
export interface Happened {
  readonly anomalies: readonly Anomaly[];
  /** So many more were found, of kinds that are among them. */
  readonly more?: number;
  /** What is not known. Where there is something, an anomaly may be missing. */
  readonly doubts: readonly Doubt[];
  /** The transactions that count, each behind those that it depends on. Absent where they go in a circle. */
  readonly order?: readonly Party[];
  /** The reads that have not seen what was there before them; of many the first ones. */
  readonly unseen?: readonly Unseen[];
  /** The writes that a lock has kept from being dirty ones; of many the first ones. */
  readonly heldWrites?: readonly HeldWrite[];
}

export interface Anomaly {
  readonly kind: AnomalyKind;
  /** Each stands behind the one before it, and in a circle the first behind the last. */
  readonly parties: readonly Party[];
  /** From each of them to the next; of a bad read the one from the writer to the reader. */
  readonly links: readonly Link[];
  readonly says: string;
}

/**
 * A read was answered without what was written before it was sent. snapshot: that was committed by then, and its snapshot was
 * older. uncommitted: it was not committed.
 */
export interface Unseen {
  readonly session: string;
  readonly at: Place;
  readonly why: 'snapshot' | 'uncommitted';
}

/** A write came while what it was to write over was not committed, and waited for that. */
export interface HeldWrite {
  readonly session: string;
  readonly at: Place;
  /** Whose change it wrote over then. */
  readonly over: string;
}

/** A transaction of the run. */
export interface Party {
  readonly session: string;
  /** With what it began; told where its session has several that matter. */
  readonly since?: Place;
  /** Nothing is left of what it wrote; what it was told counts all the same. */
  readonly rolledBack?: true;
}

/**
 * Why one stands behind another. ww: it overwrote what that one wrote; wr: it read that; rw: it overwrote what that one
 * had read; next: it is the same session's next one.
 */
export interface Link {
  readonly kind: 'ww' | 'wr' | 'rw' | 'next';
  /** What was read is a row as it was, or whether it is in the answer to a question. */
  readonly of: 'row' | 'answer';
  readonly table: string;
  /** The row's primary key. */
  readonly key: readonly Value[];
  /** The statements of the one before and of the one behind it. */
  readonly first: Place;
  readonly second: Place;
  /** What was read is what was committed, whatever a snapshot has: by a locking read, an UPDATE or a DELETE. */
  readonly locking?: true;
  /** What was read is the reader's own version, over that of the other one: the statement that wrote it. */
  readonly own?: Place;
  /** What was overwritten with was there before the read, which did not see it; and what committed it. */
  readonly unseen?: Unseen['why'];
  readonly committed?: Place;
  /** A foreign key or a unique one has read it, to see whether a row is there. */
  readonly check?: true;
}

/**
 * unknown-read: what the statement has read is not known. runs-more: what others have read is not, that it runs.
 * several-versions: what it read may be one of several versions. unknown-writer: several may have written it. keyless: rows
 * cannot be told from one another. unversioned: it is no InnoDB table. unread: the lab could not read it. too-long: not every
 * statement of the run was looked at. remade: the table was made anew. open: its transaction was not over at the end. redis:
 * what another server knows is not followed.
 */
export interface Doubt {
  readonly why:
    | 'unknown-read'
    | 'runs-more'
    | 'several-versions'
    | 'unknown-writer'
    | 'keyless'
    | 'unversioned'
    | 'unread'
    | 'too-long'
    | 'remade'
    | 'open'
    | 'redis';
  readonly session?: string;
  readonly at?: Place;
  readonly table?: string;
  readonly key?: readonly Value[];
  readonly says: string;
}

/** A run's names in one line: "P4, P1", "none", or "?" where that is not known. */
export const shortNames = ({ anomalies, doubts }: Happened): string => {
  if (anomalies.length > 0) return anomalies.map(({ kind }) => kind).join(', ');
  return doubts.length > 0 ? '?' : 'none';
};

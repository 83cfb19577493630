import type { LockDetail } from './observation.ts';
import type { Value } from './outcome.ts';

/** What the lab derives from what a run has shown, as data and in a sentence. */
export type Claim = ClaimBody & { readonly says: string };

export type ClaimBody =
  | LockTaken
  | OwnVersion
  | OwnOverOthers
  | DirtyRead
  | NotYetCommitted
  | CommittedTooLate
  | FromSnapshot
  | PassedOver
  | Deadlocked
  | Assigned
  | Wrote
  | More;

/** A statement of the run, by its number; and the index of its step, if it belongs to one. */
export interface Place {
  readonly statement: number;
  readonly step?: number;
  /** Its first word, for instance UPDATE. */
  readonly verb: string;
}

/** A version of a row, all its values in the order of the table's columns. */
export interface RowVersion {
  readonly table: string;
  readonly row: readonly Value[];
}

/** A transaction of the run, as the server told of it. */
export interface RunTransaction {
  readonly session: string;
  /** At which it began, for instance "REPEATABLE READ". */
  readonly level: string;
  /** It was one statement of its own. */
  readonly autocommit: boolean;
  /** The statement that began it, where that is known. */
  readonly since?: Place;
  /** Absent while it is open. unknown: prepared by XA, or its end was not seen. */
  readonly ended?: { readonly how: 'committed' | 'rolled back' | 'unknown'; readonly by?: Place };
}

/** The statement waits, or waited, for a lock that the holder took with that statement of its. */
export interface LockTaken {
  readonly kind: 'lock-taken';
  readonly session: string;
  readonly holder: string;
  /** What is wanted. */
  readonly lock: LockDetail;
  /** How the holder has it, as the server spells modes. */
  readonly heldMode?: string;
  readonly taken: Place;
  readonly waits: boolean;
  /** Present while the holder's transaction keeps it: since which statement that is open, where it is known. */
  readonly open?: { readonly since?: Place };
}

/** What came back is what the reader itself has written and not committed. */
export interface OwnVersion extends RowVersion {
  readonly kind: 'own-version';
  readonly session: string;
  readonly wrote: Place;
}

/** The same, over a version of somebody else's that the reader's snapshot does not have. */
export interface OwnOverOthers extends RowVersion {
  readonly kind: 'own-over-others';
  readonly session: string;
  readonly wrote: Place;
  readonly over: RowVersion & { readonly writer: string; readonly wrote: Place };
}

/** What came back is another's, and not committed; or a row did not come back that another has deleted and not committed. */
export interface DirtyRead extends NotSeen {
  readonly kind: 'dirty-read';
  readonly wrote: Place;
}

interface NotSeen extends RowVersion {
  readonly session: string;
  readonly writer: string;
  /** The row is deleted in the version that is not seen; its values are those from before. */
  readonly isDeleted: boolean;
}

/** A newer version was not seen: its writer has not committed it. */
export interface NotYetCommitted extends NotSeen {
  readonly kind: 'not-yet-committed';
  readonly wrote: Place;
  /** Since which statement the writer's transaction is open; absent when that is not known to be open. */
  readonly open?: { readonly since?: Place };
}

/** A newer version was not seen: it was committed after the reader's snapshot was taken. */
export interface CommittedTooLate extends NotSeen {
  readonly kind: 'committed-too-late';
  readonly committed: Place;
  /** Absent where it is not known which statement took it. */
  readonly snapshot?: Place;
}

/** What came back is as it was when that statement took the snapshot. */
export interface FromSnapshot {
  readonly kind: 'from-snapshot';
  readonly session: string;
  readonly snapshot: Place;
}

/** A locking read went past a row (SKIP LOCKED), or was refused (NOWAIT), and somebody else has that row locked. */
export interface PassedOver extends RowVersion {
  readonly kind: 'passed-over' | 'refused';
  readonly session: string;
  readonly holder: string;
  readonly lock: LockDetail;
  /** Absent where it is not known which statement took it. */
  readonly taken?: Place;
}

/** InnoDB has ended a deadlock: its own report, with the statements that were in it. */
export interface Deadlocked {
  readonly kind: 'deadlock';
  readonly victim: string;
  /** The victim first; each waits for the one behind it, the last one for the victim. */
  readonly circle: readonly {
    readonly session: string;
    readonly lock: LockDetail;
    /** The mode in which the next one holds it, or wants it when it is queued. */
    readonly heldMode?: string;
    /** The next one does not have it: it has asked for it before. */
    readonly queued?: true;
    readonly with: Place;
    /** The others waited already: this wait made it a circle. */
    readonly closes?: true;
  }[];
}

/** A statement gave a @variable a value. */
export interface Assigned {
  readonly kind: 'assigned';
  readonly session: string;
  readonly name: string;
  readonly value: Value;
}

/** What a statement did to the rows of a table. */
export interface Wrote {
  readonly kind: 'wrote';
  readonly session: string;
  readonly table: string;
  /** By primary key. before is absent of a row that is new, after of one that is gone; both are whole rows. */
  readonly rows: readonly { readonly before?: readonly Value[]; readonly after?: readonly Value[] }[];
  /** So many rows more. */
  readonly more?: number;
  /** The statement is not over: this is what it has done so far. */
  readonly waits: boolean;
}

/** So many more rows of which there would be something like it to say. */
export interface More {
  readonly kind: 'more';
  readonly count: number;
}

/** The statement that took the snapshot which a session's transaction reads from. */
export interface SnapshotTaken {
  readonly session: string;
  readonly taken: Place;
}

/** What is claimed of a statement, for all that is known by now. */
export interface StatementClaims {
  readonly statement: number;
  readonly claims: readonly Claim[];
}

/** What is said to people: the rows stand on the screen, but nobody sees there that one who waits has written already. */
export const isSaid = (claim: Claim): boolean => claim.kind !== 'wrote' || claim.waits;

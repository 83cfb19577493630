import type { Script } from '../lesson/script.ts';
import type { Values } from '../lesson/step.ts';
import type { Happened } from './anomaly.ts';
import type { Claim, RunTransaction, SnapshotTaken } from './claim.ts';
import type { Observation, RedisAbout, ServerAbout, SkipReason, TableRows, Wait } from './events.ts';
import type { Outcome } from './outcome.ts';
import type { Sights } from './sight.ts';

/** Everything there is to know about a run: the fold of its events. What screens and reports draw. */
export interface LabState {
  readonly script: Script;
  readonly server: ServerAbout;
  /** Where the script talks to Redis. */
  readonly redis?: RedisAbout;
  /** The name of the schema that was made for the run. */
  readonly schema?: string;
  /** The time of the last event, in ms since the run began. */
  readonly at: number;
  readonly sessions: readonly SessionState[];
  /** One entry a script step, by its index. */
  readonly steps: readonly StepState[];
  /** What happened, in the order in which it began. */
  readonly timeline: readonly TimelineEntry[];
  /** The first step that was taken before its turn. */
  readonly outOfTurn?: OutOfTurn;
  readonly observation: Observation;
  /** What was observed one settling earlier, to mark differences. */
  readonly before?: Observation;
  /** The statements whose answers have come since all had settled last. */
  readonly answeredLately?: readonly number[];
  /** False from a sending on until every statement in flight is finished or blocked. */
  readonly settled: boolean;
  /** A statement was sent while another was at work: nobody has looked between them, and nothing is derived from there on. */
  readonly isOverlapped?: true;
  /** The snapshots that sessions read from, where they are known. */
  readonly snapshots?: readonly SnapshotTaken[];
  /** What each session would read now; absent until it was asked aside. */
  readonly sights?: Sights;
  /** What each would have read when it was last asked and could tell, where something has happened since. */
  readonly sightsBefore?: Sights;
  readonly finished?: {
    readonly end: 'complete' | 'stuck';
    readonly violations?: TableRows;
    readonly unasked?: string;
    readonly transactions?: readonly RunTransaction[];
    readonly happened?: Happened;
  };
}

/** Where a run has left the order of its script: whatever comes from there on comes of another one. */
export interface OutOfTurn {
  readonly step: number;
  readonly statement: number;
  /** Steps that were taken before and had no answer yet. */
  readonly open: readonly number[];
}

export interface SessionState {
  readonly name: string;
  readonly role: string;
  /** The level its next transaction begins at; absent where nobody knows. */
  readonly level?: string;
  /** Every statement is part of a transaction: SET autocommit = 0. */
  readonly autocommitOff?: true;
  /** idle: nothing in flight. sent: no verdict yet. running: at work for a while. blocked: the server says so. */
  readonly status: 'idle' | 'sent' | 'running' | 'blocked' | 'lost';
  /** The level of its open transaction, when it is inside one that outlives its statement. */
  readonly transaction?: string;
  /** Why the rest of its script is not taken. */
  readonly over?: Extract<SkipReason, 'rejected' | 'failed' | 'lost'>;
  /** The step whose error has ended it. */
  readonly failedAt?: number;
  /** The server rolled its transaction back, and nothing was sent since that is no part of it. */
  readonly transactionGone: boolean;
  /** The rest of the transaction that is gone has been skipped, up to its COMMIT or ROLLBACK. */
  readonly restSkipped?: true;
}

export type StepState =
  | { readonly status: 'pending' }
  | { readonly status: 'deferred' }
  | { readonly status: 'taken'; readonly statement: number }
  | { readonly status: 'skipped'; readonly because: SkipReason };

export type TimelineEntry = StatementEntry | AnswerEntry | SkipEntry | DeferEntry | LostEntry | AgainEntry;

export interface StatementEntry {
  readonly kind: 'statement';
  readonly statement: number;
  readonly session: string;
  readonly step?: number;
  readonly sql: string;
  /** Where it went when it was not MySQL. */
  readonly to?: 'redis' | 'application';
  /** The values that it speaks of by name. */
  readonly values?: Values;
  readonly by: 'script' | 'application' | 'user';
  readonly sentAt: number;
  readonly status: 'sent' | 'running' | 'blocked' | 'finished';
  /** When the server first said that it waits. */
  readonly blockedAt?: number;
  /**
   * Whom and what it has waited for, in order, each holder and lock once, as first seen; kept after the wait has ended.
   * Empty when it never waited.
   */
  readonly waits: readonly Wait[];
  /** Those of the moment in which all had settled after it was sent, where others came later. See waits.ts. */
  readonly waitsFirst?: readonly Wait[];
  /** Those that the server named last, where these are others, or stand otherwise. See waits.ts. */
  readonly waitsLast?: readonly Wait[];
  readonly outcome?: Outcome;
  readonly finishedAt?: number;
  readonly tookMs?: number;
  readonly waitedMs?: number;
  /** The statement of somebody else that ended its wait, where that is proved. See freeing.ts. */
  readonly freedBy?: number;
  /** Whether its session was inside a transaction after it, by the server's word once all had settled. */
  readonly leavesOpen?: boolean;
  /** Which transaction that is, by the number that the server gives it, where evidence was asked for. */
  readonly openTransaction?: number;
  /** What the lab derives about it from what the run has shown. */
  readonly seen?: readonly Claim[];
}

export interface AnswerEntry {
  readonly kind: 'answer';
  readonly session: string;
  readonly step: number;
  readonly at: number;
  readonly answer: string;
  readonly rejected: boolean;
}

export interface SkipEntry {
  readonly kind: 'skip';
  readonly session: string;
  readonly step: number;
  readonly at: number;
  readonly because: SkipReason;
}

export interface DeferEntry {
  readonly kind: 'defer';
  readonly session: string;
  readonly step: number;
  readonly at: number;
}

export interface LostEntry {
  readonly kind: 'lost';
  readonly session: string;
  readonly at: number;
  readonly message: string;
}

/** The session begins its request again. */
export interface AgainEntry {
  readonly kind: 'again';
  readonly session: string;
  readonly attempt: number;
  readonly at: number;
}

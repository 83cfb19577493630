import type { Script } from '../lesson/script.ts';
import type { Values } from '../lesson/step.ts';
import type { Happened } from './anomaly.ts';
import type { RunTransaction, SnapshotTaken, StatementClaims } from './claim.ts';
import type { Observation, OutcomesObservation, TableRows, Wait } from './observation.ts';
import type { Outcome } from './outcome.ts';
import type { Sights } from './sight.ts';

export * from './observation.ts';

/** The version of the event vocabulary; part of every recording and of `--format json`. */
export const eventFormat = 1;

/**
 * Everything that happens in a run, in order: the only thing that the screen, the reports and the
 * recordings know. Plain JSON. `at` is milliseconds since the run began.
 */
export type LabEvent = { readonly at: number } & LabEventBody;

export type LabEventBody =
  | RunStarted
  | StepSkipped
  | StepDeferred
  | StatementSent
  | StatementBlocked
  | StatementRunning
  | StatementFinished
  | Answered
  | GaveUp
  | TriesAgain
  | SessionLost
  | Settled
  | LookedAside
  | RunFinished;

/** The sandbox is set up and every session is connected. */
export interface RunStarted {
  readonly type: 'run-started';
  readonly format: typeof eventFormat;
  readonly script: Script;
  readonly server: ServerAbout;
  /** Where the script talks to Redis; recordings of earlier versions have none. */
  readonly redis?: RedisAbout;
  readonly observation: Observation | OutcomesObservation;
  /** The name of the schema that was made for the run; recordings of earlier versions have none. */
  readonly schema?: string;
}

/** What server the evidence comes from. */
export interface ServerAbout {
  /** As the server says it, for instance "9.7.4". */
  readonly version: string;
  readonly provider: 'url' | 'mysqld' | 'embedded' | 'docker';
  /** Where it is, for people, without any password. */
  readonly place: string;
  /** What is set there so that lessons show something else than they say; for people, a sentence each. */
  readonly notes?: readonly string[];
}

/** What Redis the evidence comes from; only lessons that need one have it. */
export interface RedisAbout {
  /** As the server says it, for instance "7.0.15". */
  readonly version: string;
  readonly provider: 'url' | 'redis-server' | 'embedded' | 'docker';
  /** Where it is, for people, without any password. */
  readonly place: string;
}

/** `step` is an index into script.steps everywhere; further attempts count on behind them. */
export interface StepSkipped {
  readonly type: 'step-skipped';
  readonly step: number;
  readonly session: string;
  readonly because: SkipReason;
}

/**
 * rejected: the application answered and gave up. condition: `when` did not hold. transaction-gone: the
 * server rolled the transaction back, and this step belongs to the rest of it. failed: an error ended the
 * session's script. lost: its connection died. stuck: nobody is left who could free its session.
 */
export type SkipReason = 'rejected' | 'condition' | 'transaction-gone' | 'failed' | 'lost' | 'stuck';

/** It is this step's turn, but its session is blocked: kept until the session is free. */
export interface StepDeferred {
  readonly type: 'step-deferred';
  readonly step: number;
  readonly session: string;
}

export interface StatementSent {
  readonly type: 'statement-sent';
  /** Counts the run's statements from 0; the other statement events refer to it. */
  readonly statement: number;
  readonly session: string;
  readonly sql: string;
  /** Where it goes when it is not MySQL; work of the application goes nowhere. */
  readonly to?: 'redis' | 'application';
  /** The values that it speaks of by name. */
  readonly values?: Values;
  /** application: the rollback that belongs to a `reject_if` branch. */
  readonly by: 'script' | 'application' | 'user';
  /** The step it belongs to; none for a statement that the user typed. */
  readonly step?: number;
  /** It is not the step that the script has next: somebody has let its session go before. */
  readonly outOfTurn?: true;
}

/** The server says that the statement waits, or that it now waits for something else. */
export interface StatementBlocked {
  readonly type: 'statement-blocked';
  readonly statement: number;
  readonly session: string;
  readonly waits: readonly Wait[];
}

/** Neither finished nor blocked for a while: the statement is at work. It is still awaited. */
export interface StatementRunning {
  readonly type: 'statement-running';
  readonly statement: number;
  readonly session: string;
}

export interface StatementFinished {
  readonly type: 'statement-finished';
  readonly statement: number;
  readonly session: string;
  readonly outcome: Outcome;
  /** Milliseconds from sending to the answer. */
  readonly tookMs: number;
  /** Present when it was blocked: milliseconds from the first blocked verdict to the answer. */
  readonly waitedMs?: number;
}

/** The application's answer to its user. */
export interface Answered {
  readonly type: 'answered';
  readonly session: string;
  readonly step: number;
  readonly answer: string;
  /** True when a `reject_if` branch gave it. */
  readonly rejected: boolean;
}

/** An error that no branch caught ended the session's script: `on_error: stop`, or one that its handler retries on. */
export interface GaveUp {
  readonly type: 'gave-up';
  readonly session: string;
  readonly step: number;
}

/**
 * Nobody else can go on, and the session begins its request again after an error that its handler retries on: its steps come
 * once more, behind all others that the script has.
 */
export interface TriesAgain {
  readonly type: 'tries-again';
  readonly session: string;
  /** 2: for the second time. */
  readonly attempt: number;
}

/** A session's connection died. */
export interface SessionLost {
  readonly type: 'session-lost';
  readonly session: string;
  readonly message: string;
}

/** Every statement in flight is finished or blocked: the screen is current. */
export interface Settled {
  readonly type: 'settled';
  readonly observation: Observation | OutcomesObservation;
  /** What is claimed by now of statements, where that is not as it was; in place of what was claimed of them before. */
  readonly seen?: readonly StatementClaims[];
  /** The snapshots that sessions read from; absent where none is known. */
  readonly snapshots?: readonly SnapshotTaken[];
  /** Whose next statement begins a transaction by itself; asked only where somebody may have lost one. */
  readonly autocommitOff?: readonly string[];
}

/**
 * What each session would read in the watched tables now. Asked in another sandbox that has gone the same way, so it comes
 * when the screen is current already, and only where nothing has happened since.
 */
export interface LookedAside {
  readonly type: 'looked-aside';
  readonly sights: Sights;
}

export interface RunFinished {
  readonly type: 'run-finished';
  /** complete: every step was taken or skipped. stuck: statements had to be cancelled that nobody could free. */
  readonly end: 'complete' | 'stuck';
  /** With the committed rows at the very end. */
  readonly observation: Observation | OutcomesObservation;
  /** The rows that break the invariant; an empty list means that it holds. Absent when the lesson has none. */
  readonly violations?: TableRows;
  /** Why the invariant could not be asked, where that is a matter of the user's own statements. */
  readonly unasked?: string;
  /** All of them, in the order in which they began. Absent in a run for its outcomes, and in recordings of earlier versions. */
  readonly transactions?: readonly RunTransaction[];
  /** By name. Absent in a run for its outcomes, and in recordings of earlier versions. */
  readonly happened?: Happened;
}

import type { ServerAbout } from '../engine/events.ts';
import type { AnomalyClaim } from '../lesson/anomaly-claim.ts';
import type { Level } from '../lesson/level.ts';
import type { CaseResult, RunStatus } from './case-result.ts';
import type { PairResult } from './judge-pair.ts';
import type { Pair } from './pairs.ts';
import type { Summary } from './summary.ts';

/**
 * Everything that happens while lessons are verified, in order: the only thing that the reporters know.
 * Plain JSON. `at` is milliseconds since the beginning.
 */
export type VerifyEvent = { readonly at: number } & VerifyEventBody;

export type VerifyEventBody =
  | VerifyStarted
  | CaseStarted
  | CaseRepeated
  | CaseFinished
  | PairJudged
  | VerifyFinished;

export interface VerifyStarted {
  readonly type: 'verify-started';
  readonly server: ServerAbout;
  /** In the order of the lessons; they run and finish in another one. */
  readonly cases: readonly CaseAbout[];
  readonly pairs: readonly Pair[];
  /** How many cases run at a time. */
  readonly jobs: number;
  /** How often each case runs. */
  readonly repeat: number;
  /** Of how many orders at most each exploration runs those with the fewest switches; few are run whole. */
  readonly orders: number;
}

export interface CaseAbout {
  readonly id: string;
  /** The id of the lesson. */
  readonly lesson: string;
  readonly title: string;
  /** The lesson's file, as the user named it. */
  readonly file?: string;
  readonly level: Level;
  readonly variant?: string;
  /** It is a burst of requests, and not the steps. */
  readonly burst?: true;
  /** It is the steps in every order. */
  readonly everyOrder?: true;
  /** It is a solution of an exercise: its name. */
  readonly solution?: string;
  /** Which anomalies it claims to happen. */
  readonly happens?: AnomalyClaim;
  /** False: nobody asked for it, and it runs only as the other half of a pair. */
  readonly requested: boolean;
  /** About how long one run takes, in ms: what a lock wait timeout must really last, and a little more. */
  readonly expectedMs: number;
}

export interface CaseStarted {
  readonly type: 'case-started';
  readonly case: string;
}

/** One of several repetitions is done. */
export interface CaseRepeated {
  readonly type: 'case-repeated';
  readonly case: string;
  readonly repetitions: number;
  readonly status: RunStatus;
}

export interface CaseFinished {
  readonly type: 'case-finished';
  readonly case: string;
  readonly result: CaseResult;
}

/** All cases of a pair are finished. */
export interface PairJudged {
  readonly type: 'pair-judged';
  readonly pair: string;
  readonly result: PairResult;
}

export interface VerifyFinished {
  readonly type: 'verify-finished';
  readonly summary: Summary;
}

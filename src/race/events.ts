import type { RedisAbout, ServerAbout } from '../engine/events.ts';
import type { BurstScript } from '../lesson/burst-script.ts';
import type { Stored } from './arena.ts';
import type { AnsweredRequest, RoundResult } from './round.ts';

/**
 * Everything that happens in a race, in order: the only thing that its screen and its reports know. Plain JSON.
 * `at` is milliseconds since the race began.
 */
export type RaceEvent = { readonly at: number } & RaceEventBody;

export type RaceEventBody = RaceStarted | RoundStarted | RequestAnswered | RoundFinished | RaceFinished;

/** The application is up. */
export interface RaceStarted {
  readonly type: 'race-started';
  readonly script: BurstScript;
  readonly server: ServerAbout;
  /** Where the handler talks to Redis. */
  readonly redis?: RedisAbout;
  readonly rounds: number;
  /** Whether the first requests, one a worker, set off in the same moment: see `StartGate`. */
  readonly gate: boolean;
  /** What is in the database before every round. */
  readonly before: Stored;
}

/** Rounds count from 1. */
export interface RoundStarted {
  readonly type: 'round-started';
  readonly round: number;
}

export interface RequestAnswered {
  readonly type: 'request-answered';
  readonly round: number;
  readonly request: AnsweredRequest;
}

export interface RoundFinished {
  readonly type: 'round-finished';
  readonly round: number;
  readonly result: RoundResult;
}

export interface RaceFinished {
  readonly type: 'race-finished';
}

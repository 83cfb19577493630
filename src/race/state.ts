import { promiseOf } from '../engine/words/promise-words.ts';
import type { RaceEvent, RaceStarted, RoundFinished } from './events.ts';
import { type Latency, latencyOf } from './latency.ts';
import type { AnsweredRequest, RoundResult } from './round.ts';

/** A race so far, as screens and reports show it. */
export interface RaceState {
  readonly about: Omit<RaceStarted, 'type'>;
  readonly at: number;
  /** The round that is under way, and what has been answered in it, as it came. */
  readonly current?: { readonly round: number; readonly answers: readonly AnsweredRequest[] };
  /** What the newest finished round came to. */
  readonly last?: RoundResult;
  readonly totals: RaceTotals;
  readonly isFinished: boolean;
}

/** Sums over all finished rounds. */
export interface RaceTotals {
  readonly rounds: number;
  /** Rounds after which the invariant was violated. */
  readonly violated: number;
  /** How many rounds had these answers: "4 × 200, 2 × 409" → 96. */
  readonly patterns: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly unanswered: number;
  readonly deadlocks: number;
  readonly retries: number;
  /** Waits for row locks and how long they lasted, in ms, as the server counts them. */
  readonly waits: number;
  readonly waitedMs: number;
  /** What every round took, in ms. */
  readonly ms: readonly number[];
  /** What every request took, in ms, by round. */
  readonly latencies: readonly (readonly number[])[];
}

const nothing: RaceTotals = {
  rounds: 0,
  violated: 0,
  patterns: {},
  requests: 0,
  unanswered: 0,
  deadlocks: 0,
  retries: 0,
  waits: 0,
  waitedMs: 0,
  ms: [],
  latencies: [],
};

/** The next state. Pure; a race begins with `race-started`. */
export const reduceRace = (state: RaceState | undefined, event: RaceEvent): RaceState => {
  const { at } = event;
  if (event.type === 'race-started') {
    const { type: _, at: __, ...about } = event;
    return { about, at, totals: nothing, isFinished: false };
  }
  if (state === undefined) throw new Error(`A race begins with race-started, not with ${event.type}`);
  switch (event.type) {
    case 'round-started':
      return { ...state, at, current: { round: event.round, answers: [] } };
    case 'request-answered': {
      const answers = [...(state.current?.answers ?? []), event.request];
      return { ...state, at, current: { round: event.round, answers } };
    }
    case 'round-finished': {
      const { current: _, ...rest } = state;
      return { ...rest, at, last: event.result, totals: added(state.totals, event) };
    }
    case 'race-finished':
      return { ...state, at, isFinished: true };
  }
};

const added = (totals: RaceTotals, { result }: RoundFinished): RaceTotals => {
  const { answers, unanswered, violations, waits, ms } = result;
  const pattern = patternOf(result);
  return {
    rounds: totals.rounds + 1,
    violated: totals.violated + (promiseOf(violations) === 'violated' ? 1 : 0),
    patterns: { ...totals.patterns, [pattern]: (totals.patterns[pattern] ?? 0) + 1 },
    requests: totals.requests + answers.length + unanswered.length,
    unanswered: totals.unanswered + unanswered.length,
    deadlocks: totals.deadlocks + sum(answers.map(({ deadlocks }) => deadlocks)),
    retries: totals.retries + retriesOf(result),
    waits: totals.waits + waits.count,
    waitedMs: totals.waitedMs + waits.ms,
    ms: [...totals.ms, ms],
    latencies: [...totals.latencies, answers.map(({ latencyMs }) => latencyMs)],
  };
};

/** "4 × 200, 2 × 409": how many answers had which HTTP status. */
export const patternOf = ({
  answers,
  unanswered,
}: {
  readonly answers: readonly Pick<AnsweredRequest, 'reply'>[];
  readonly unanswered: readonly string[];
}): string => {
  const statuses = Map.groupBy(answers, ({ reply }) => reply.status);
  const parts = [...statuses]
    .toSorted(([a], [b]) => a - b)
    .map(([status, list]) => `${list.length} × ${status}`);
  return [...parts, ...(unanswered.length > 0 ? [`${unanswered.length} without an answer`] : [])].join(', ');
};

export const retriesOf = ({
  answers,
}: {
  readonly answers: readonly Pick<AnsweredRequest, 'tries'>[];
}): number => sum(answers.map(({ tries }) => Math.max(0, tries - 1)));

/** Over all requests of all rounds. */
export const latencyOfAll = ({ latencies }: Pick<RaceTotals, 'latencies'>): Latency | undefined =>
  latencyOf(latencies.flat());

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

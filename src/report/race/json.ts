import type { RedisAbout, ServerAbout } from '../../engine/events.ts';
import type { BurstScript } from '../../lesson/burst-script.ts';
import type { Stored } from '../../race/arena.ts';
import { type Share, shareOf } from '../../race/interval.ts';
import { type BurstFinding, judgeBurst } from '../../race/judge-burst.ts';
import type { Latency } from '../../race/latency.ts';
import type { RoundResult } from '../../race/round.ts';
import { latencyOfAll, type RaceState, type RaceTotals } from '../../race/state.ts';
import type { NamedOrder } from './named-lines.ts';

/**
 * One race as JSON (`isolab race --format json`; with --table a list of them under `races`). Within format 1 keys
 * are only added. Times are milliseconds; `…At`, `from` and `to` since the round's first request was sent.
 */
export interface RaceReport {
  readonly format: 1;
  readonly script: BurstScript;
  readonly server: ServerAbout;
  /** Where the handler talks to Redis. */
  readonly redis?: RedisAbout;
  /** Whether the first requests, one a worker, set off in the same moment: see `StartGate`. */
  readonly gate: boolean;
  /** What was in the database before every round. */
  readonly before: Stored;
  readonly totals: Omit<RaceTotals, 'ms' | 'latencies'>;
  /** How often the invariant was violated, with a 95 % Wilson interval; absent when the lesson has none. */
  readonly violated?: Share;
  readonly latency?: Latency;
  /** The last round, whole. */
  readonly last?: RoundResult;
  /** What the lesson claims beside what the last round came to. */
  readonly findings: readonly BurstFinding[];
  /** An order of two requests that violates the promise, and what that is by name; absent where none was looked for. */
  readonly named?: Pick<NamedOrder, 'order' | 'requests' | 'happened'>;
}

export const raceReport = ({ about, totals, last }: RaceState, named?: NamedOrder): RaceReport => {
  const { script, server, redis, gate, before } = about;
  const { ms: _, latencies: __, ...sums } = totals;
  const latency = latencyOfAll(totals);
  return {
    format: 1,
    script,
    server,
    ...(redis && { redis }),
    gate,
    before,
    totals: sums,
    ...(script.invariant && { violated: shareOf(totals.violated, totals.rounds) }),
    ...(latency && { latency }),
    ...(last && { last }),
    findings: last && script.expect ? judgeBurst(last, script.expect) : [],
    ...(named && { named: { order: named.order, requests: named.requests, happened: named.happened } }),
  };
};

import type { Happened } from '../engine/anomaly.ts';
import type { RunTransaction } from '../engine/claim.ts';
import type { Observation, RedisAbout, ServerAbout, TableRows } from '../engine/events.ts';
import type { Finding } from '../engine/judge/finding.ts';
import { judge } from '../engine/judge/judge.ts';
import type { LabState, TimelineEntry } from '../engine/state.ts';
import type { Script } from '../lesson/script.ts';

/**
 * One run as one JSON document (`isolab run --format json`). Within format 1 keys are only added. Times are
 * milliseconds, `…At` since the run began; values are the exact text that the server prints, or null for NULL.
 */
export interface RunReport {
  readonly format: 1;
  /** What was run: the lesson at one level in one variant. */
  readonly script: Script;
  readonly server: ServerAbout;
  /** Where the script talks to Redis. */
  readonly redis?: RedisAbout;
  /** What happened, in the order in which it began: statements, answers, skipped and deferred steps. */
  readonly timeline: readonly TimelineEntry[];
  /** complete: every step was taken or skipped. stuck: statements waited that nobody was left to free. */
  readonly end: 'complete' | 'stuck' | 'unfinished';
  /** The committed rows, the open transactions and the locks at the end. */
  readonly observation: Observation;
  /** Every transaction of the run, in the order in which they began, and how each ended. */
  readonly transactions?: readonly RunTransaction[];
  /** By name. */
  readonly happened?: Happened;
  /** The rows that break the invariant; absent when the lesson has none. */
  readonly violations?: TableRows;
  /** Why the invariant could not be asked, where statements of the user's own took what it reads. */
  readonly unasked?: string;
  /** Every expectation beside what was observed; `place` is an index into script.steps, "end", or "happened". */
  readonly findings: readonly Finding[];
}

export const runReport = (state: LabState): RunReport => ({
  format: 1,
  script: state.script,
  server: state.server,
  ...(state.redis && { redis: state.redis }),
  timeline: state.timeline,
  end: state.finished?.end ?? 'unfinished',
  observation: state.observation,
  ...(state.finished?.transactions && { transactions: state.finished.transactions }),
  ...(state.finished?.happened && { happened: state.finished.happened }),
  ...(state.finished?.violations && { violations: state.finished.violations }),
  ...(state.finished?.unasked !== undefined && { unasked: state.finished.unasked }),
  findings: judge(state),
});

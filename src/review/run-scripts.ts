import { endAfter } from '../ending.ts';
import type { ComparedRun } from '../engine/compare/compared-run.ts';
import type { LabEvent } from '../engine/events.ts';
import type { RunOptions } from '../engine/run/run.ts';
import { startRun } from '../engine/run/start-run.ts';

export type ReviewOptions = Pick<RunOptions, 'server' | 'clock'> & { readonly signal: AbortSignal };

/** Runs that were run to their ends, and what happened in the one that is open. */
export interface RanScripts {
  readonly runs: readonly ComparedRun[];
  readonly events: readonly LabEvent[];
}

/** Each has some six connections, and a server has room for 151 where nobody has said otherwise. */
const mostBeside = 6;

/**
 * Runs scripts to their ends, a few at a time, each in a sandbox of its own. Of the open one everything is observed, of the
 * others what they come to.
 *
 * @throws what the first of them throws, when all that were begun are over; the signal's reason.
 */
export const runScripts = async (
  wanted: readonly ComparedRun[],
  options: ReviewOptions,
): Promise<RanScripts> => {
  const events: LabEvent[] = [];
  const runs: ComparedRun[] = [...wanted];
  const runOne = async (run: ComparedRun, index: number): Promise<void> => {
    const { script, isOpen } = run;
    const started = await startRun({
      ...options,
      script,
      evidence: isOpen ? 'everything' : 'outcomes',
      emit: (event) => void (isOpen && events.push(event)),
    });
    runs[index] = { ...run, result: { lab: await endAfter(started, options.signal, (one) => one.finish()) } };
  };
  const left = wanted.entries();
  const worker = async (): Promise<void> => {
    for (const [index, run] of left) await runOne(run, index);
  };
  const ended = await Promise.allSettled(Array.from({ length: mostBeside }, worker));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return { runs, events };
};

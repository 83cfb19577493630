import { endAfter, unlessAborted } from '../ending.ts';
import { evidenceToJudge } from '../engine/judge/judge-happened.ts';
import { missedWait } from '../engine/judge/missed-wait.ts';
import type { Clock, LabServer } from '../engine/ports.ts';
import type { RunOptions } from '../engine/run/run.ts';
import { startRun } from '../engine/run/start-run.ts';
import type { LabState } from '../engine/state.ts';
import type { Script } from '../lesson/script.ts';

export interface Surroundings {
  readonly server: LabServer;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What is watched; without it, what it takes to judge the script. */
  readonly evidence?: NonNullable<RunOptions['evidence']>;
}

/**
 * Runs a script in a sandbox of its own, and removes it, however the run ends. A run in which a wait was over
 * before it could be seen must not be written down; it is made anew.
 *
 * @throws UserError when the setup fails or the server breaks down, the signal's reason.
 */
export const runToEnd = async (script: Script, surroundings: Surroundings): Promise<LabState> => {
  for (let runs = 1; ; runs++) {
    const state = await runOnce(script, surroundings);
    if (!missedWait(state) || runs === mostRuns) return state;
  }
};

/** A server whose waits can never be seen is taken as it is. */
const mostRuns = 10;

const runOnce = async (
  script: Script,
  { server, clock, signal, evidence = evidenceToJudge(script) }: Surroundings,
): Promise<LabState> => {
  const broken = Promise.withResolvers<never>();
  // Nobody may be waiting for it when it comes.
  broken.promise.catch(() => {});
  const started = await startRun({
    script,
    server,
    clock,
    signal,
    evidence,
    emit: () => {},
    onBroken: broken.reject,
  });
  return await endAfter(started, signal, (run) =>
    unlessAborted(Promise.race([run.finish(), broken.promise]), signal),
  );
};

import type { Clock, LabServer } from '../engine/ports.ts';
import { startRun } from '../engine/run.ts';
import type { LabState } from '../engine/state.ts';
import type { Script } from '../lesson/script.ts';

export interface Surroundings {
  readonly server: LabServer;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Runs a script in a sandbox of its own, and removes it, however the run ends.
 *
 * @throws UserError when the setup fails or the server breaks down, the signal's reason.
 */
export const runToEnd = async (
  script: Script,
  { server, clock, signal }: Surroundings,
): Promise<LabState> => {
  const stopped = Promise.withResolvers<never>();
  // Nobody may be waiting for it when it comes.
  stopped.promise.catch(() => {});
  const run = await startRun({ script, server, clock, signal, emit: () => {}, onBroken: stopped.reject });
  await using _ = run;
  const stop = () => stopped.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([run.finish(), stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

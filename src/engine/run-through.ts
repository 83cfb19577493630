import type { RunOptions } from './run.ts';
import { startRun } from './start-run.ts';
import type { LabState } from './state.ts';

/**
 * Runs a script to its end in a sandbox of its own, and returns what it came to.
 *
 * @throws UserError when the lesson's setup fails, or the signal's reason; then nothing is left behind.
 */
export const runThrough = async (
  options: Pick<RunOptions, 'script' | 'server' | 'clock'> & { readonly signal: AbortSignal },
): Promise<LabState> => {
  const { signal } = options;
  const run = await startRun({ ...options, emit: () => {} });
  const stop = () => void run[Symbol.asyncDispose]().catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  await using _ = run;
  try {
    const state = await run.finish();
    signal.throwIfAborted();
    return state;
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

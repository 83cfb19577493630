import { endAfter } from '../../ending.ts';
import type { LabState } from '../state.ts';
import type { RunOptions } from './run.ts';
import { startRun } from './start-run.ts';

/**
 * Runs a script to its end in a sandbox of its own, and returns what it came to, with all its evidence.
 *
 * @throws UserError when the lesson's setup fails, or the signal's reason; then nothing is left behind.
 */
export const runThrough = async (
  options: Pick<RunOptions, 'script' | 'server' | 'clock'> & { readonly signal: AbortSignal },
): Promise<LabState> =>
  await endAfter(await startRun({ ...options, emit: () => {} }), options.signal, (run) => run.finish());

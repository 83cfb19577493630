import type { Script } from '../../lesson/script.ts';
import type { LabState } from '../state.ts';
import type { RunOptions } from './run.ts';
import { runThrough } from './run-through.ts';

/**
 * Runs all of them to their ends side by side, each in a sandbox of its own, and tells what each came to, or what was
 * thrown, as soon as it is over. Never rejects; once the signal is aborted, all end soon, and its reason is told.
 */
export const runBeside = async (
  scripts: readonly Script[],
  options: Pick<RunOptions, 'server' | 'clock'> & { readonly signal: AbortSignal },
  tell: (index: number, result: { readonly lab: LabState } | { readonly error: unknown }) => void,
): Promise<void> => {
  const runOne = async (script: Script, index: number): Promise<void> => {
    try {
      tell(index, { lab: await runThrough({ ...options, script }) });
    } catch (error) {
      tell(index, { error });
    }
  };
  await Promise.all(scripts.map(runOne));
};

import type { Script } from '../../lesson/script.ts';
import type { LabState } from '../state.ts';
import type { RunOptions } from './run.ts';
import { runThrough } from './run-through.ts';

/** Each has some six connections, and a server has room for 151 where nobody has said otherwise. */
const mostBeside = 6;

/**
 * Runs all of them to their ends, a few at a time, each in a sandbox of its own, and tells what each came to, or what was
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
  const left = scripts.entries();
  const worker = async (): Promise<void> => {
    for (const [index, script] of left) await runOne(script, index);
  };
  await Promise.all(Array.from({ length: mostBeside }, worker));
};

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { onAbort } from '../ending.ts';
import { exitCodes, UserError } from '../errors.ts';
import type { Edge } from './edge.ts';

/**
 * Starts this program once more, apart from our terminal, and resolves with the first line that it writes: it is
 * ready then and goes on without us.
 *
 * @throws UserError with what it said when it ends before, or the signal's reason; it is gone then.
 */
export const startInBackground = async (
  { self, env, signal }: Edge,
  args: readonly string[],
): Promise<string> => {
  const child = spawn(self.file, [...self.args, ...args], {
    cwd: '/',
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const complaint = text(child.stderr).catch(() => '');
  using _ = onAbort(signal, () => child.kill('SIGTERM'));
  try {
    const lines = createInterface({ input: child.stdout });
    const first = await Promise.race([once(lines, 'line'), ended.then(() => undefined)]);
    if (signal.aborted) await ended;
    signal.throwIfAborted();
    if (first !== undefined) return String(first[0]);
    throw new UserError(`The background server did not start.\n${(await complaint).trimEnd()}`, {
      exitCode: exitCodes.noServer,
      next: ['isolab server start --foreground shows what happens.'],
    });
  } finally {
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
    child.unref();
  }
};

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { urlOf } from '../e2e/server-url.ts';
import { filledCache } from '../server/places.ts';

export const program = fileURLToPath(new URL('../../dist/isolab.js', import.meta.url));

/** What commands of a test file remember; it goes with the suite. */
const state = join(inject('states'), randomBytes(6).toString('hex'));

/** Nothing of the tester's own settings, and the shared test server. Places are those of the suite. */
export const plainEnv = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  TMPDIR: tmpdir(),
  XDG_CACHE_HOME: dirname(filledCache),
  XDG_STATE_HOME: state,
  ISOLAB_URL: urlOf(inject('mysql')),
});

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** Starts the built program, or with `file` another one. */
export const start = (
  args: readonly string[],
  {
    env = {},
    file,
    cwd,
  }: { readonly env?: Record<string, string>; readonly file?: string; readonly cwd?: string } = {},
): ChildProcess =>
  spawn(file ?? process.execPath, file === undefined ? [program, ...args] : args, {
    env: { ...plainEnv(), ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

export const ended = async (child: ChildProcess): Promise<Ended> => {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('No output to read');
  const [out, err, [exitCode]] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  return { stdout: out, stderr: err, exitCode };
};

/** Runs the built program as a user would, without a terminal. */
export const isolab = (...args: readonly string[]): Promise<Ended> => ended(start(args));

/** A folder for one test file's own files. */
export const scratch = async (): Promise<
  AsyncDisposable & { readonly path: string; write(name: string, content: string): Promise<string> }
> => {
  const path = await mkdtemp(join(tmpdir(), 'isolab-test-'));
  return {
    path,
    write: async (name, content) => {
      const file = join(path, name);
      await writeFile(file, content);
      return file;
    },
    // Retries: a server's keeper that is ending may still write into it.
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  };
};

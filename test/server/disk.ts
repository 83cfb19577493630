import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { vi } from 'vitest';

const run = promisify(execFile);

/**
 * A disk of its own at this path, or undefined where this user or container may not mount one. `options` are
 * those of tmpfs, for instance "size=20m" or "ro". Nobody else can change it.
 */
export const mountDisk = async (path: string, options: string): Promise<AsyncDisposable | undefined> => {
  await mkdir(path);
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', `${options},mode=700`, 'tmpfs', path]).then(
    () => true,
    () => false,
  );
  if (!mounted) return undefined;
  return {
    // A container that starts meanwhile holds every disk of the machine for a moment.
    [Symbol.asyncDispose]: () =>
      vi.waitFor(async () => void (await run('umount', [path])), { timeout: 60_000, interval: 50 }),
  };
};

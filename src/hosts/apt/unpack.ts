import { glob, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { told } from '../../printable.ts';
import { plainEnv, runCommand } from '../command.ts';
import { fullDiskIn, lastLines, noServer, quoting } from '../failure.ts';
import type { ServerContext } from '../provider.ts';
import type { Recipe } from './recipe.ts';

/** More at once are no faster on two processors. */
const atOnce = 2;

/**
 * Unpacks the packages in a folder into one root, removing each one as it is done. `onShare` gets the share
 * done, from 0 to 1. No program of ours is running any more when it returns or throws.
 */
export const unpackAll = async (
  recipe: Recipe,
  packagesFolder: string,
  root: string,
  context: ServerContext,
  onShare: (done: number) => void,
): Promise<void> => {
  const names = (await readdir(packagesFolder)).filter((name) => name.endsWith('.deb'));
  const packages = await Promise.all(
    names.map(async (name) => {
      const path = join(packagesFolder, name);
      return { path, bytes: (await stat(path)).size };
    }),
  );
  const allBytes = packages.reduce((sum, { bytes }) => sum + bytes, 0);
  // The biggest first, so that the workers end at about the same time.
  const queue = packages.toSorted((one, other) => other.bytes - one.bytes);
  let doneBytes = 0;
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await unpack(recipe, next.path, root, context);
      await rm(next.path);
      doneBytes += next.bytes;
      onShare(doneBytes / allBytes);
    }
  };
  const workers = await Promise.allSettled(
    Array.from({ length: atOnce }, () =>
      work().catch((error: unknown) => {
        queue.length = 0;
        throw error;
      }),
    ),
  );
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  for await (const path of glob(recipe.superfluous, { cwd: root }))
    await rm(join(root, path), { recursive: true });
};

const unpack = async (recipe: Recipe, path: string, root: string, context: ServerContext): Promise<void> => {
  const result = await runCommand({
    file: 'dpkg-deb',
    args: ['--extract', path, root],
    env: plainEnv(context.env),
    signal: context.signal,
  });
  if (result.exitCode === 0) return;
  throw (
    fullDiskIn(result.stderr) ??
    noServer(quoting(told`${path} could not be unpacked. dpkg-deb says:`, lastLines(result.stderr, 3)), [
      `Try again: ${recipe.command}`,
      ...recipe.instead(context.platform),
    ])
  );
};

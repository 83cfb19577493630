import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLock } from '../files/lock.ts';
import { clearGone, makeFolder, makeOwnedFolder, removeFolder } from '../files/owned-folder.ts';
import { architectures } from './architecture.ts';
import { buildServer } from './build-server.ts';
import { findOnPath, plainEnv, runCommand } from './command.ts';
import { explainFileError, noServer, ways } from './failure.ts';
import { type FetchedServer, listFetched, readFetched } from './fetched.ts';
import { findPackageSource, type PackageSource } from './package-source.ts';
import { serversFolder } from './paths.ts';
import type { ServerContext } from './provider.ts';

const stagingPrefix = '.staging-';

/**
 * Makes sure that the cache has an embedded server: downloads it (about 50 MB), unpacks it and prepares a
 * data directory, about 10 s in all. Everything happens in a staging folder that gets its final name at the
 * very end, so that a server folder is complete or not there. When another process is fetching, waits for it.
 *
 * `again` looks for a newer version even when there is one already.
 *
 * @throws UserError (exit code 3) when it cannot be had, or the signal's reason; nothing is left behind.
 */
export const fetchEmbedded = async (
  context: ServerContext,
  options: { readonly again?: boolean } = {},
): Promise<FetchedServer> => {
  const servers = serversFolder(context.cacheFolder);
  const [before] = await listFetched(servers);
  if (before !== undefined && !options.again) return before;
  const { source, architecture } = await aptMachine(context);
  try {
    await makeFolder(servers);
    const lock = await takeLock(join(servers, '.lock'), context.signal, (holder) =>
      context.onProgress({
        phase: 'waiting',
        message: `Another isolab (process ${holder}) is fetching MySQL; waiting for it`,
      }),
    );
    try {
      return await fetchAlone(servers, before, { source, architecture }, context);
    } finally {
      await lock[Symbol.asyncDispose]();
    }
  } catch (error) {
    context.signal.throwIfAborted();
    throw explainFileError(error, servers);
  }
};

/** The fetch itself, by the holder of the lock; `before` is the server that was there before we had it. */
const fetchAlone = async (
  servers: string,
  before: FetchedServer | undefined,
  { source, architecture }: AptMachine,
  context: ServerContext,
): Promise<FetchedServer> => {
  const [meanwhile] = await listFetched(servers);
  if (meanwhile !== undefined && meanwhile.folder !== before?.folder) return meanwhile;
  await clearGone(servers, stagingPrefix);
  const staging = await makeOwnedFolder(servers, stagingPrefix);
  try {
    const built = await buildServer(staging, source, architecture, context);
    return await publish(built, servers, staging);
  } finally {
    await removeFolder(staging);
  }
};

export interface AptMachine {
  readonly source: PackageSource;
  readonly architecture: string;
}

/** What the machine must offer. @throws UserError saying what is missing. */
export const aptMachine = async (context: ServerContext): Promise<AptMachine> => {
  const refuse = (why: string): Error =>
    noServer(`The embedded server cannot be fetched here: ${why}.`, [ways.url, ways.mysqld]);
  if (process.platform !== 'linux') throw refuse('it needs Linux with apt (Debian, Ubuntu)');
  for (const tool of ['apt-get', 'apt-cache', 'apt-config', 'dpkg', 'dpkg-deb']) {
    if ((await findOnPath(tool, context.env)) === undefined) throw refuse(`there is no ${tool} on PATH`);
  }
  const printed = await runCommand({
    file: 'dpkg',
    args: ['--print-architecture'],
    env: plainEnv(context.env),
    signal: context.signal,
  });
  const architecture = printed.stdout.trim();
  if (!architectures.some((one) => one.debian === architecture && one.node === process.arch)) {
    throw refuse(`there is no MySQL for ${architecture}`);
  }
  const source = await findPackageSource();
  if (source === undefined) {
    throw refuse("Debian's archive keyring is missing (apt-get install debian-archive-keyring brings it)");
  }
  return { source, architecture };
};

/**
 * Gives a finished server its name. A folder that is there already and complete wins (somebody was faster);
 * a broken one makes way.
 */
const publish = async (built: string, servers: string, staging: string): Promise<FetchedServer> => {
  const about = await readFetched(built);
  if (about === undefined) throw new Error(`the server just made in ${built} is not complete`);
  const folder = join(servers, `mysql-${about.version.replaceAll(/[^\w.+~-]/g, '_')}-${about.architecture}`);
  if ((await readFetched(folder)) === undefined) {
    await rename(folder, join(staging, 'broken')).catch(() => undefined);
    await rename(built, folder);
  }
  const published = await readFetched(folder);
  if (published === undefined) throw new Error(`the server in ${folder} vanished`);
  return published;
};

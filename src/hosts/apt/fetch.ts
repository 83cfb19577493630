import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { atEnd } from '../../ending.ts';
import { takeLock } from '../../files/lock.ts';
import { clearGone, makeOwnedFolder, removeFolder } from '../../files/owned-folder.ts';
import { explainFileError } from '../failure.ts';
import { checkCache, makeInCache } from '../own/places.ts';
import type { ServerContext } from '../provider.ts';
import { buildServer } from './build-server.ts';
import { type FetchedServer, foldersOf, listFetched, readFetched } from './fetched.ts';
import { type AptMachine, aptMachine } from './machine.ts';
import type { Recipe } from './recipe.ts';

const stagingPrefix = '.staging-';

/**
 * Makes sure that the cache has an embedded server: downloads it (MySQL: about 50 MB), unpacks it and prepares a
 * data directory, about 10 s in all. Everything happens in a staging folder that gets its final name at the
 * very end, so that a server folder is complete or not there. When another process is fetching, waits for it.
 *
 * `again` looks for a newer version even when there is one already.
 *
 * @throws UserError (exit code 3) when it cannot be had, or the signal's reason; nothing is left behind.
 */
export const fetchEmbedded = async (
  recipe: Recipe,
  context: ServerContext,
  options: { readonly again?: boolean } = {},
): Promise<FetchedServer> => {
  const servers = recipe.folderIn(context.cacheFolder);
  checkCache(context.cacheFolder, [servers]);
  const [before] = await listFetched(recipe, context.cacheFolder);
  if (before !== undefined && !options.again) return checked(before, recipe, context);
  const machine = await aptMachine(recipe, context);
  try {
    makeInCache(context.cacheFolder, servers);
    await using _ = await takeLock(join(servers, '.lock'), context.signal, (holder) =>
      context.onProgress({
        phase: 'waiting',
        message: `Another isolab (process ${holder}) is fetching ${recipe.name}; waiting for it`,
      }),
    );
    return checked(await fetchAlone(recipe, before, machine, context), recipe, context);
  } catch (error) {
    context.signal.throwIfAborted();
    throw explainFileError(error, servers);
  }
};

/** @throws UserError (exit code 3) when another user can change what would be run. */
const checked = (server: FetchedServer, recipe: Recipe, { cacheFolder }: ServerContext): FetchedServer => {
  checkCache(cacheFolder, [recipe.folderIn(cacheFolder), ...foldersOf(server)]);
  return server;
};

/** The fetch itself, by the holder of the lock; `before` is the server that was there before we had it. */
const fetchAlone = async (
  recipe: Recipe,
  before: FetchedServer | undefined,
  machine: AptMachine,
  context: ServerContext,
): Promise<FetchedServer> => {
  const servers = recipe.folderIn(context.cacheFolder);
  const [meanwhile] = await listFetched(recipe, context.cacheFolder);
  if (meanwhile !== undefined && meanwhile.folder !== before?.folder) return meanwhile;
  await clearGone(servers, stagingPrefix);
  const staging = await makeOwnedFolder(servers, stagingPrefix);
  await using _ = atEnd(() => removeFolder(staging));
  const built = await buildServer(recipe, staging, machine, context);
  return await publish(recipe, built, servers, staging);
};

/**
 * Gives a finished server its name. A folder that is there already and complete wins (somebody was faster);
 * a broken one makes way.
 */
const publish = async (
  recipe: Recipe,
  built: string,
  servers: string,
  staging: string,
): Promise<FetchedServer> => {
  const about = await readFetched(recipe, built);
  if (about === undefined) throw new Error(`the server just made in ${built} is not complete`);
  const version = about.version.replaceAll(/[^\w.+~-]/g, '_');
  const folder = join(servers, `${recipe.id}-${version}-${about.architecture}`);
  if ((await readFetched(recipe, folder)) === undefined) {
    await rename(folder, join(staging, 'broken')).catch(() => undefined);
    await rename(built, folder);
  }
  const published = await readFetched(recipe, folder);
  if (published === undefined) throw new Error(`the server in ${folder} vanished`);
  return published;
};

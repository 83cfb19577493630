import { lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder } from '../../files/owned-folder.ts';
import { flush } from '../own/flush.ts';
import type { ServerContext } from '../provider.ts';
import { makePrivateApt } from './apt.ts';
import { aboutFile, type FetchedAbout, programOf, rootOf } from './fetched.ts';
import type { AptMachine } from './machine.ts';
import type { Recipe } from './recipe.ts';
import { unpackAll } from './unpack.ts';

/**
 * Makes a complete server inside `staging` and returns its folder there: packages downloaded and unpacked, a
 * data directory prepared where it needs one, everything on the disk.
 *
 * @throws UserError (exit code 3), the system's error (see explainFileError) or the signal's reason.
 */
export const buildServer = async (
  recipe: Recipe,
  staging: string,
  { source, architecture }: AptMachine,
  context: ServerContext,
): Promise<string> => {
  const { onProgress } = context;
  const server = join(staging, 'server');
  const aptFolder = join(staging, 'apt');
  const packagesFolder = join(staging, 'packages');
  for (const folder of [server, rootOf(server), aptFolder, packagesFolder])
    await mkdir(folder, { mode: 0o700 });

  const fetching = (message: string, done?: number): void =>
    onProgress({ phase: 'fetching', message, ...(done !== undefined && { done }) });
  const apt = await makePrivateApt(recipe, aptFolder, { source, architecture }, context);
  const listing = `Fetching the package lists of ${source.label}`;
  fetching(listing);
  const notes = await apt.update((done) => fetching(listing, done));
  for (const note of notes) fetching(note);
  fetching(`Finding the packages that ${recipe.name} needs`);
  const needed = await apt.resolve();
  const downloading = `Downloading ${recipe.name} ${needed.version} (${needed.packages.length} packages, ${recipe.size})`;
  fetching(downloading, 0);
  await apt.download(needed.packages, packagesFolder, (done) => fetching(downloading, done));
  await removeFolder(aptFolder);

  const unpacking = `Unpacking ${needed.packages.length} packages`;
  await unpackAll(recipe, packagesFolder, rootOf(server), context, (done) =>
    onProgress({ phase: 'unpacking', message: unpacking, done }),
  );
  onProgress({ phase: 'preparing', message: `Preparing ${recipe.name}` });
  const program = await programOf(recipe, { folder: server, architecture });
  await recipe.prepare(server, program, context.signal);
  const about: FetchedAbout = {
    layout: 1,
    package: needed.server,
    version: needed.version,
    architecture,
    source: source.label,
    fetchedAt: new Date().toISOString(),
    bytes: await bytesIn(server),
    notes,
  };
  await writeFile(join(server, aboutFile), `${JSON.stringify(about, undefined, 2)}\n`, { mode: 0o600 });
  await flush(server, context);
  return server;
};

const bytesIn = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(entries.map(async (name) => (await lstat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
};

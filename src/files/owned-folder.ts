import { access, constants, lstat, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  formatIdentity,
  type Life,
  lifeOf,
  mostIdentity,
  ownIdentity,
  type ProcessIdentity,
  parseIdentity,
} from '../files/identity.ts';
import { hasCode } from './error-code.ts';
import { readTextWithin } from './read-file.ts';

/** A private folder (0700) that lives as long as the process that made it, and says which one that is. */
export interface OwnedFolder {
  readonly path: string;
  readonly owner: ProcessIdentity;
  readonly ownerIs: Life;
}

/** In every owned folder: the identity of its maker. */
export const ownerFile = 'owner';

/**
 * Makes a folder and those above it, for this user alone (0700).
 *
 * @throws the system's error (see explainFileError), which says why, and not just that nothing is there.
 */
export const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    // On a read-only disk Node says ENOENT.
    if (hasCode(error, 'ENOENT')) await access(await nearestThatExists(path), constants.W_OK);
    throw error;
  }
};

const nearestThatExists = async (path: string): Promise<string> => {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return exists || dirname(path) === path ? path : await nearestThatExists(dirname(path));
};

/** @throws the system's error (see explainFileError). */
export const makeOwnedFolder = async (parent: string, prefix: string): Promise<string> => {
  const path = await mkdtemp(join(parent, prefix));
  try {
    const draft = join(path, `${ownerFile}.new`);
    await writeFile(draft, formatIdentity(await ownIdentity()));
    await rename(draft, join(path, ownerFile));
    return path;
  } catch (error) {
    await removeFolder(path);
    throw error;
  }
};

/**
 * The folders of this kind that belong to this user, with what became of their makers. A folder that does not
 * say whose it is does not count: it may be anybody's.
 */
export const listOwnedFolders = async (parent: string, prefix: string): Promise<OwnedFolder[]> => {
  const names = await readdir(parent).catch(() => []);
  const folders = names
    .filter((name) => name.startsWith(prefix))
    .map((name) => ownedFolder(join(parent, name)));
  return (await Promise.all(folders)).filter((folder) => folder !== undefined);
};

/** Removes the folders of this kind whose makers are gone, and no others. */
export const clearGone = async (parent: string, prefix: string): Promise<void> => {
  const folders = await listOwnedFolders(parent, prefix);
  await Promise.all(
    folders.filter(({ ownerIs }) => ownerIs === 'gone').map(({ path }) => removeFolder(path)),
  );
};

const ownedFolder = async (path: string): Promise<OwnedFolder | undefined> => {
  const about = await lstat(path).catch(() => undefined);
  if (!about?.isDirectory() || about.uid !== process.getuid?.()) return undefined;
  // Others could have written into it; ours never are like that.
  if ((about.mode & 0o022) !== 0) return undefined;
  const owner = await readIdentity(join(path, ownerFile));
  return owner && { path, owner, ownerIs: await lifeOf(owner) };
};

export const readIdentity = async (file: string): Promise<ProcessIdentity | undefined> => {
  const text = await readTextWithin(file, mostIdentity).catch(() => undefined);
  return text === undefined ? undefined : parseIdentity(text);
};

/** Retries: a program that was killed a moment ago may have added a file while we were removing. */
export const removeFolder = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });

import { lstat, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  formatIdentity,
  type Life,
  lifeOf,
  mostIdentity,
  ownIdentity,
  type ProcessIdentity,
  parseIdentity,
} from './identity.ts';
import { readTextWithin } from './read-file.ts';

/** A private folder (0700) that lives as long as the process that made it, and says which one that is. */
export interface OwnedFolder {
  readonly path: string;
  readonly owner: ProcessIdentity;
  readonly ownerIs: Life;
}

/** In every owned folder: the identity of its maker. */
export const ownerFile = 'owner';

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

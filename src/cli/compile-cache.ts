import { statSync } from 'node:fs';
import type { enableCompileCache } from 'node:module';
import { dirname } from 'node:path';
import { makeOwnFolder } from '../files/own-folder.ts';
import { cacheFolderOf, compiledFolder } from '../hosts/paths.ts';

/**
 * Lets Node.js keep compiled modules, which makes the start twice as fast, in the user's own cache folder. Whoever can
 * write into that folder has this user run their code, so a folder that is not ours alone is not used; by itself
 * Node.js would take one in TMPDIR, where anybody may have made it first. Never fails: it is only for speed.
 *
 * https://nodejs.org/api/module.html#module-compile-cache
 */
export const useCompileCache = (
  node: { readonly enableCompileCache: typeof enableCompileCache },
  env: Readonly<Record<string, string | undefined>>,
  homeFolder: () => string,
): void => {
  try {
    const cache = cacheFolderOf(env, homeFolder());
    // The cache may be made, but not the home of a user who has none.
    statSync(dirname(dirname(cache)));
    const folder = compiledFolder(cache);
    if ((makeOwnFolder(cache) ?? makeOwnFolder(folder)) !== undefined) return;
    // It makes a folder in there, for whom the umask says.
    const umask = process.umask(0o077);
    node.enableCompileCache(folder);
    process.umask(umask);
  } catch {
    // It cannot be made: a disk that is read-only or full, for instance.
  }
};

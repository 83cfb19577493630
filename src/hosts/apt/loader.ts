import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Architecture } from './architecture.ts';

/** Everything in /usr since Debian 12 and Ubuntu 24.04, some of it in /lib before. */
const prefixes = ['usr/lib', 'lib'];

/** The loader among unpacked packages and the folders of their libraries. */
export interface Loader {
  readonly file: string;
  readonly libraries: readonly string[];
}

/**
 * What to run a program in `root` through, since its C library is newer than the machine's.
 *
 * @throws when there is none.
 */
export const loaderIn = async (root: string, { triplet, loader }: Architecture): Promise<Loader> => {
  const libraries = prefixes.map((prefix) => join(root, prefix, triplet));
  return { file: await firstThatExists(libraries.map((folder) => join(folder, loader))), libraries };
};

const firstThatExists = async (paths: readonly string[]): Promise<string> => {
  for (const path of paths) {
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) return path;
  }
  throw new Error(`none of ${paths.join(', ')} exists`);
};

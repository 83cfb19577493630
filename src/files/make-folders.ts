import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasCode } from './error-code.ts';

/**
 * Makes a folder and those above it, for this user alone (0700). One by one: where nothing can be made, as in /proc,
 * Node's own way (`recursive`) never ends, and on a read-only disk it says that something is missing.
 *
 * @throws the system's error (see explainFileError)
 */
export const makeFolders = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (hasCode(error, 'EEXIST') && statSync(path).isDirectory()) return;
    const above = dirname(path);
    if (!hasCode(error, 'ENOENT') || existsSync(above)) throw error;
    makeFolders(above);
    makeFolders(path);
  }
};

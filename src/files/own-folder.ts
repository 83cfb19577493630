import { chmodSync, lstatSync } from 'node:fs';
import { type Intrusion, intrusionInto } from './intrusion.ts';
import { makeFolders } from './make-folders.ts';

/**
 * Makes a folder that is its user's alone (0700), and those above it; one that is there already is closed for others.
 * Looked at before and after: in a folder like /tmp somebody may be faster.
 *
 * @throws the system's error when it cannot be made.
 */
export const makeOwnFolder = (folder: string): Intrusion | undefined => {
  const before = intrusionInto(folder);
  if (before !== undefined) return before;
  makeFolders(folder);
  const intrusion = intrusionInto(folder);
  if (intrusion === undefined) closeForOthers(folder);
  return intrusion;
};

const closeForOthers = (folder: string): void => {
  const { mode, uid } = lstatSync(folder);
  // One that an administrator has prepared for us stays as it is.
  if ((mode & 0o077) !== 0 && uid === process.geteuid?.()) chmodSync(folder, 0o700);
};

import { UserError } from '../../errors.ts';
import { hasCode } from '../../files/error-code.ts';
import { type Intrusion, intrusionAround, intrusionAt, intrusionInto } from '../../files/intrusion.ts';
import { makeOwnFolder } from '../../files/own-folder.ts';
import { printable } from '../../printable.ts';
import { shellWord } from '../../shell-word.ts';
import { explainFileError, noServer, ways } from '../failure.ts';

/**
 * Programs are run out of the cache, and servers on data out of it: whoever can write there has this user run theirs.
 * `inside` are folders in it, each in the one before, that are to be its user's alone as well.
 *
 * @throws UserError (exit code 3) when another user can change what is there. What is not there yet is fine.
 */
export const checkCache = (cacheFolder: string, inside: readonly string[] = []): void => {
  const intrusion = explained(cacheFolder, () => intrusionInto(cacheFolder) ?? intrusionInside(inside));
  if (intrusion !== undefined) throw notOurs(cacheFolder, intrusion);
};

/** Why checkCache refuses the cache, and what to do, a line each; undefined when it does not. */
export const cacheRefusal = (cacheFolder: string): string | undefined => {
  try {
    checkCache(cacheFolder);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return [error.message, ...error.next].join('\n');
    throw error;
  }
};

/**
 * Makes a folder in the cache, and the cache, each for this user alone.
 *
 * @throws UserError (exit code 3) when another user can change what is there, or the system's error.
 */
export const makeInCache = (cacheFolder: string, folder: string): void => {
  checkCache(cacheFolder);
  const intrusion = makeOwnFolder(cacheFolder) ?? makeOwnFolder(folder);
  if (intrusion !== undefined) throw notOurs(cacheFolder, intrusion);
};

/**
 * Running servers have their folders in one that others may share, as long as they cannot move what is ours.
 *
 * @throws UserError (exit code 3) when they can.
 */
export const checkRuns = (runs: string): void => {
  const intrusion = explained(runs, () => intrusionAround(runs));
  if (intrusion === undefined) return;
  throw noServer(
    `The lab starts no server in ${printable(runs)}: ${saying(intrusion)}. Other users could put theirs in its place.`,
    [intrusion.next, 'Or name another folder in TMPDIR.', ways.url],
  );
};

const notOurs = (cacheFolder: string, intrusion: Intrusion): UserError =>
  noServer(
    `The cache ${printable(cacheFolder)} is not used: ${saying(intrusion)}. Who can change what is there could have you run their programs.`,
    [
      intrusion.next,
      // What is above it may be somebody's home.
      ...(`${intrusion.path}/`.startsWith(`${cacheFolder}/`)
        ? [`Or remove it, and isolab makes it anew: rm -r ${shellWord(intrusion.path)}`]
        : []),
      'Or name another place for the cache in XDG_CACHE_HOME.',
      ways.url,
    ],
  );

const saying = ({ path, says }: Intrusion): string => `${printable(path)} ${says}`;

/** Each is in the one before: the first that is not there ends it. */
const intrusionInside = (folders: readonly string[]): Intrusion | undefined => {
  for (const folder of folders) {
    try {
      const intrusion = intrusionAt(folder);
      if (intrusion !== undefined) return intrusion;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }
  return undefined;
};

const explained = <T>(folder: string, look: () => T): T => {
  try {
    return look();
  } catch (error) {
    throw explainFileError(error, folder);
  }
};

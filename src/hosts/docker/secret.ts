import { createHash, createHmac, randomBytes } from 'node:crypto';
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { atEnd } from '../../ending.ts';
import { hasCode } from '../../files/error-code.ts';
import { explainFileError } from '../failure.ts';
import { checkCache, makeInCache } from '../own/places.ts';

/** What tells this user's containers on an engine from everybody else's. */
export interface DockerUser {
  /** For a label: it gives nothing away. */
  readonly id: string;
  /** Root's password in containers that are kept for the next run. */
  readonly keptPassword: string;
}

export const secretFile = (cacheFolder: string): string => join(cacheFolder, 'docker-secret');

/** Of this user on this machine; made the first time and kept in the cache, readable by the user alone. */
export const dockerUser = async (cacheFolder: string): Promise<DockerUser> => {
  const secret = await readOrMake(cacheFolder, secretFile(cacheFolder));
  return {
    // A home folder on the network may serve several machines, whose processes we cannot tell alive.
    id: createHash('sha256').update(`${hostname()}\n${secret}`).digest('hex').slice(0, 24),
    keptPassword: createHmac('sha256', secret).update('root').digest('base64url'),
  };
};

const readOrMake = async (folder: string, file: string): Promise<string> => {
  checkCache(folder);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw explainFileError(error, folder);
  }
  const draft = `${file}.${process.pid}`;
  await using _ = atEnd(() => rm(draft, { force: true }));
  try {
    makeInCache(folder, folder);
    await writeFile(draft, randomBytes(24).toString('base64url'), { mode: 0o600 });
    await chmod(draft, 0o600);
    // Whoever links first wins; nobody ever reads half a secret.
    await link(draft, file).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
    return await readFile(file, 'utf8');
  } catch (error) {
    throw explainFileError(error, folder);
  }
};

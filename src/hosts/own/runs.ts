import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lifeOf, type ProcessIdentity } from '../../files/identity.ts';
import { listOwnedFolders, type OwnedFolder, readIdentity, removeFolder } from '../../files/owned-folder.ts';
import { noServer } from '../failure.ts';

/** The names of run folders, in whatever folder holds them. */
export const runPrefix = 'isolab-run-';

/** How often we look whether a killed process is gone, in ms. */
const lookAgainMs = 5;

/** A killed process ends within this time, in ms, unless its disk hangs. */
const dyingLimitMs = 20_000;

/** A server that we started, or what is left of one. */
export interface Run extends OwnedFolder {
  /** Undefined when it never came to a server process. */
  readonly server?: ProcessIdentity;
}

export const listRuns = async (runs: string): Promise<Run[]> => {
  const folders = await listOwnedFolders(runs, runPrefix);
  return Promise.all(
    folders.map(async (folder) => {
      const server = await readIdentity(serverFile(folder.path));
      return server === undefined ? folder : { ...folder, server };
    }),
  );
};

/** Where the MySQL of a run takes connections. */
export const socketIn = (run: string): string => join(run, 'mysql.sock');

/** What the MySQL of a run has to say. */
export const errorLogIn = (run: string): string => join(run, 'error.log');

/** The socket of a server of any kind: its name tells which one it is. */
export const socketOf = async (run: string): Promise<string> => {
  const names = await readdir(run).catch(() => []);
  const name = names.find((one) => one.endsWith('.sock'));
  return name === undefined ? socketIn(run) : join(run, name);
};

/** Written by the server's launcher (keeper.ts). */
const serverFile = (run: string): string => join(run, 'server');

/**
 * Ends the servers whose owner is gone and removes their folders. Their keepers do this as well; this is for
 * the case that the keeper was killed too. Returns the folders cleared; one that resists is left for next time.
 */
export const clearLeftovers = async (runs: string): Promise<string[]> => {
  const leftovers = (await listRuns(runs)).filter((run) => run.ownerIs === 'gone');
  const ends = await Promise.allSettled(leftovers.map(endRun));
  return leftovers.filter((_, index) => ends[index]?.status === 'fulfilled').map((run) => run.path);
};

/**
 * Ends the server of a run, if it is still the process it was, and removes the run's folder.
 *
 * @throws UserError when the server does not end.
 */
export const endRun = async ({ path }: Pick<Run, 'path'>): Promise<void> => {
  const server = await readIdentity(serverFile(path));
  if (server !== undefined) await killExactly(server);
  await removeFolder(path);
};

/** Ends this process, and no other that has its number now. @throws UserError when it does not end. */
export const killExactly = async (identity: ProcessIdentity): Promise<void> => {
  if ((await lifeOf(identity)) !== 'alive') return;
  try {
    process.kill(identity.pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
  for (let waitedMs = 0; (await lifeOf(identity)) === 'alive'; waitedMs += lookAgainMs) {
    if (waitedMs > dyingLimitMs) {
      throw noServer(`Process ${identity.pid} was killed and does not end.`, [
        `See what holds it: ps -o pid,stat,wchan,args -p ${identity.pid}`,
      ]);
    }
    await wait(lookAgainMs);
  }
};

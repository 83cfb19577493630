import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../files/error-code.ts';
import { lifeOf } from '../../files/identity.ts';
import { clearGone, listOwnedFolders, makeOwnedFolder, removeFolder } from '../../files/owned-folder.ts';
import { errorLogIn, listRuns, type Run, socketIn } from '../../hosts/own/runs.ts';
import { readNote, type WarmNote } from './warm-note.ts';

/** A server that is kept warm, as long as it and its keeper live. */
export interface WarmServer {
  readonly run: Run;
  readonly note: WarmNote;
}

/** One folder for everybody who uses the server. */
const usersIn = (run: string): string => join(run, 'users');

const userPrefix = 'user-';

/** Before a server may be used. */
export const makeRoomForUsers = (run: string): Promise<void> => mkdir(usersIn(run), { mode: 0o700 });

/** The warm servers that live, the oldest first: where two were started at once, all take that one. */
export const listWarm = async (runs: string): Promise<readonly WarmServer[]> => {
  const found = await Promise.all(
    (await listRuns(runs)).map(async (run) => {
      if (run.ownerIs !== 'alive' || run.server === undefined) return undefined;
      const note = await readNote(run.path);
      return note !== undefined && (await lifeOf(run.server)) === 'alive' ? { run, note } : undefined;
    }),
  );
  return found
    .filter((one) => one !== undefined)
    .toSorted(
      (one, other) => one.note.since - other.note.since || one.run.path.localeCompare(other.run.path),
    );
};

/** The processes that use a warm server. Forgets those that are gone. */
export const usersOf = async (run: string): Promise<readonly number[]> => {
  await clearGone(usersIn(run), userPrefix);
  const users = await listOwnedFolders(usersIn(run), userPrefix);
  return users.map(({ owner }) => owner.pid);
};

/** A place on a warm server; giving it back is disposing of it. */
export interface WarmPlace extends AsyncDisposable {
  readonly socketPath: string;
  readonly errorLog: string;
}

/**
 * Takes a place on the first of these servers that is still for others. Its keeper first withdraws the note and
 * then looks for users; we first say that we are one and then look for the note: one of the two sees the other.
 */
export const takePlace = async (servers: readonly WarmServer[]): Promise<WarmPlace | undefined> => {
  for (const { run } of servers) {
    const user = await signedIn(run.path);
    if (user === undefined) continue;
    if ((await readNote(run.path)) !== undefined) {
      return {
        socketPath: socketIn(run.path),
        errorLog: errorLogIn(run.path),
        [Symbol.asyncDispose]: () => removeFolder(user),
      };
    }
    await removeFolder(user);
  }
  return undefined;
};

const signedIn = async (run: string): Promise<string | undefined> => {
  try {
    return await makeOwnedFolder(usersIn(run), userPrefix);
  } catch (error) {
    // It ends just now, and takes its folder along.
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

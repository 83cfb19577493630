import { link, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { atEnd } from '../ending.ts';
import { hasCode } from './error-code.ts';
import { lifeOf, parseIdentity } from './identity.ts';
import { clearGone, makeOwnedFolder, ownerFile, removeFolder } from './owned-folder.ts';

const asidePrefix = '.lock-';

/** How often a waiter looks whether the lock is free, in ms. */
const lookAgainMs = 100;

/**
 * Takes a lock file, waiting while another living process has it; one whose process is gone is taken over.
 * It saves work that would be done twice and guards nothing that would break: two takers over at the same
 * instant may both succeed.
 *
 * `onWait` is called once when there is somebody to wait for, with their process id.
 *
 * @throws the signal's reason when aborted, or the system's error when the folder cannot be written.
 */
export const takeLock = async (
  file: string,
  signal: AbortSignal,
  onWait: (holder: number) => void,
): Promise<AsyncDisposable> => {
  const folder = dirname(file);
  // Written aside and linked, so that nobody ever reads half an identity.
  const aside = await makeOwnedFolder(folder, asidePrefix);
  await using _ = atEnd(() => removeFolder(aside));
  const draft = join(aside, ownerFile);
  const stale = join(aside, 'stale');
  const own = await readFile(draft, 'utf8');
  let toldAbout: number | undefined;
  while (!(await linked(draft, file))) {
    signal.throwIfAborted();
    const text = await unlessMissing(readFile(file, 'utf8'));
    if (text === undefined) continue;
    const holder = parseIdentity(text);
    if (holder === undefined || (await lifeOf(holder)) === 'gone') {
      await unlessMissing(rename(file, stale));
    } else {
      if (toldAbout !== holder.pid) onWait(holder.pid);
      toldAbout = holder.pid;
      await wait(lookAgainMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
  await clearGone(folder, asidePrefix);
  return {
    [Symbol.asyncDispose]: async () => {
      const text = await unlessMissing(readFile(file, 'utf8'));
      if (text === own) await rm(file, { force: true });
    },
  };
};

const linked = async (from: string, to: string): Promise<boolean> => {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
};

/** The lock may be released between any two of our looks. */
const unlessMissing = async <T>(outcome: Promise<T>): Promise<T | undefined> => {
  try {
    return await outcome;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

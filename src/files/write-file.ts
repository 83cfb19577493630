import { randomBytes } from 'node:crypto';
import { closeSync, writeFileSync } from 'node:fs';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { undoOnFailure } from '../ending.ts';
import { suppressing, UserError, unwrap } from '../errors.ts';
import { told } from '../printable.ts';
import { openOutput } from './open-output.ts';

/**
 * Replaces what a file holds in one step: whoever reads it sees the old text or the new one, whole. Its mode
 * stays, and a symbolic link stays a link.
 *
 * @throws UserError when the file holds something else than `before` by now, or cannot be written.
 */
export const replaceFile = async (file: string, before: string, after: string): Promise<void> => {
  await explain(file, async () => {
    const target = await realpath(file);
    const { mode } = await stat(target);
    await moveInto(target, after, mode & 0o7777, async () => {
      if ((await readFile(target, 'utf8')) === before) return;
      throw new UserError(told`${file} has changed in the meantime, so nothing was written.`, {
        next: ['Run the same command again.'],
      });
    });
  });
};

/**
 * Writes a file in one step, whether there is one already or not. What is no ordinary file (a device, a pipe) stays
 * what it is and gets the text.
 *
 * @throws UserError when it cannot be written.
 */
export const writeWhole = async (file: string, text: string): Promise<void> => {
  await explain(file, async () => {
    const about = await stat(file).catch(() => undefined);
    if (about?.isDirectory()) throw Object.assign(new Error(`${file} is a folder`), { code: 'EISDIR' });
    if (about !== undefined && !about.isFile()) return writeInto(file, text);
    const target = await realpath(file).catch(() => file);
    await moveInto(target, text, about && about.mode & 0o7777);
  });
};

/** Makes a file that is not there yet. @throws UserError when there is one, or it cannot be made. */
export const createFile = async (file: string, text: string): Promise<void> => {
  await explain(file, async () => {
    const handle = await open(file, 'wx');
    const write = async () => {
      await using _ = handle;
      await handle.writeFile(text);
    };
    await undoOnFailure(write, () => rm(file, { force: true }));
  });
};

/**
 * Before what it is to hold is there: nothing but making it tells for sure, and it is gone again at once.
 *
 * @throws UserError when there is such a file, or it cannot be made
 */
export const mayBeCreated = async (file: string): Promise<void> => {
  await explain(file, async () => {
    await using _ = await open(file, 'wx');
    await rm(file);
  });
};

const writeInto = (file: string, text: string): void => {
  const handle = openOutput(file);
  try {
    writeFileSync(handle, text);
  } finally {
    closeSync(handle);
  }
};

const moveInto = async (
  target: string,
  text: string,
  mode?: number,
  beforeMove?: () => Promise<void>,
): Promise<void> => {
  const draft = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  const write = async () => {
    await writeTo(draft, text, mode);
    await beforeMove?.();
    await rename(draft, target);
  };
  await undoOnFailure(write, () => rm(draft, { force: true }));
};

const writeTo = async (draft: string, text: string, mode: number | undefined): Promise<void> => {
  await using handle = await open(draft, 'wx', mode);
  // What the umask has cut off at opening.
  if (mode !== undefined) await handle.chmod(mode);
  await handle.writeFile(text);
  await handle.sync();
};

const explain = async (file: string, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (thrown) {
    throw unwritable(file, thrown) ?? thrown;
  }
};

/** Why the system did not let it be written, and what to do; undefined for what is no such reason. */
export const unwritable = (file: string, thrown: unknown): unknown => {
  const { error: cause, cleaningUp } = unwrap(thrown);
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const why = typeof code === 'string' ? reasons.get(code) : undefined;
  if (why === undefined) return undefined;
  const explained = new UserError(told`${file} cannot be written: ${why.says}.`, { next: [why.next], cause });
  return suppressing(explained, cleaningUp);
};

const reasons: ReadonlyMap<string, { readonly says: string; readonly next: string }> = new Map([
  ['ENXIO', { says: 'nobody reads this pipe', next: 'Begin to read it first.' }],
  ['EPIPE', { says: 'nobody reads this pipe any more', next: 'Read it to its end.' }],
  ['EEXIST', { says: 'it is there already', next: 'Choose another name, or remove the file first.' }],
  ['ENOENT', { says: 'there is no such place', next: 'Make the folder first, or choose another one.' }],
  ['ENOTDIR', { says: 'its folder is a file', next: 'Choose another folder.' }],
  ['EISDIR', { says: 'it is a folder', next: 'Name a file in it.' }],
  ['EACCES', { says: 'that is not permitted', next: 'Choose a place where you may write.' }],
  ['EPERM', { says: 'that is not permitted', next: 'Choose a place where you may write.' }],
  ['EROFS', { says: 'the disk can only be read', next: 'Choose a place where you may write.' }],
  ['ENOSPC', { says: 'the disk is full', next: 'Make room, and try again.' }],
  ['EDQUOT', { says: 'your share of the disk is used up', next: 'Make room, and try again.' }],
  ['EMFILE', { says: 'too many files are open', next: 'Let more be open: ulimit -n 1024' }],
  ['EFBIG', { says: 'a file may not become so large', next: 'Raise the limit: ulimit -f unlimited' }],
  ['EIO', { says: 'the disk does not answer as it should', next: 'Choose another place.' }],
  ['ENAMETOOLONG', { says: 'its name is too long', next: 'Choose a shorter name.' }],
]);

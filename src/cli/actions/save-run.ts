import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LabEvent } from '../../engine/events.ts';
import { recordingLine } from '../../engine/recording-line.ts';
import { UserError } from '../../errors.ts';
import { createFile } from '../../files/write-file.ts';
import { shellPath } from '../../shell-word.ts';

/**
 * Keeps what was done in the lab as a recording, in the folder that it was started in and in a file that was not there.
 * Returns the command that plays it.
 *
 * @throws UserError when it cannot be written.
 */
export const saveRun = async (lesson: string, events: readonly LabEvent[]): Promise<string> => {
  const name = lesson.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
  const text = events.map(recordingLine).join('');
  for (let number = 1; ; number++) {
    const file = number === 1 ? `${name}.ndjson` : `${name}-${number}.ndjson`;
    if (await isThere(file)) continue;
    await createFile(whole(file), text).catch((error: unknown) => {
      throw isOfPlace(error) ? new UserError(error.message, { next: [elsewhere], cause: error }) : error;
    });
    return `isolab replay ${shellPath(file)}`;
  }
};

const elsewhere = 'Start isolab in a folder where you may write.';

/** With its folder, which may be gone by now. */
const whole = (file: string): string => {
  try {
    return resolve(file);
  } catch {
    return file;
  }
};

/** Here nobody chooses another name or place: it is the folder that isolab was started in. */
const isOfPlace = (error: unknown): error is UserError =>
  error instanceof UserError &&
  error.cause instanceof Error &&
  'code' in error.cause &&
  ['EACCES', 'EPERM', 'EROFS', 'ENOENT'].includes(String(error.cause.code));

const isThere = async (file: string): Promise<boolean> =>
  (await lstat(file).catch(() => undefined)) !== undefined;

import { lstat } from 'node:fs/promises';
import type { LabEvent } from '../../engine/events.ts';
import { recordingLine } from '../../engine/recording-line.ts';
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
    await createFile(file, text);
    return `isolab replay ${shellPath(file)}`;
  }
};

const isThere = async (file: string): Promise<boolean> =>
  (await lstat(file).catch(() => undefined)) !== undefined;

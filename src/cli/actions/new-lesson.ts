import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkLessonId, startingLesson } from '../../author/starting-lesson.ts';
import { exitCodes } from '../../errors.ts';
import { createFile } from '../../files/write-file.ts';
import { told } from '../../printable.ts';
import { shellPath } from '../../shell-word.ts';
import type { Edge } from '../edge.ts';

export interface NewLesson {
  readonly id: string;
  readonly out?: string | undefined;
}

/** Writes a lesson to begin with, and says how to go on. */
export const newLesson = async ({ stdout }: Edge, { id, out }: NewLesson): Promise<number> => {
  checkLessonId(id);
  const file = out === undefined ? `${id}.yaml` : (await isFolder(out)) ? join(out, `${id}.yaml`) : out;
  await createFile(file, startingLesson(id, file));
  stdout.write(
    [
      told`Wrote ${file}.`,
      `  isolab watch ${shellPath(file)}    run it again whenever you save it`,
      `  isolab record ${shellPath(file)}   write what happens into it, for isolab verify to prove`,
      '',
    ].join('\n'),
  );
  return exitCodes.ok;
};

const isFolder = async (path: string): Promise<boolean> => {
  // What ends like a folder must be one; then writing into it says what is wrong.
  if (/[/\\]$/.test(path)) return true;
  const about = await stat(path).catch(() => undefined);
  return about?.isDirectory() ?? false;
};

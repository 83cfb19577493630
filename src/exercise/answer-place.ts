import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { createFile } from '../files/write-file.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { told } from '../printable.ts';
import type { OpenedExercise } from './answer-file.ts';
import { startingFile } from './starting-file.ts';

/** Where the answer stands: ./ID.yaml, or the file or folder `out`. @throws UserError when that is the exercise itself. */
export const answerPlace = async (
  { id, file: own }: Pick<Lesson, 'id' | 'file'>,
  out: string | undefined,
): Promise<string> => {
  const name = `${id}.yaml`;
  const isFolder =
    out !== undefined && (/[/\\]$/.test(out) || (await stat(out).catch(() => undefined))?.isDirectory());
  const file = out === undefined ? name : isFolder ? join(out, name) : out;
  if (own === undefined || resolve(own) !== resolve(file)) return file;
  throw new UserError(told`${file} is the exercise itself, and would be the file of your answer.`, {
    next: [`Name another one: --out my-${basename(file)}`],
  });
};

export const isThere = async (file: string): Promise<boolean> =>
  (await stat(file).catch(() => undefined)) !== undefined;

/** Whether it was written; a file that is there already is taken as it is. */
export const beginAnswer = async (file: string, opened: OpenedExercise): Promise<boolean> => {
  if (await isThere(file)) return false;
  try {
    await createFile(file, startingFile(opened));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const next = [...error.next, '--out FOLDER names another place for answers.'];
    throw new UserError(error.message, { next, cause: error });
  }
  return true;
};

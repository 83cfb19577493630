import { glob, readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { exitCodes, UserError } from '../errors.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { loadLesson } from '../lesson/load.ts';
import { told } from '../printable.ts';
import { shippedFolder } from './lessons.ts';
import { unknownWord } from './words.ts';

/**
 * The lesson files that words on the command line name, each once: our lessons by their ids, files, folders,
 * and patterns such as `lessons/lost-*.yaml` that no shell has spelled out. No words: every lesson of ours.
 *
 * @throws UserError when a word names nothing.
 */
export const lessonFiles = async (words: readonly string[]): Promise<readonly string[]> => {
  const files = await Promise.all(words.length === 0 ? [shippedFiles()] : words.map(filesOf));
  return [...new Map(files.flat().map((file) => [resolve(file), file])).values()];
};

/** @throws UserError that tells everything that is wrong with all of them. */
export const loadLessons = async (files: readonly string[]): Promise<readonly Lesson[]> => {
  const loaded = await Promise.allSettled(files.map(loadLesson));
  const failures = loaded.flatMap((one) => (one.status === 'rejected' ? [userError(one.reason)] : []));
  const [first] = failures;
  if (first !== undefined) {
    throw new UserError(failures.map(({ message }) => message).join('\n\n'), {
      next: [...new Set(failures.flatMap(({ next }) => next))],
      exitCode: exitCodes.usage,
      cause: first,
    });
  }
  return loaded.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])).toSorted(byOrder);
};

const byOrder = (a: Lesson, b: Lesson): number =>
  (a.order ?? Number.POSITIVE_INFINITY) - (b.order ?? Number.POSITIVE_INFINITY) || (a.id < b.id ? -1 : 1);

const userError = (reason: unknown): UserError => {
  if (reason instanceof UserError) return reason;
  throw reason;
};

const isLessonFile = (name: string): boolean => /\.ya?ml$/.test(name);

const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder))
    .filter(isLessonFile)
    .toSorted()
    .map((name) => join(folder, name));

/** Named from where the user is, if they are above. */
const shippedFiles = async (): Promise<readonly string[]> =>
  (await filesIn(shippedFolder())).map((file) => {
    const path = relative('', file);
    return path.startsWith('..') ? file : path;
  });

const filesOf = async (word: string): Promise<readonly string[]> => {
  const shipped = await shippedFiles();
  const own = shipped.find((file) => basename(file) === `${word}.yaml`);
  if (own !== undefined) return [own];
  const about = await stat(word).catch(() => undefined);
  if (about?.isDirectory())
    return some(word, await filesIn(word), 'This folder has no lesson files (.yaml, .yml)');
  if (about !== undefined || (isLessonFile(word) && !isPattern(word))) return [word];
  if (isPattern(word)) return some(word, await filesLike(word), 'No lesson file (.yaml, .yml) fits');
  if (word.includes('/')) throw new UserError(told`There is no ${word}.`);
  const ids = shipped.map((file) => basename(file, '.yaml'));
  throw unknownWord('lesson', word, ids, {
    otherwise: 'isolab list shows them all; lessons of your own are named by file, folder or pattern.',
  });
};

const filesLike = async (pattern: string): Promise<readonly string[]> => {
  const files: string[] = [];
  for await (const file of glob(pattern)) files.push(file);
  return files.filter(isLessonFile).toSorted();
};

const isPattern = (word: string): boolean => /[*?[{]/.test(word);

const some = (word: string, files: readonly string[], problem: string): readonly string[] => {
  if (files.length > 0) return files;
  throw new UserError(told`${problem}: ${word}`);
};

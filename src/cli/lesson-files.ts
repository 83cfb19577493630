import { glob, readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { isCourseFile } from '../course/course-file-name.ts';
import { courseFiles } from '../course/load-course.ts';
import { exitCodes, UserError } from '../errors.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { isLessonFile } from '../lesson/lesson-file-name.ts';
import { byOrder, loadLesson } from '../lesson/load.ts';
import { nearMiss } from '../lesson/near-miss.ts';
import { told } from '../printable.ts';
import { shellPath } from '../shell-word.ts';
import { noLesson } from './lessons.ts';
import { shipped as allShipped, shippedExercises, shippedFolder } from './shipped.ts';
import { unknownWord } from './words.ts';

/**
 * The lesson files that words on the command line name, each once: our lessons by their ids, files, folders,
 * patterns such as `lessons/lost-*.yaml` that no shell has spelled out, and courses. No words: every lesson of ours.
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

const userError = (reason: unknown): UserError => {
  if (reason instanceof UserError) return reason;
  throw reason;
};

/**
 * The one lesson file that a word names: a lesson of ours by its id, or a file. Whether it is there shows when it is read.
 *
 * @throws UserError when it can be neither.
 */
export const lessonFile = async (word: string): Promise<string> => {
  const shipped = await shippedFiles();
  const own = shipped.find((file) => idOf(file) === word);
  if (own !== undefined) return own;
  if (isCourseFile(word)) throw noLesson(word);
  if (await isOwnFile(word)) return word;
  throw unknownLesson(word, shipped);
};

/**
 * The same of an exercise.
 *
 * @throws UserError that suggests exercises alone.
 */
export const exerciseFile = async (word: string): Promise<string> => {
  if (isCourseFile(word)) throw noLesson(word);
  if ((await shippedFiles()).some((file) => idOf(file) === word) || (await isOwnFile(word)))
    return lessonFile(word);
  throw unknownWord('exercise', word, await shippedExercises(), {
    otherwise: 'isolab exercise lists them all; one of your own is named by its file.',
  });
};

const isOwnFile = async (word: string): Promise<boolean> =>
  /[/\\]|\.ya?ml$/.test(word) || (await kindOf(word)) !== undefined;

const idOf = (file: string): string => basename(file, '.yaml');

const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => isLessonFile(entry.name) && !entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .toSorted();

/** Named from where the user is, if they are above. */
const shippedFiles = async (): Promise<readonly string[]> =>
  (await filesIn(shippedFolder())).map((file) => {
    const path = relative('', file);
    return path.startsWith('..') ? file : path;
  });

const filesOf = async (word: string): Promise<readonly string[]> => {
  const shipped = await shippedFiles();
  const own = shipped.find((file) => idOf(file) === word);
  if (own !== undefined) return [own];
  const kind = await kindOf(word);
  if (kind === 'file') return isCourseFile(word) ? courseFiles(word, await allShipped()) : [word];
  if (kind === 'folder') {
    const below = shellPath(join(word, '**', '*.yaml'));
    return some(word, await filesIn(word), {
      problem: 'This folder has no lesson files (.yaml, .yml)',
      next: [`For those in folders below: ${below}`],
    });
  }
  if (isPattern(word)) {
    return some(word, await filesLike(word), { problem: 'No lesson file (.yaml, .yml) fits', next: [] });
  }
  if (word.includes('/') || /\.ya?ml$/.test(word)) throw missing(word, shipped);
  throw unknownLesson(word, shipped);
};

const kindOf = async (path: string): Promise<'file' | 'folder' | undefined> => {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    // Whatever it is, it cannot be read; as a pattern it may still find something.
    return undefined;
  }
};

const filesLike = async (pattern: string): Promise<readonly string[]> => {
  const files: string[] = [];
  for await (const entry of glob(pattern, { withFileTypes: true })) {
    if (isLessonFile(entry.name) && !entry.isDirectory()) files.push(join(entry.parentPath, entry.name));
  }
  return files.toSorted();
};

const isPattern = (word: string): boolean => /[*?[{]/.test(word);

const some = (
  word: string,
  files: readonly string[],
  { problem, next }: { readonly problem: string; readonly next: readonly string[] },
): readonly string[] => {
  if (files.length > 0) return files;
  throw new UserError(told`${problem}: ${word}`, { next });
};

/** Somebody may have meant one of ours. */
const missing = (word: string, shipped: readonly string[]): UserError => {
  const near = nearMiss(word.replace(/\.ya?ml$/, ''), shipped.map(idOf));
  return new UserError(told`There is no ${word}.`, {
    next: near === undefined ? [] : [`Did you mean ${near}, which comes with isolab?`],
  });
};

const unknownLesson = (word: string, shipped: readonly string[]): UserError =>
  unknownWord('lesson', word, shipped.map(idOf), {
    otherwise: 'isolab list shows them all; lessons of your own are named by file, folder or pattern.',
  });

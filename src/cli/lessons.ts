import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lesson } from '../lesson/lesson.ts';
import { type Catalogue, loadCatalogue, loadLesson } from '../lesson/load.ts';
import { packageFolder } from '../package-folder.ts';
import { unknownWord } from './words.ts';

/** The folder of the lessons that come with isolab. */
export const shippedFolder = (): string => join(packageFolder(fileURLToPath(import.meta.url)), 'lessons');

export const shippedLessons = (): Promise<Catalogue> => loadCatalogue(shippedFolder());

/**
 * The lesson that a word on the command line names: a file, or one of ours by its id (which is the name of
 * its file, so that only that one is read). `others` are words that may have been meant as well.
 */
export const findLesson = async (word: string, others: readonly string[] = []): Promise<Lesson> => {
  if (/[/\\]|\.ya?ml$/.test(word)) return loadLesson(word);
  const names = await readdir(shippedFolder());
  const ids = names.filter((name) => name.endsWith('.yaml')).map((name) => name.slice(0, -'.yaml'.length));
  if (ids.includes(word)) return loadLesson(join(shippedFolder(), `${word}.yaml`));
  throw unknownWord('lesson', word, ids, {
    among: [...ids, ...others],
    otherwise:
      'isolab list shows them all; a lesson of your own is named by its file, with / or .yaml in it.',
  });
};

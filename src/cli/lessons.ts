import { join } from 'node:path';
import type { Lesson } from '../lesson/lesson.ts';
import { type Catalogue, loadCatalogue, loadLesson } from '../lesson/load.ts';
import { shippedFolder, shippedIds } from './shipped.ts';
import { unknownWord } from './words.ts';

export const shippedLessons = (): Promise<Catalogue> => loadCatalogue(shippedFolder());

/**
 * The lesson that a word on the command line names: a file, or one of ours by its id (which is the name of
 * its file, so that only that one is read). `others` are words that may have been meant as well.
 */
export const findLesson = async (word: string, others: readonly string[] = []): Promise<Lesson> => {
  if (/[/\\]|\.ya?ml$/.test(word)) return loadLesson(word);
  const ids = await shippedIds();
  if (ids.includes(word)) return loadLesson(join(shippedFolder(), `${word}.yaml`));
  throw unknownWord(others.length === 0 ? 'lesson' : 'lesson or command', word, ids, {
    among: [...ids, ...others],
    otherwise:
      'isolab list shows them all; a lesson of your own is named by its file, with / or .yaml in it.',
  });
};

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLessonFile } from '../lesson/lesson-file-name.ts';
import { packageFolder } from '../package-folder.ts';

/** The folder of the lessons that come with isolab. */
export const shippedFolder = (): string => join(packageFolder(fileURLToPath(import.meta.url)), 'lessons');

/** The ids of the lessons that come with isolab, which are the names of their files. */
export const shippedIds = async (): Promise<readonly string[]> =>
  (await readdir(shippedFolder()))
    .filter((name) => name.endsWith('.yaml') && isLessonFile(name))
    .map((name) => name.slice(0, -'.yaml'.length))
    .toSorted();

/** Those of them that are exercises, by a look at their text: who types waits for it. */
export const shippedExercises = async (): Promise<readonly string[]> => {
  const ids = await shippedIds();
  const texts = await Promise.all(ids.map((id) => readFile(join(shippedFolder(), `${id}.yaml`), 'utf8')));
  return ids.filter((_, at) => /^exercise:/m.test(texts[at] ?? ''));
};

/** The course that they make up. */
export const shippedCourse = (): string => join(shippedFolder(), 'isolab.course.yaml');

export const shipped = async () => ({ folder: shippedFolder(), ids: await shippedIds() });

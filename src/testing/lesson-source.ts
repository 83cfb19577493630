import { lessonFiles } from '../cli/lesson-files.ts';
import { UserError } from '../errors.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { loadFiles } from '../lesson/load.ts';

/** Words that name lessons, or lessons that are read already. */
export type LessonSource = string | readonly string[] | readonly Lesson[];

/** @throws UserError when a word names nothing, or a file is no lesson: it tells of all those. */
export const lessonsIn = async (source: LessonSource): Promise<readonly Lesson[]> => {
  const parts = typeof source === 'string' ? [source] : source;
  const words = parts.filter((one) => typeof one === 'string');
  const read = parts.filter((one) => typeof one !== 'string');
  if (words.length === 0) return read;
  const { lessons, failures } = await loadFiles(await lessonFiles(words));
  const [first] = failures;
  if (first === undefined) return [...read, ...lessons];
  throw new UserError(failures.map(({ message }) => message).join('\n\n'), {
    next: first.next,
    cause: first,
  });
};

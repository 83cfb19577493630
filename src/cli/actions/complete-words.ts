import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { exitCodes } from '../../errors.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { orderOf } from '../../lesson/order.ts';
import { printable } from '../../printable.ts';
import { filesWord } from '../completion/scripts.ts';
import { suggest } from '../completion/suggest.ts';
import type { Edge } from '../edge.ts';
import { shippedCourse, shippedExercises, shippedIds } from '../shipped.ts';

/** Answers a shell: a line a word, with what it is about behind a tab. */
export const completeWords = async (
  { stdout }: Pick<Edge, 'stdout'>,
  program: CommandUnknownOpts,
  typed: readonly string[],
): Promise<number> => {
  const { words, files } = await suggest(program, typed, {
    ids: shippedIds,
    exercises: shippedExercises,
    topics,
    variants,
    orders,
  });
  const lines = words.map(
    ({ word, about }) => printable(word) + (about === '' ? '' : `\t${printable(about)}`),
  );
  stdout.write([...lines, ...(files ? [filesWord] : [])].map((line) => `${line}\n`).join(''));
  return exitCodes.ok;
};

/** Of our course; where it cannot be read there are none. */
const topics = async (): Promise<readonly string[]> => {
  const { readCourse } = await import('../../course/read-course.ts');
  const { readCourseText } = await import('../../lesson/load.ts');
  const { course } = readCourse(await readCourseText(shippedCourse()), await shippedIds());
  return course?.topics.map(({ id }) => id) ?? [];
};

const variants = (word: string) => fromLesson(word, (lesson) => lesson.variants.map(({ id }) => id));

const orders = (word: string) =>
  fromLesson(word, (lesson) => [lesson, ...lesson.variants].map(({ steps }) => orderOf(steps)));

/** Reading a lesson takes longer than everything else, so it is only done where something in it is asked for. */
const fromLesson = async (
  word: string,
  wordsIn: (lesson: Lesson) => readonly string[],
): Promise<readonly string[]> => {
  const { findLesson } = await import('../lessons.ts');
  try {
    return wordsIn(await findLesson(word));
  } catch {
    return [];
  }
};

import { join } from 'node:path';
import { isCourseFile } from '../course/course-file-name.ts';
import { type LoadedCourse, loadCourse } from '../course/load-course.ts';
import { UserError } from '../errors.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { loadLesson } from '../lesson/load.ts';
import { told } from '../printable.ts';
import { shellPath } from '../shell-word.ts';
import { shipped, shippedCourse, shippedFolder, shippedIds } from './shipped.ts';
import { unknownWord } from './words.ts';

/** The lessons that come with isolab, in the order of their course. */
export const shippedLessons = (): Promise<LoadedCourse> => courseIn(shippedCourse());

/** @throws UserError when the file cannot be read or is no course. */
export const courseIn = async (file: string): Promise<LoadedCourse> => {
  if (isCourseFile(file)) return loadCourse(file, await shipped());
  throw new UserError(told`${file} is no course: the name of its file would end in .course.yaml.`);
};

/** A course all of whose lessons can be read. @throws UserError that tells everything that is wrong with it and them. */
export const wholeCourse = async (file: string): Promise<LoadedCourse> => {
  const loaded = await courseIn(file);
  const { failures } = loaded;
  const [first] = failures;
  if (first === undefined) return loaded;
  throw new UserError(failures.map(({ message }) => message).join('\n\n'), {
    next: [...new Set(failures.flatMap(({ next }) => next))],
    cause: first,
  });
};

/**
 * The lesson that a word on the command line names: a file, or one of ours by its id (which is the name of
 * its file, so that only that one is read). `others` are words that may have been meant as well.
 */
export const findLesson = async (word: string, others: readonly string[] = []): Promise<Lesson> => {
  if (isCourseFile(word)) throw noLesson(word);
  if (/[/\\]|\.ya?ml$/.test(word)) return loadLesson(word);
  const ids = await shippedIds();
  if (ids.includes(word)) return loadLesson(join(shippedFolder(), `${word}.yaml`));
  throw unknownWord(others.length === 0 ? 'lesson' : 'lesson or command', word, ids, {
    among: [...ids, ...others],
    otherwise:
      'isolab list shows them all; a lesson of your own is named by its file, with / or .yaml in it.',
  });
};

/**
 * The same, and no exercise: one is done, and what the command shows would answer it.
 *
 * @throws UserError where it is one
 */
export const findPlainLesson = async (word: string, others: readonly string[] = []): Promise<Lesson> => {
  const lesson = await findLesson(word, others);
  if (lesson.exercise !== undefined) throw isExercise(word);
  return lesson;
};

const isExercise = (word: string): UserError =>
  new UserError(told`${word} is an exercise, and this would give its answer away.`, {
    next: [
      `isolab ${shellPath(word)} opens it in the lab.`,
      `isolab exercise ${shellPath(word)} is for your own editor.`,
    ],
  });

/** Some commands take one lesson. */
export const noLesson = (word: string): UserError =>
  new UserError(told`${word} is a course, and one lesson is needed here.`, {
    next: [`isolab list ${shellPath(word)} shows its lessons.`],
  });

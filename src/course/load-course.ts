import { stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { UserError } from '../errors.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { loadLesson, readCourseText } from '../lesson/load.ts';
import type { Problem } from '../lesson/problem.ts';
import type { Course } from './course.ts';
import { CourseError } from './course-error.ts';
import { isLessonWord } from './lesson-word.ts';
import { readCourse } from './read-course.ts';

/** The lessons that come with isolab. */
export interface Shipped {
  readonly folder: string;
  readonly ids: readonly string[];
}

export interface LoadedCourse {
  readonly course: Course;
  /** In the order of the course, and each in its topic. */
  readonly lessons: readonly Lesson[];
  /** One error for each file that is no lesson; the course has no such lesson then. */
  readonly failures: readonly UserError[];
}

/** What is wrong with the file of a course, and the files of its lessons as far as there are any. */
export interface CheckedCourse {
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly files: readonly string[];
}

/** @throws UserError when the file cannot be read, CourseError when it is no course. */
export const loadCourse = async (file: string, shipped: Shipped): Promise<LoadedCourse> => {
  const { course, context, text } = await written(file, shipped);
  const lessons: Lesson[] = [];
  const failures: UserError[] = [];
  const topics = [];
  for (const [index, topic] of course.topics.entries()) {
    const read = await Promise.all(topic.lessons.map((word) => tryLoad(fileOf(word, file, shipped))));
    const ids: string[] = [];
    for (const [place, one] of read.entries()) {
      if (one instanceof UserError) failures.push(one);
      else if (lessons.some(({ id }) => id === one.id))
        context.report(
          ['topics', index, 'lessons', place],
          `the course has a lesson with the id \`${one.id}\` already`,
        );
      else {
        lessons.push({ ...one, topic: topic.title });
        ids.push(one.id);
      }
    }
    topics.push({ ...topic, lessons: ids });
  }
  if (context.problems.length > 0) throw new CourseError(context.problems, { file, text });
  return { course: { ...course, topics }, lessons, failures };
};

/** The files of a course's lessons, in its order. @throws as loadCourse does, but for what is wrong inside of lessons */
export const courseFiles = async (file: string, shipped: Shipped): Promise<readonly string[]> => {
  const { course } = await written(file, shipped);
  return filesIn(course, file, shipped);
};

/** Never throws for what the file says. @throws UserError when it cannot be read. */
export const checkCourse = async (file: string, shipped: Shipped): Promise<CheckedCourse> => {
  const text = await readCourseText(file);
  const { course, problems } = await readWithFiles(text, file, shipped);
  return { text, problems, files: course ? filesIn(course, file, shipped) : [] };
};

const written = async (file: string, shipped: Shipped) => {
  const text = await readCourseText(file);
  const read = await readWithFiles(text, file, shipped);
  if (read.course) return { ...read, text };
  throw new CourseError(read.problems, { file, text });
};

/** A lesson that is not there is a slip in the file of the course. */
const readWithFiles = async (text: string, file: string, shipped: Shipped) => {
  const read = readCourse(text, shipped.ids);
  if (!read.course) return read;
  const { course, context } = read;
  for (const [index, { lessons }] of course.topics.entries()) {
    for (const [place, word] of lessons.entries()) {
      if (isLessonWord(word) || (await isThere(fileOf(word, file, shipped)))) continue;
      context.report(
        ['topics', index, 'lessons', place],
        `there is no file ${fileOf(word, file, shipped)}`,
        'a file, from the folder of the course',
      );
    }
  }
  return context.problems.length > 0 ? { problems: context.problems } : read;
};

const filesIn = ({ topics }: Course, file: string, shipped: Shipped): readonly string[] =>
  topics.flatMap(({ lessons }) => lessons.map((word) => fileOf(word, file, shipped)));

const fileOf = (word: string, course: string, { folder }: Shipped): string => {
  if (!isLessonWord(word)) return join(dirname(course), word);
  const own = join(folder, `${word}.yaml`);
  const path = relative('', own);
  return path.startsWith('..') ? own : path;
};

const isThere = async (file: string): Promise<boolean> => {
  try {
    await stat(file);
    return true;
  } catch {
    return false;
  }
};

const tryLoad = async (file: string): Promise<Lesson | UserError> => {
  try {
    return await loadLesson(file);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
};

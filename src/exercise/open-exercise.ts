import { UserError } from '../errors.ts';
import { type LessonFiles, readLessonFiles } from '../lesson/load.ts';
import { describeProblems } from '../lesson/problem.ts';
import { readLesson } from '../lesson/read-lesson.ts';
import { told } from '../printable.ts';
import type { OpenedExercise } from './answer-file.ts';

/** Reads an exercise, with the text that solutions are put into. @throws UserError when it is none. */
export const openExercise = async (file: string): Promise<OpenedExercise> => {
  const files = await readLessonFiles(file);
  return openedFrom(files);
};

const openedFrom = ({ text, ...source }: LessonFiles): OpenedExercise => {
  const read = readLesson(text, source);
  if (!read.lesson) throw new UserError(describeProblems(read.problems, { ...source, text }));
  const { lesson, yaml } = read;
  if (lesson.exercise === undefined) {
    throw new UserError(told`${lesson.id} is a lesson, and no exercise.`, {
      next: ['isolab exercise lists the exercises.', `isolab ${lesson.id} opens the lesson.`],
    });
  }
  return { lesson, exercise: lesson.exercise, yaml, text };
};

import type { Lesson } from './lesson.ts';
import { LessonError, type LessonOrigin, type Problem } from './problem.ts';
import { readLesson } from './read-lesson.ts';

/** A lesson, or everything that is wrong with the text, in the order of the text. */
export type ParsedLesson =
  | { readonly lesson: Lesson; readonly problems: readonly [] }
  | { readonly lesson?: never; readonly problems: readonly Problem[] };

/** Reads the text of a lesson file. @throws LessonError with every problem that was found. */
export const parseLesson = (text: string, source: LessonOrigin = {}): Lesson => {
  const { lesson, problems } = readLesson(text, source);
  if (lesson) return lesson;
  throw new LessonError(problems, { ...source, text });
};

/** Reads the text of a lesson file and gives its problems as data. Never throws for what the text says. */
export const tryParseLesson = (text: string, source: LessonOrigin = {}): ParsedLesson => {
  const { lesson, problems } = readLesson(text, source);
  return lesson ? { lesson, problems: [] } : { problems };
};

import { z } from 'zod';
import { levels } from '../lesson/level.ts';

/** The version of the file in which progress is kept. */
export const progressFormat = 1;

const entry = z.object({
  /** Where the student was last. */
  level: z.enum(levels),
  variant: z.string().exactOptional(),
  /** How many steps were taken there; 0 before the first and after the last. */
  steps: z.int().min(0),
  /** What was seen to its end: a level, or LEVEL/variant. */
  seen: z.array(z.string()),
  /** The last answer to each question, by LEVEL/variant#step: was it right? */
  answers: z.record(z.string(), z.boolean()),
});

/** What is known about a student and one lesson. */
export type LessonProgress = Readonly<z.infer<typeof entry>>;

/** By the id of the lesson. */
export type StudentProgress = Readonly<Record<string, LessonProgress>>;

export const noProgress: StudentProgress = {};

const file = z.object({ format: z.literal(progressFormat), lessons: z.record(z.string(), entry) });

/** What the text of a progress file says; undefined when it is none that this version can read. */
export const parseProgress = (text: string): StudentProgress | undefined => {
  try {
    return file.safeParse(JSON.parse(text)).data?.lessons;
  } catch {
    return undefined;
  }
};

export const progressText = (progress: StudentProgress): string =>
  `${JSON.stringify({ format: progressFormat, lessons: progress }, null, 2)}\n`;

/** The place of the later one, and what either has seen and answered. */
export const mergeLesson = (before: LessonProgress | undefined, later: LessonProgress): LessonProgress => ({
  ...later,
  seen: [...new Set([...(before?.seen ?? []), ...later.seen])].toSorted(),
  answers: { ...before?.answers, ...later.answers },
});

export const placeKey = (level: string, variant: string | undefined): string =>
  variant === undefined ? level : `${level}/${variant}`;

/** How far a lesson has come: done when it was seen to the end at any level. */
export const stateOf = (lesson: LessonProgress | undefined): 'new' | 'begun' | 'done' => {
  if (lesson === undefined) return 'new';
  return lesson.seen.length > 0 ? 'done' : 'begun';
};

/** Answers that were right, of those that were given. */
export const scoreIn = ({ answers }: LessonProgress): { readonly right: number; readonly given: number } => {
  const given = Object.values(answers);
  return { right: given.filter(Boolean).length, given: given.length };
};

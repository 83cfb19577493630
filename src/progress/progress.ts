import { z } from 'zod';
import type { Lesson } from '../lesson/lesson.ts';
import { type Level, levels } from '../lesson/level.ts';
import { scriptOf } from '../lesson/script.ts';

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
  /** Which of these were a guess, and the student said so. */
  guessed: z.array(z.string()).exactOptional(),
  /** What became of the promise at the end that was seen last, by a level, or LEVEL/variant. */
  ends: z.record(z.string(), z.enum(['holds', 'violated'])).exactOptional(),
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
  ...((before?.guessed ?? later.guessed) && { guessed: guessedIn(before, later) }),
  ...((before?.ends ?? later.ends) && { ends: { ...before?.ends, ...later.ends } }),
});

/** What is answered again is a guess if the later answer was one. */
const guessedIn = (before: LessonProgress | undefined, later: LessonProgress): string[] => {
  const kept = (before?.guessed ?? []).filter((key) => !Object.hasOwn(later.answers, key));
  return [...new Set([...kept, ...(later.guessed ?? [])])].toSorted();
};

export const placeKey = (level: string, variant: string | undefined): string =>
  variant === undefined ? level : `${level}/${variant}`;

/**
 * How far a student has come in a lesson. seen: to its end, at some level. predicted: there, every question was answered,
 * and the last answer to each was right.
 */
export type Standing = 'new' | 'begun' | 'seen' | 'predicted';

export const standingIn = (lesson: Lesson, known: LessonProgress | undefined): Standing => {
  if (known === undefined) return 'new';
  if (known.seen.length === 0) return 'begun';
  return placesOf(lesson).some((place) => isPredicted(lesson, place, known)) ? 'predicted' : 'seen';
};

interface Place {
  readonly level: Level;
  readonly variant?: string;
}

/** Every level, as it is and in each variant. */
const placesOf = ({ levels: own, variants }: Lesson): readonly Place[] =>
  own.flatMap((level) => [{ level }, ...variants.map(({ id }) => ({ level, variant: id }))]);

const isPredicted = (lesson: Lesson, place: Place, { seen, answers }: LessonProgress): boolean => {
  const key = placeKey(place.level, place.variant);
  if (!seen.includes(key)) return false;
  const { steps } = scriptOf(lesson, place);
  const asked = [...steps.keys()].filter((step) => steps[step]?.predict !== undefined);
  return asked.length > 0 && asked.every((step) => answers[`${key}#${step}`] === true);
};

/** Answers that were right, of those that were given, and how many of the right ones were a guess. */
export const scoreIn = ({
  answers,
  guessed = [],
}: LessonProgress): { readonly right: number; readonly given: number; readonly guessed: number } => {
  const given = Object.values(answers);
  return {
    right: given.filter(Boolean).length,
    given: given.length,
    guessed: guessed.filter((key) => answers[key] === true).length,
  };
};

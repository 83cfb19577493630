import { z } from 'zod';
import type { Lesson } from '../lesson/lesson.ts';
import { levels } from '../lesson/level.ts';
import { mergeCards, mergeDates, reviewed } from './cards.ts';

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
  /** Of an exercise: the server has said so. */
  solved: z.literal(true).exactOptional(),
  /** When it was seen to its end last, by a level, or LEVEL/variant; files of earlier versions have no dates. */
  seenAt: z.record(z.string(), z.iso.datetime()).exactOptional(),
  /** The answers that were given in reviews. */
  cards: z.record(z.string(), z.array(reviewed)).exactOptional(),
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
  ...((before?.solved ?? later.solved) && { solved: true }),
  ...((before?.seenAt ?? later.seenAt) && { seenAt: mergeDates(before?.seenAt, later.seenAt) }),
  ...((before?.cards ?? later.cards) && { cards: mergeCards(before?.cards, later.cards) }),
});

/** What is answered again is a guess if the later answer was one. */
const guessedIn = (before: LessonProgress | undefined, later: LessonProgress): string[] => {
  const kept = (before?.guessed ?? []).filter((key) => !Object.hasOwn(later.answers, key));
  return [...new Set([...kept, ...(later.guessed ?? [])])].toSorted();
};

export const placeKey = (level: string, variant: string | undefined): string =>
  variant === undefined ? level : `${level}/${variant}`;

/**
 * How far a student has come in a lesson. seen: to its end, at one level or in one variant. whole: all that there is, which
 * is every level of the lesson as it is, and each variant at one level at least; an exercise is begun, and then solved.
 */
export type Standing = 'new' | 'begun' | 'seen' | 'whole';

export const standingIn = (lesson: Lesson, known: LessonProgress | undefined): Standing => {
  if (known === undefined || isOnlyAsked(known)) return 'new';
  if (lesson.exercise) return known.solved ? 'whole' : 'begun';
  const { seen } = known;
  if (seen.length === 0) return 'begun';
  const isWhole =
    lesson.levels.every((level) => seen.includes(level)) &&
    lesson.variants.every(({ id }) => isVariantSeen(lesson, id, seen));
  return isWhole ? 'whole' : 'seen';
};

/** A quiz has asked about it, and it was never opened. */
export const isOnlyAsked = ({ steps, seen, answers, cards }: LessonProgress): boolean =>
  cards !== undefined && steps === 0 && seen.length === 0 && Object.keys(answers).length === 0;

/** Of a lesson that a quiz asks about and that was never opened. */
export const neverOpened = ({ level }: Pick<Lesson, 'level'>): LessonProgress => ({
  level,
  steps: 0,
  seen: [],
  answers: {},
});

/** At its end once, at whatever level; solved, where it is an exercise. */
export const isDone = (lesson: Lesson, known: LessonProgress | undefined): boolean =>
  ['seen', 'whole'].includes(standingIn(lesson, known));

/** At one level at least. */
export const isVariantSeen = ({ levels: own }: Lesson, id: string, seen: readonly string[]): boolean =>
  own.some((level) => seen.includes(placeKey(level, id)));

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

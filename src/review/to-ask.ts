import { Remembered } from '../engine/remembered.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { scriptOf } from '../lesson/script.ts';
import type { Reviewed } from '../progress/cards.ts';
import type { LessonProgress, StudentProgress } from '../progress/progress.ts';
import { mayBeOtherwise, whyNotAsked } from './askable.ts';
import { type Place, placeOfKey, readCardKey, type Subject } from './subject.ts';

/** What is to be asked. */
export interface ToAsk extends Place {
  readonly lesson: Lesson;
  /** Without it, whatever there is to ask at this place that was not asked yet. */
  readonly subject?: Subject;
}

/** When a question that was answered like this is due. */
export type DueAfter = (answers: readonly Reviewed[]) => Date | undefined;

/**
 * What a review asks, in its order: what is due, the most overdue first; what was answered wrong in the lessons themselves,
 * and what was guessed; then whatever there is in lessons that were seen to their end, the longest ago first. Where the date
 * of that is not known, it is long ago. Of a lesson that was not yet seen, only what a quiz has asked.
 */
export const toReview = (
  lessons: readonly Lesson[],
  progress: StudentProgress,
  now: Date,
  dueAfter: DueAfter,
): readonly ToAsk[] => {
  const seen = seenIn(lessons, progress);
  const due = knownIn(lessons, progress)
    .flatMap((one) => cardsOf(one, dueAfter))
    .filter((card) => card.due <= now)
    .toSorted((a, b) => a.due.getTime() - b.due.getTime());
  return [
    ...due.map(({ asked }) => asked),
    ...seen.flatMap((one) => missed(one, (known, key) => known.answers[key] === false)),
    ...seen.flatMap((one) =>
      missed(one, (known, key) => known.answers[key] === true && known.guessed?.includes(key) === true),
    ),
    ...seenPlaces(seen),
  ];
};

/** When the next of those is due that are not due yet. */
export const nextDue = (
  lessons: readonly Lesson[],
  progress: StudentProgress,
  now: Date,
  dueAfter: DueAfter,
): Date | undefined =>
  knownIn(lessons, progress)
    .flatMap((one) => cardsOf(one, dueAfter))
    .map(({ due }) => due)
    .filter((due) => due > now)
    .toSorted((a, b) => a.getTime() - b.getTime())[0];

/** Is anything known that a review could ask about, today or later? */
export const hasToReview = (lessons: readonly Lesson[], progress: StudentProgress): boolean =>
  knownIn(lessons, progress).some(({ known }) => known.seen.length > 0 || known.cards !== undefined);

/** Every place of the lessons that were seen to their end. */
export const seenToAsk = (lessons: readonly Lesson[], progress: StudentProgress): readonly ToAsk[] =>
  seenPlaces(seenIn(lessons, progress));

/** Every place of a lesson, seen or not. */
export const allToAsk = (lesson: Lesson): readonly ToAsk[] =>
  lesson.levels.flatMap((level) => [
    { lesson, level },
    ...lesson.variants.map(({ id }) => ({ lesson, level, variant: id })),
  ]);

interface Seen {
  readonly lesson: Lesson;
  readonly known: LessonProgress;
}

const seenIn = (lessons: readonly Lesson[], progress: StudentProgress): readonly Seen[] =>
  knownIn(lessons, progress).filter(({ known }) => known.seen.length > 0);

/** Those that are known, and of which something can be asked. */
const knownIn = (lessons: readonly Lesson[], progress: StudentProgress): readonly Seen[] =>
  lessons.flatMap((lesson) => {
    const known = progress[lesson.id];
    return known !== undefined && isAsked(lesson) ? [{ lesson, known }] : [];
  });

const isAsked = (lesson: Lesson): boolean => askable.of(lesson, () => whyNotAsked(lesson) === undefined);

/** All statements of a lesson are looked through for it, and the list of lessons asks at every key. */
const askable = new Remembered<boolean>();

const isAskedAt = (lesson: Lesson, { level, variant }: Place): boolean =>
  !mayBeOtherwise(scriptOf(lesson, { level, ...(variant !== undefined && { variant }) }));

const cardsOf = ({ lesson, known: { cards = {} } }: Seen, dueAfter: DueAfter) =>
  Object.entries(cards).flatMap(([key, answers]) => {
    const due = dueAfter(answers);
    const asked = askedBy(lesson, key);
    return due && asked ? [{ due, asked }] : [];
  });

/** Those of a lesson's own questions that a review has not asked yet: from then on its dates count. */
const missed = (
  { lesson, known }: Seen,
  isOne: (known: LessonProgress, key: string) => boolean,
): readonly ToAsk[] =>
  Object.keys(known.answers)
    .filter((key) => isOne(known, key) && known.cards?.[key] === undefined)
    .flatMap((key) => askedBy(lesson, key) ?? []);

const askedBy = (lesson: Lesson, key: string): ToAsk | undefined => {
  const read = readCardKey(lesson, key);
  return read && isAskedAt(lesson, read.place) ? { lesson, ...read.place, subject: read.subject } : undefined;
};

const seenPlaces = (seen: readonly Seen[]): readonly ToAsk[] =>
  seen
    .flatMap(({ lesson, known }) =>
      known.seen.flatMap((key) => {
        const place = placeOfKey(lesson, key);
        return place && isAskedAt(lesson, place)
          ? [{ at: known.seenAt?.[key] ?? '', asked: { lesson, ...place } }]
          : [];
      }),
    )
    .toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1))
    .map(({ asked }) => asked);

/** How many of the questions that a review asks have a date, and how many of these are due. */
export const countDue = (
  lessons: readonly Lesson[],
  progress: StudentProgress,
  now: Date,
  dueAfter: DueAfter,
) => {
  const dates = knownIn(lessons, progress).flatMap((one) => cardsOf(one, dueAfter).map(({ due }) => due));
  return { all: dates.length, due: dates.filter((due) => due <= now).length };
};

import type { LabServer } from '../../engine/ports.ts';
import { exitCodes } from '../../errors.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { printable } from '../../printable.ts';
import type { LessonProgress, StudentProgress } from '../../progress/progress.ts';
import { ProgressFile, progressFileOf } from '../../progress/progress-file.ts';
import { dueWords, scoreWords } from '../../report/review/score-words.ts';
import { type Draw, drawFrom } from '../../review/draw.ts';
import { makeQuestion } from '../../review/make-question.ts';
import { dueAfter } from '../../review/schedule.ts';
import { type IsCard, QuestionSource } from '../../review/source.ts';
import { hasToReview, nextDue, type ToAsk, toReview } from '../../review/to-ask.ts';
import { systemClock } from '../clock.ts';
import type { Edge } from '../edge.ts';
import { shippedLessons } from '../lessons.ts';
import { withLab } from '../with-lab.ts';
import { type Asked, askQuestions } from './ask-questions.ts';

/** What a review and a quiz are told. */
export interface Chance {
  readonly now: () => Date;
  /** What is asked and with which values is drawn from it. */
  readonly seed: number;
}

export interface ReviewWish extends Chance {
  readonly count: number;
  readonly wish: ServerWish;
}

/** Asks a few questions about what was missed, or seen long ago. */
export const review = async (edge: Edge, asked: ReviewWish): Promise<number> => {
  const store = progressOf(edge);
  const { progress, notice } = await store.load();
  if (notice !== undefined) edge.stderr.write(`${printable(notice)}\n`);
  const { lessons } = await shippedLessons();
  const toAsk = toReview(lessons, progress, asked.now(), dueAfter);
  if (toAsk.length === 0) {
    const due = nextDue(lessons, progress, asked.now(), dueAfter);
    edge.stdout.write(
      hasToReview(lessons, progress)
        ? endWords({ given: 0, right: 0, isLeft: false }, due, asked.now())
        : nothingSeen,
    );
    return exitCodes.ok;
  }
  return await withLab(edge, asked.wish, (server) =>
    reviewOn(edge, server, { ...asked, store, lessons, progress, toAsk }),
  );
};

const nothingSeen = 'Nothing to review yet: you have seen no lesson to its end.\nisolab opens the lessons.\n';

export const progressOf = ({ env, homeFolder }: Pick<Edge, 'env' | 'homeFolder'>): ProgressFile =>
  new ProgressFile(progressFileOf(env, homeFolder));

export interface OpenReview extends Chance {
  readonly count: number;
  readonly store: ProgressFile;
  readonly lessons: readonly Lesson[];
  readonly progress: StudentProgress;
  readonly toAsk: readonly ToAsk[];
}

type ReviewEdge = Parameters<typeof askQuestions>[0];

/** The review itself, on a server that is there. */
export const reviewOn = async (
  edge: ReviewEdge,
  server: LabServer,
  { count, store, lessons, progress, toAsk, now, seed }: OpenReview,
): Promise<number> => {
  const hasCard: IsCard = ({ id }, key) => progress[id]?.cards?.[key] !== undefined;
  const make = maker(edge, server, drawFrom(seed));
  const source = new QuestionSource(toAsk, make, hasCard);
  const asked = await askQuestions(edge, {
    next: () => source.next(),
    keep: keeper(store, now),
    count,
  });
  const kept = (await store.load()).progress;
  const due = nextDue(lessons, kept, now(), dueAfter);
  edge.stdout.write(endWords(asked, due, now()));
  return exitCodes.ok;
};

export const maker =
  ({ signal }: Pick<Edge, 'signal'>, server: LabServer, draw: Draw) =>
  (asked: ToAsk, isNew: IsCard) =>
    makeQuestion(asked, { server, clock: systemClock, signal, draw, isNew });

/** Of a lesson of which nothing is kept, an answer is kept in a quiz alone: a review asks only about what is known. */
export const keeper =
  (
    store: ProgressFile,
    now: () => Date,
    atFirst: (lesson: Lesson) => LessonProgress | undefined = () => undefined,
  ): Parameters<typeof askQuestions>[1]['keep'] =>
  ({ asked: { lesson }, key }, was) =>
    store.saveAnswer(lesson.id, key, { at: now().toISOString(), was }, atFirst(lesson));

const endWords = ({ given, right, isLeft }: Asked, due: Date | undefined, now: Date): string => {
  const next = dueWords(due && due.getTime() - now.getTime());
  if (given > 0) return `${[scoreWords({ right, given }), ...next].join(' ')}\n`;
  if (isLeft) return '';
  const today = ['Nothing to review today.', ...next].join(' ');
  return `${today}\nisolab opens the lessons; isolab quiz asks at any time.\n`;
};

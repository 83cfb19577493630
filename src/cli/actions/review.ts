import type { LabServer } from '../../engine/ports.ts';
import { exitCodes } from '../../errors.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { printable } from '../../printable.ts';
import type { LessonProgress } from '../../progress/progress.ts';
import { ProgressFile, progressFileOf } from '../../progress/progress-file.ts';
import { dueWords, scoreWords } from '../../report/review/score-words.ts';
import { type Draw, drawFrom } from '../../review/draw.ts';
import { makeQuestion } from '../../review/make-question.ts';
import { Review } from '../../review/review.ts';
import type { IsCard } from '../../review/source.ts';
import type { ToAsk } from '../../review/to-ask.ts';
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
  const opened = new Review((await shippedLessons()).lessons, progress, asked.now());
  if (opened.toAsk.length === 0) {
    edge.stdout.write(
      opened.hasSeen
        ? endWords({ given: 0, right: 0, isLeft: false }, opened.dueInMs(progress, asked.now()))
        : nothingSeen,
    );
    return exitCodes.ok;
  }
  return await withLab(edge, asked.wish, (server) =>
    reviewOn(edge, server, { ...asked, store, review: opened }),
  );
};

const nothingSeen =
  'Nothing to review yet: a review asks about lessons that you have seen to their end.\nisolab opens the lessons.\n';

export const progressOf = ({ env, homeFolder }: Pick<Edge, 'env' | 'homeFolder'>): ProgressFile =>
  new ProgressFile(progressFileOf(env, homeFolder));

export interface OpenReview extends Chance {
  readonly count: number;
  readonly store: ProgressFile;
  readonly review: Review;
}

type ReviewEdge = Parameters<typeof askQuestions>[0];

/** The review itself, on a server that is there. */
export const reviewOn = async (
  edge: ReviewEdge,
  server: LabServer,
  { count, store, review: opened, now, seed }: OpenReview,
): Promise<number> => {
  const source = opened.source(maker(edge, server, drawFrom(seed)));
  const asked = await askQuestions(edge, { next: () => source.next(), keep: keeper(store, now), count });
  const kept = (await store.load()).progress;
  edge.stdout.write(endWords(asked, opened.dueInMs(kept, now())));
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

const endWords = ({ given, right, isLeft }: Asked, dueInMs: number | undefined): string => {
  const next = dueWords(dueInMs);
  if (given > 0) return `${[scoreWords({ right, given }), ...next].join(' ')}\n`;
  if (isLeft) return '';
  const today = ['Nothing to review today.', ...next].join(' ');
  return `${today}\nisolab opens the lessons; isolab quiz asks at any time.\n`;
};

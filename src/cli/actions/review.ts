import type { LabServer } from '../../engine/ports.ts';
import { exitCodes } from '../../errors.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { printable } from '../../printable.ts';
import type { StudentProgress } from '../../progress/progress.ts';
import { ProgressFile, progressFileOf } from '../../progress/progress-file.ts';
import { type Draw, drawFrom } from '../../review/draw.ts';
import { makeQuestion } from '../../review/make-question.ts';
import { dueAfter } from '../../review/schedule.ts';
import { type IsCard, QuestionSource } from '../../review/source.ts';
import { nextDue, type ToAsk, toReview } from '../../review/to-ask.ts';
import { counted } from '../../text/amounts.ts';
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
    edge.stdout.write(nothingSeen);
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

export const keeper =
  (store: ProgressFile, now: () => Date): Parameters<typeof askQuestions>[1]['keep'] =>
  ({ asked, key }, was) =>
    store.saveAnswer(asked.lesson.id, key, { at: now().toISOString(), was });

const endWords = ({ given, right, isLeft }: Asked, due: Date | undefined, now: Date): string => {
  const next = due === undefined ? '' : ` The next question is due in ${untilWords(due, now)}.`;
  if (given > 0) return `${right} of ${given} right.${next}\n`;
  if (isLeft) return '';
  return `Nothing to review today.${next}\nisolab opens the lessons; isolab quiz asks at any time.\n`;
};

const hourMs = 3_600_000;

const untilWords = (due: Date, now: Date): string => {
  const hours = Math.ceil((due.getTime() - now.getTime()) / hourMs);
  return hours <= 24 ? counted(hours, 'hour') : counted(Math.ceil(hours / 24), 'day');
};

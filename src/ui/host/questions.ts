import { UserError } from '../../errors.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Reviewed } from '../../progress/cards.ts';
import { type Draw, drawFrom } from '../../review/draw.ts';
import { makeQuestion } from '../../review/make-question.ts';
import type { Question } from '../../review/question.ts';
import { Ahead, Review } from '../../review/review.ts';
import type { IsCard } from '../../review/source.ts';
import type { ToAsk } from '../../review/to-ask.ts';
import type { ReviewMessage } from '../model/messages.ts';
import { questionsInReview, type ReviewEnd } from '../model/reviewing.ts';
import { problemOf } from '../model/server.ts';
import type { Aside } from './asides.ts';
import type { ProgressStore } from './host-options.ts';
import { Latest } from './latest.ts';

export interface QuestionsOptions {
  readonly store: ProgressStore | undefined;
  readonly today: () => Date;
  /** What is asked and with which values is drawn from it. */
  readonly seed: () => number;
  readonly aside: (signal: AbortSignal) => Aside;
  readonly tell: (message: ReviewMessage) => void;
}

/** The questions of the review that is open: each is made by runs on the server, and the next one while one is answered. */
export class Questions {
  readonly #options: QuestionsOptions;
  readonly #asking = new Latest();
  #goOn: (to: 'next' | 'end') => void = () => {};

  constructor(options: QuestionsOptions) {
    this.#options = options;
  }

  async open(review: number, lessons: readonly Lesson[]): Promise<void> {
    const { tell } = this.#options;
    await this.#asking.begin(async (signal) => {
      try {
        const end = await this.#ask(review, lessons, signal);
        if (end !== undefined && !signal.aborted) tell({ type: 'review-over', review, end });
      } catch (error) {
        if (signal.aborted) return;
        tell({ type: 'review-failed', review, problem: problemOf(error, 'The question could not be made') });
      }
    });
  }

  /** The next question, or how it stands after the last one. */
  goOn(to: 'next' | 'end'): void {
    this.#goOn(to);
  }

  /** Keeps an answer at once. @throws what the store throws */
  async keep({ asked, key }: Question, was: Reviewed['was']): Promise<void> {
    const { store, today } = this.#options;
    await store?.saveAnswer(asked.lesson.id, key, { at: today().toISOString(), was });
  }

  close(): void {
    this.#asking.callOff();
  }

  stop(): Promise<void> {
    return this.#asking.stop();
  }

  /** Undefined when it was called off. */
  async #ask(
    review: number,
    lessons: readonly Lesson[],
    signal: AbortSignal,
  ): Promise<ReviewEnd | undefined> {
    const { store, today, seed, tell } = this.#options;
    const progress = (await store?.load())?.progress ?? {};
    const opened = new Review(lessons, progress, today());
    if (!opened.hasSeen) return { hasSeen: false };
    const draw = drawFrom(seed());
    // Who ends a review does not wait for the next question.
    const making = new AbortController();
    const until = AbortSignal.any([signal, making.signal]);
    const source = opened.source((asked, isNew) => this.#made(asked, isNew, { draw, signal: until }));
    const ahead = new Ahead(() => source.next());
    for (let number = 1; ; number++) {
      const question = await ahead.next();
      if (signal.aborted) return undefined;
      if (question === undefined) break;
      const goesOn = this.#answered(signal);
      tell({ type: 'review-asked', review, question });
      if (number < questionsInReview) ahead.prepare();
      if ((await goesOn) === 'next') continue;
      making.abort();
      await ahead.isThere();
      break;
    }
    const kept = (await store?.load())?.progress ?? {};
    const dueInMs = opened.dueInMs(kept, today());
    return { hasSeen: true, ...(dueInMs !== undefined && { dueInMs }) };
  }

  async #made(
    asked: ToAsk,
    isNew: IsCard,
    { draw, signal }: { readonly draw: Draw; readonly signal: AbortSignal },
  ): Promise<Question | undefined> {
    const { server, clock } = this.#options.aside(signal);
    if (server === undefined) throw new UserError('There is no server to make a question.');
    return await makeQuestion(asked, { server, clock, signal, draw, isNew });
  }

  #answered(signal: AbortSignal): Promise<'next' | 'end' | 'off'> {
    const { promise, resolve } = Promise.withResolvers<'next' | 'end' | 'off'>();
    this.#goOn = resolve;
    signal.addEventListener('abort', () => resolve('off'), { once: true });
    return promise;
  }
}

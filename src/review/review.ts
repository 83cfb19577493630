import type { Lesson } from '../lesson/lesson.ts';
import type { Reviewed } from '../progress/cards.ts';
import type { StudentProgress } from '../progress/progress.ts';
import type { Question } from './question.ts';
import { dueAfter } from './schedule.ts';
import { type MakeOne, QuestionSource } from './source.ts';
import { hasToReview, nextDue, type ToAsk, toReview } from './to-ask.ts';

/** A review of what is known of a student: what it asks, and when there is more. */
export class Review {
  /** Anything that could be asked, today or later. */
  readonly hasSeen: boolean;
  readonly toAsk: readonly ToAsk[];
  readonly #lessons: readonly Lesson[];
  readonly #progress: StudentProgress;

  constructor(lessons: readonly Lesson[], progress: StudentProgress, now: Date) {
    this.#lessons = lessons;
    this.#progress = progress;
    this.hasSeen = hasToReview(lessons, progress);
    this.toAsk = toReview(lessons, progress, now, dueAfter);
  }

  /** Its questions, one after the other. */
  source(make: MakeOne): QuestionSource {
    return new QuestionSource(
      this.toAsk,
      make,
      ({ id }, key) => this.#progress[id]?.cards?.[key] !== undefined,
      'once',
    );
  }

  /** So long until the next question is due, by what is kept now; undefined where none has a date. */
  dueInMs(kept: StudentProgress, now: Date): number | undefined {
    const due = nextDue(this.#lessons, kept, now, dueAfter);
    return due && due.getTime() - now.getTime();
  }
}

/** The choice at that place; undefined: the student does not know. */
export const judged = ({ right }: Pick<Question, 'right'>, chosen: number | undefined): Reviewed['was'] => {
  if (chosen === undefined) return 'unknown';
  return chosen === right ? 'right' : 'wrong';
};

/** The next question is made while one is answered. */
export class Ahead {
  readonly #make: () => Promise<Question | undefined>;
  #coming: Promise<Question | undefined> | undefined;

  constructor(make: () => Promise<Question | undefined>) {
    this.#make = make;
  }

  /** Begins to make it. What goes wrong is told when its turn comes. */
  prepare(): void {
    this.#coming = this.#make();
    this.#coming.catch(() => {});
  }

  /** Undefined where there is no more. @throws as what makes it */
  next(): Promise<Question | undefined> {
    const coming = this.#coming ?? this.#make();
    this.#coming = undefined;
    return coming;
  }

  /** Is there one? Waits until it is made, or failed. */
  async isThere(): Promise<boolean> {
    return (await this.#coming?.catch(() => undefined)) !== undefined;
  }
}

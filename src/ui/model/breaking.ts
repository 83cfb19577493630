import type { RunAction } from '../../engine/run/retrace.ts';
import type { BreakIt, Exercise } from '../../lesson/exercise.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Level } from '../../lesson/level.ts';

/** An exercise in which an order is to be found that breaks the promise, and what the student has had of it by now. */
export interface Breaking {
  readonly exercise: Exercise;
  readonly asks: BreakIt;
  /** So many of its hints were asked for. */
  readonly hints: number;
  /** Who is to go, one after the other, named while a move was under way. */
  readonly wanted: readonly string[];
  /** The order was found once, and the level, where one is asked for. */
  readonly isSolved: boolean;
  /** With how many switches it can be done: asked of the server once it was done. */
  readonly fewest?: Judging<number>;
  /** At which level no order does it, the student says; what is so. */
  readonly proof?: Judging<Proved> & { readonly level: Level };
}

/** One that was left: it is there again as it was for as long as the lab is open. */
export interface LeftBreaking {
  readonly lesson: Lesson;
  readonly breaking: Breaking;
  /** The moves that were on the screen. */
  readonly actions: readonly RunAction[];
}

export interface Proved {
  readonly isSo: boolean;
  /** So many orders there are. */
  readonly of: bigint;
}

/** What is found out beside the run, in every order. */
export type Judging<T> =
  | { readonly kind: 'under-way'; readonly ran: number }
  | { readonly kind: 'done'; readonly result: T }
  | { readonly kind: 'failed'; readonly message: string };

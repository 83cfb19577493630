import type { Finding } from '../engine/judge/finding.ts';
import type { BurstScript } from '../lesson/burst-script.ts';
import type { EveryOrder } from '../lesson/every-order.ts';
import type { FixIt, ReadIt } from '../lesson/exercise.ts';
import type { Lesson, Solved, Variant } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import type { Script } from '../lesson/script.ts';

/** One lesson at one level, plain or in one variant: what a sandbox is made for. */
export interface Case {
  /** Stable, and for people: `duplicate-book @ REPEATABLE READ + unique-index`. */
  readonly id: string;
  readonly lesson: Lesson;
  readonly level: Level;
  readonly variant?: Variant;
  readonly proves: StepCase | BurstCase | OrdersCase | SolutionCase | ReadCase;
}

/** The steps of the lesson, one after the other. */
export interface StepCase {
  readonly kind: 'steps';
  readonly script: Script;
  /** What is wrong with the words of the lesson here, whatever the run comes to. */
  readonly prose: readonly Finding[];
}

/** Its handler, hit by many requests at once. */
export interface BurstCase {
  readonly kind: 'burst';
  readonly burst: BurstScript;
}

/** The steps in every order in which they can be taken. */
export interface OrdersCase {
  readonly kind: 'orders';
  readonly script: Script;
  /** What the lesson says of them. Absent: a variant says that it prevents something. */
  readonly claim?: EveryOrder;
}

/** A solution that an exercise has, right or wrong. */
export interface SolutionCase {
  readonly kind: 'solution';
  /** The exercise. */
  readonly lesson: Lesson;
  readonly asks: FixIt;
  readonly id: string;
  readonly solved: Solved;
}

/** What an exercise shows, and asks about it. */
export interface ReadCase {
  readonly kind: 'read';
  readonly lesson: Lesson;
  readonly asks: ReadIt;
}

export const caseId = (lesson: string, level: Level, variant: string | undefined): string =>
  `${lesson} @ ${level}${variant === undefined ? '' : ` + ${variant}`}`;

export const burstId = (lesson: string, level: Level, variant: string | undefined): string =>
  `${caseId(lesson, level, variant)}, in a burst`;

export const ordersId = (lesson: string, level: Level, variant: string | undefined): string =>
  `${caseId(lesson, level, variant)}, in every order`;

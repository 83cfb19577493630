import type { Exploration, JudgedOrder } from '../explore/exploration.ts';
import type { CheckKind } from '../lesson/exercise.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import type { Script } from '../lesson/script.ts';

/** Something that a solution has to keep, and what became of it. */
export interface Check {
  /** statements: the server takes every one; nothing else is looked at where that is not so. */
  readonly kind: CheckKind | 'statements';
  /** open: it was not looked at, as something before it has failed. */
  readonly verdict: 'holds' | 'fails' | 'open';
  /** What has to hold, as a sentence. */
  readonly says: string;
  /** What was seen, as a sentence. */
  readonly seen: string;
  /** An order that shows it, to step through. */
  readonly shows?: ShownOrder;
}

/** What runs in this order once more: the script of this lesson at its level and in its variant. */
export interface ShownOrder {
  readonly lesson: Lesson;
  readonly script: Script;
  readonly order: JudgedOrder;
}

/** All orders of a lesson's programs. */
export interface Ran {
  readonly lesson: Lesson;
  readonly exploration: Exploration;
}

/** What a program costs its users, in all the orders that were run. Counts are of interleavings. */
export interface Costs {
  readonly of: bigint;
  readonly waits: bigint;
  readonly deadlocks: bigint;
  readonly triedAgain: bigint;
  /** Interleavings in which somebody was turned away, by what was answered. */
  readonly turnedAway: ReadonlyMap<string, bigint>;
}

export const costsOf = ({ orders, covered }: Exploration): Costs => {
  const turnedAway = new Map<string, bigint>();
  for (const { end, interleavings } of orders) {
    const words = new Set(end.answers.flatMap(({ answer, rejected }) => (rejected ? [answer] : [])));
    for (const answer of words) turnedAway.set(answer, (turnedAway.get(answer) ?? 0n) + interleavings);
  }
  const count = (isSo: (order: JudgedOrder) => boolean): bigint =>
    orders.reduce((sum, one) => (isSo(one) ? sum + one.interleavings : sum), 0n);
  return {
    of: covered.interleavings,
    waits: count(({ waits }) => waits > 0),
    deadlocks: count(({ victims }) => victims.length > 0),
    triedAgain: count(({ triedAgain }) => triedAgain.length > 0),
    turnedAway,
  };
};

export const levelCheck = (level: Level, allowed: readonly Level[]): Check => ({
  kind: 'levels',
  verdict: allowed.includes(level) ? 'holds' : 'fails',
  says: `The level is ${allowed.join(' or ')}.`,
  seen: `It is ${level}.`,
});

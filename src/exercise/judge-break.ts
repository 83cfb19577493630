import type { Exploration, JudgedOrder } from '../explore/exploration.ts';
import { explore } from '../explore/explore.ts';
import type { BreakIt } from '../lesson/exercise.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { scriptOf } from '../lesson/script.ts';
import type { JudgeOptions } from './judge-fix.ts';
import { requested } from './requested.ts';

export interface BreakVerdict {
  readonly isSolved: boolean;
  /** What came of the student's order; absent where there is none yet. */
  readonly order?: OrderVerdict;
  /** What is so at the level that was named. */
  readonly never?: NeverVerdict;
}

export interface OrderVerdict {
  /** The order as the student wrote it. */
  readonly word: string;
  /** The same as the explorer ran it: steps that nobody else can notice go with the next one that somebody can. */
  readonly order: JudgedOrder;
  readonly isBroken: boolean;
  /** The fewest switches with which it can be broken; told once it was. */
  readonly fewest: number;
}

export interface NeverVerdict {
  readonly level: Level;
  /** All its orders, run. */
  readonly exploration: Exploration;
  readonly isSo: boolean;
}

export interface BreakAnswer {
  readonly order?: string;
  readonly never?: Level;
}

/** Takes the order that a student has found, and proves what the student says of a level in every order. */
export const judgeBreak = async (
  lesson: Lesson,
  asks: BreakIt,
  answer: BreakAnswer,
  options: JudgeOptions,
): Promise<BreakVerdict> => {
  const order =
    answer.order === undefined ? undefined : await judgeOrder(lesson, asks, answer.order, options);
  const never = answer.never === undefined ? undefined : await judgeNever(lesson, answer.never, options);
  return {
    isSolved: order?.isBroken === true && (asks.never === undefined || never?.isSo === true),
    ...(order && { order }),
    ...(never && { never }),
  };
};

const judgeOrder = async (
  lesson: Lesson,
  { level }: BreakIt,
  word: string,
  options: JudgeOptions,
): Promise<OrderVerdict> => {
  const own = await exploreAt(lesson, level, options, [word]);
  const [order] = [...own.orders, ...(own.varying.shortest ? [own.varying.shortest] : [])];
  if (order === undefined) throw new Error(`The order ${word} was not run`);
  const fewest = await fewestSwitches(lesson, level, options);
  return { word, order, isBroken: order.promise === 'broken', fewest };
};

/** With how many switches it can be broken; infinite where no order does it. */
export const fewestSwitches = async (
  lesson: Lesson,
  level: Level,
  options: JudgeOptions,
): Promise<number> => {
  const { orders } = await exploreAt(lesson, level, options);
  return Math.min(...orders.flatMap(({ promise, switches }) => (promise === 'broken' ? [switches] : [])));
};

/** Runs every order there. */
export const judgeNever = async (
  lesson: Lesson,
  level: Level,
  options: JudgeOptions,
): Promise<NeverVerdict> => {
  const exploration = await exploreAt(lesson, level, options);
  const isBroken =
    exploration.varying.broken > 0n || exploration.orders.some(({ promise }) => promise === 'broken');
  return { level, exploration, isSo: exploration.isWhole && !isBroken };
};

const exploreAt = (
  lesson: Lesson,
  level: Level,
  { server, clock, jobs, stop, onRun }: JudgeOptions,
  words?: readonly string[],
): Promise<Exploration> =>
  explore({
    script: scriptOf(requested(lesson), { level }),
    server,
    clock,
    jobs,
    stop,
    serial: false,
    ...(onRun && { onRun }),
    ...(words && { words }),
  });

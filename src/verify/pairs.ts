import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { atLevel } from '../lesson/level.ts';
import { burstId, type Case, caseId, ordersId } from './case.ts';

/** A variant that claims to prevent the violation of the invariant at a level, beside the lesson without it. */
export interface Pair {
  /** `duplicate-book @ REPEATABLE READ: unique-index prevents it`. */
  readonly id: string;
  readonly lesson: string;
  /** The lesson's file, as the user named it. */
  readonly file?: string;
  /** Where it claims so, 1-based. */
  readonly line?: number;
  readonly level: Level;
  readonly variant: string;
  /** It is about the burst of requests, and not the steps. */
  readonly burst?: true;
  /** The ids of the two cases. */
  readonly bug: string;
  readonly fix: string;
  /** The ids of the cases that explore the orders of steps. */
  readonly explorations?: {
    readonly fix: string;
    /** There when the lesson does not claim that the violation happens in its own order. */
    readonly bug?: string;
  };
}

/** What every lesson claims about its variants: of its steps, and of its burst where it has one. */
export const pairsOf = (lessons: readonly Lesson[]): readonly Pair[] =>
  lessons.flatMap((lesson) =>
    lesson.variants.flatMap(({ id: variant, prevents = [], preventsLine: line }) =>
      prevents.flatMap((level) => {
        const { id, file, burst } = lesson;
        const pair = (ids: typeof caseId, about: Pick<Pair, 'burst' | 'explorations'>): Pair => ({
          id: `${id} @ ${level}: ${variant} prevents it${about.burst ? ' in a burst' : ''}`,
          lesson: id,
          ...(file !== undefined && { file }),
          ...(line !== undefined && { line }),
          level,
          variant,
          ...about,
          bug: ids(id, level, undefined),
          fix: ids(id, level, variant),
        });
        const explorations = {
          fix: ordersId(id, level, variant),
          ...(!isViolatedAsWritten(lesson, level) && { bug: ordersId(id, level, undefined) }),
        };
        return [pair(caseId, { explorations }), ...(burst ? [pair(burstId, { burst: true })] : [])];
      }),
    ),
  );

/** The lesson claims that the violation happens in the order of its steps. */
const isViolatedAsWritten = ({ end }: Lesson, level: Level): boolean => {
  const claimed = atLevel(end, level);
  return (
    claimed?.invariant === 'violated' ||
    (claimed?.either?.every(({ invariant }) => invariant === 'violated') ?? false)
  );
};

/** The pairs whose fix is among the cases. */
export const pairsAmong = (pairs: readonly Pair[], cases: readonly Case[]): readonly Pair[] => {
  const ids = new Set(cases.map(({ id }) => id));
  return pairs.filter(({ fix }) => ids.has(fix));
};

/** The ids of all cases that a pair is judged by. */
export const casesOfPair = ({ bug, fix, explorations }: Pair): readonly string[] => [
  bug,
  fix,
  ...(explorations ? [explorations.fix, ...(explorations.bug === undefined ? [] : [explorations.bug])] : []),
];

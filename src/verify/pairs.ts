import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import type { CaseResult } from './case-result.ts';
import { burstId, type Case, caseId } from './cases.ts';

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
}

/** What was seen of the invariant: in a run that came to its end, or why it is not known. */
export type SeenInvariant = 'violated' | 'holds' | 'varies' | 'unknown';

export interface PairResult {
  readonly status: 'passed' | 'failed';
  /** What was seen of the invariant without the variant, and with it. */
  readonly without: SeenInvariant;
  readonly with: SeenInvariant;
  /** What was wrong, a sentence each; empty when the pair passed. */
  readonly reasons: readonly string[];
}

/** What every lesson claims about its variants: of its steps, and of its burst where it has one. */
export const pairsOf = (lessons: readonly Lesson[]): readonly Pair[] =>
  lessons.flatMap(({ id: lesson, file, variants, burst }) =>
    variants.flatMap(({ id: variant, prevents = [], preventsLine: line }) =>
      prevents.flatMap((level) => {
        const pair = (ids: typeof caseId, about: Pick<Pair, 'burst'>): Pair => ({
          id: `${lesson} @ ${level}: ${variant} prevents it${about.burst ? ' in a burst' : ''}`,
          lesson,
          ...(file !== undefined && { file }),
          ...(line !== undefined && { line }),
          level,
          variant,
          ...about,
          bug: ids(lesson, level, undefined),
          fix: ids(lesson, level, variant),
        });
        return [pair(caseId, {}), ...(burst ? [pair(burstId, { burst: true })] : [])];
      }),
    ),
  );

/** The pairs whose fix is among the cases. */
export const pairsAmong = (pairs: readonly Pair[], cases: readonly Case[]): readonly Pair[] => {
  const ids = new Set(cases.map(({ id }) => id));
  return pairs.filter(({ fix }) => ids.has(fix));
};

/**
 * Bug and fix belong together: the violation must really have happened without the variant, and not with
 * it. Judged by what both runs came to, whatever the lesson expects of them.
 */
export const judgePair = (pair: Pair, bug: CaseResult, fix: CaseResult): PairResult => {
  const seen = { without: seenIn(bug), with: seenIn(fix) };
  const reasons = [
    ...(seen.without === 'violated'
      ? []
      : [`Without ${pair.variant} the invariant ${bugWords[seen.without]}.`]),
    ...(seen.with === 'holds' ? [] : [`With ${pair.variant} the invariant ${fixWords[seen.with]}.`]),
  ];
  return { status: reasons.length === 0 ? 'passed' : 'failed', ...seen, reasons };
};

const seenIn = (result: CaseResult): SeenInvariant => result.invariant ?? 'unknown';

const bugWords = {
  holds: 'holds too, so nothing is prevented',
  varies: 'is violated in some repetitions and holds in others',
  unknown: 'is not known: that run did not come to its end',
} as const;

const fixWords = {
  violated: 'is violated all the same',
  varies: 'is violated in some repetitions and holds in others',
  unknown: 'is not known: that run did not come to its end',
} as const;

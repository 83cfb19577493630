import { UserError } from '../errors.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { told } from '../printable.ts';
import { type Case, casesOf } from './cases.ts';
import { type CaseFilter, filterCases } from './filter.ts';
import { type Pair, pairsAmong, pairsOf } from './pairs.ts';

/** What is to be proved. */
export interface VerifyPlan {
  readonly cases: readonly PlannedCase[];
  readonly pairs: readonly Pair[];
}

export interface PlannedCase extends Case {
  /** False: it was not asked for, and runs only as the other half of a pair. */
  readonly requested: boolean;
}

/**
 * The cases that were asked for, what their variants claim to prevent, and the cases that this needs.
 *
 * @throws UserError when the filter leaves nothing, or two lessons have the same id.
 */
export const planVerify = (lessons: readonly Lesson[], filter: CaseFilter = {}): VerifyPlan => {
  checkIds(lessons);
  const all = casesOf(lessons);
  const requested = new Set(filterCases(all, filter));
  const pairs = pairsAmong(pairsOf(lessons), [...requested]);
  const needed = new Set(pairs.map(({ bug }) => bug));
  return {
    cases: all
      .filter((one) => requested.has(one) || needed.has(one.id))
      .map((one) => ({ ...one, requested: requested.has(one) })),
    pairs,
  };
};

/** The id of a case must say which case it is. */
const checkIds = (lessons: readonly Lesson[]): void => {
  const seen = new Map<string, Lesson>();
  for (const lesson of lessons) {
    const other = seen.get(lesson.id);
    if (other !== undefined) {
      throw new UserError(
        told`Two lessons are called ${lesson.id}: ${other.file ?? 'one'} and ${lesson.file ?? 'another'}.`,
        { next: ['Give one of them another id, or verify one file at a time.'] },
      );
    }
    seen.set(lesson.id, lesson);
  }
};

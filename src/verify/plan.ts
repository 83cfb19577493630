import { UserError } from '../errors.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { told } from '../printable.ts';
import type { Case } from './case.ts';
import { casesOf, ordersCase } from './cases.ts';
import { type CaseFilter, filterCases } from './filter.ts';
import { casesOfPair, type Pair, pairsAmong, pairsOf } from './pairs.ts';

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
  const claimed = casesOf(lessons);
  const requested = new Set(filterCases(claimed, filter));
  const pairs = pairsAmong(pairsOf(lessons), [...requested]);
  const needed = new Set(pairs.flatMap(casesOfPair));
  const more = explorationsFor(pairs, claimed, lessons);
  const all = lessons.flatMap((own) => [...claimed, ...more].filter(({ lesson }) => lesson === own));
  return {
    cases: all
      .filter((one) => requested.has(one) || needed.has(one.id))
      .map((one) => ({ ...one, requested: requested.has(one) })),
    pairs,
  };
};

/** Of the orders of which no lesson claims anything else than that a variant prevents something. */
const explorationsFor = (
  pairs: readonly Pair[],
  claimed: readonly Case[],
  lessons: readonly Lesson[],
): readonly Case[] => {
  const wanted = pairs.flatMap(({ lesson: id, level, variant, explorations }) => {
    const lesson = lessons.find((one) => one.id === id);
    if (lesson === undefined || explorations === undefined) return [];
    const fix = lesson.variants.find((one) => one.id === variant);
    return [
      ordersCase(lesson, level, fix),
      ...(explorations.bug === undefined ? [] : [ordersCase(lesson, level, undefined)]),
    ];
  });
  const known = new Set(claimed.map(({ id }) => id));
  return [...new Map(wanted.map((one) => [one.id, one])).values()].filter(({ id }) => !known.has(id));
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

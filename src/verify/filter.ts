import { UserError } from '../errors.ts';
import type { Level } from '../lesson/level.ts';
import { told } from '../printable.ts';
import type { Case } from './case.ts';

/** Which cases are asked for; what is not said leaves nothing out. */
export interface CaseFilter {
  readonly levels?: readonly Level[];
  /** Ids of variants; `none` is the lesson without a variant. */
  readonly variants?: readonly string[];
  /** A regular expression for the id of the case or the title of the lesson; case does not matter. */
  readonly grep?: string;
  /** Ids of cases. */
  readonly among?: ReadonlySet<string>;
}

/** The id that stands for the lesson without a variant. */
export const noVariant = 'none';

/** @throws UserError when the filter is not valid, or leaves nothing. */
export const filterCases = (cases: readonly Case[], filter: CaseFilter): readonly Case[] => {
  const { levels, variants, among } = filter;
  checkVariants(cases, variants ?? []);
  const pattern = filter.grep === undefined ? undefined : patternOf(filter.grep);
  const found = cases.filter(
    (one) =>
      (levels === undefined || levels.includes(one.level)) &&
      (variants === undefined || variants.includes(one.variant?.id ?? noVariant)) &&
      (among === undefined || among.has(one.id)) &&
      (pattern === undefined || pattern.test(one.id) || pattern.test(one.lesson.title)),
  );
  if (found.length === 0) {
    throw new UserError('There is nothing to verify: no lesson at any level fits what was asked for.', {
      next: ['Ask for more levels, variants or lessons.', 'See what there is: isolab verify --list'],
    });
  }
  return found;
};

const checkVariants = (cases: readonly Case[], wanted: readonly string[]): void => {
  const known = new Set([noVariant, ...cases.flatMap(({ variant }) => (variant ? [variant.id] : []))]);
  for (const id of wanted) {
    if (known.has(id)) continue;
    throw new UserError(told`No lesson that is to be verified has a variant ${id}.`, {
      next: [`Their variants are ${[...known].join(', ')} (${noVariant}: the lesson as it is).`],
    });
  }
};

const patternOf = (text: string): RegExp => {
  try {
    return new RegExp(text, 'iu');
  } catch (error) {
    throw new UserError(told`The pattern ${text} is no regular expression.`, {
      next: ['Put a backslash before characters such as ( [ + that mean themselves.'],
      cause: error,
    });
  }
};

import type { StepExpectation } from '../lesson/expectation.ts';
import type { ByLevel } from '../lesson/level.ts';
import type { Step } from '../lesson/step.ts';

/** Everything that a step is expected to come to at some level, alternatives among them. */
export const expectationsOf = ({ expect }: Step): readonly StepExpectation[] =>
  valuesOf(expect).flatMap((one) => [one, ...(one.either ?? [])]);

/** The values of all levels, without saying which. */
export const valuesOf = <T>(value: ByLevel<T> | undefined): readonly T[] => {
  if (value === undefined) return [];
  if ('all' in value) return [value.all];
  return [...(value.default === undefined ? [] : [value.default]), ...Object.values(value.levels)];
};

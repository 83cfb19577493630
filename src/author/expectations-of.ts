import type { StepExpectation } from '../lesson/expectation.ts';
import { valuesOf } from '../lesson/level.ts';
import type { Step } from '../lesson/step.ts';

/** Everything that a step is expected to come to at some level, alternatives among them. */
export const expectationsOf = ({ expect }: Step): readonly StepExpectation[] =>
  valuesOf(expect).flatMap((one) => [one, ...(one.either ?? [])]);

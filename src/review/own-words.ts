import { stepOutcomes } from '../engine/compare/step-outcome.ts';
import type { LabState } from '../engine/state.ts';
import { withTexts } from './texts.ts';

/**
 * What a lesson says, of a run with other values. Undefined where it speaks of a number from ten up of which nobody knows
 * what it is now: a mixture of both would be false.
 */
export const inOtherValues = (
  prose: string,
  told: ReadonlyMap<string, string>,
  lab: LabState,
): string | undefined => {
  const errors = new Set(
    stepOutcomes(lab).flatMap((one) =>
      one.kind === 'taken' && one.outcome?.kind === 'error' ? [String(one.outcome.errno)] : [],
    ),
  );
  const numbers = prose.match(/(?<![\p{L}\p{N}.])\d+(?:\.\d+)?(?![\p{L}\p{N}])/gu) ?? [];
  const isKnown = (number: string): boolean => Number(number) < 10 || errors.has(number) || told.has(number);
  return numbers.every(isKnown) ? withTexts(prose, told) : undefined;
};

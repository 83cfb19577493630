import { stepOutcomes } from '../engine/compare/step-outcome.ts';
import { speaksOfEnd, stepsMeant } from '../engine/judge/judge-meaning.ts';
import type { LabState } from '../engine/state.ts';
import type { Meaning } from '../lesson/prediction.ts';
import { withTexts } from './texts.ts';

/**
 * What a lesson says, of a run with other values. Undefined where it speaks of a number from ten up of which nobody knows
 * what it is now, or of a smaller one that may be another one now, or count something: a mixture of both would be false.
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
  const isKnown = (number: string): boolean =>
    errors.has(number) || (Number(number) < 10 ? !told.has(number) : told.has(number));
  const isKnownWord = (word: string): boolean => {
    const number = numberWords.indexOf(word.toLowerCase());
    return number < 0 || (number < 10 && !told.has(String(number)));
  };
  return numbers.every(isKnown) && (prose.match(/\p{L}+/gu) ?? []).every(isKnownWord)
    ? withTexts(prose, told)
    : undefined;
};

/** By their numbers, as far as these go; the tens and more come behind. */
const numberWords: readonly string[] =
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million`.split(/\s+/);

/**
 * What the lesson asks at a step, if it asks about that step, and says to that. With other values, only where all of it is
 * sure to be true of them.
 */
export const wordsAt = (
  lab: LabState,
  step: number,
  told: ReadonlyMap<string, string> | undefined,
): { readonly asks: string; readonly says: string } | undefined => {
  const [asks, says] = pairAt(lab, step).map((text) =>
    text !== undefined && told ? inOtherValues(text, told, lab) : text,
  );
  return asks?.endsWith('?') === true && says !== undefined ? { asks, says } : undefined;
};

/** What is said after a step answers what was asked before it; where `look` asks as well, nobody knows which of both. */
const pairAt = (lab: LabState, step: number): readonly (string | undefined)[] => {
  const { predict, look } = lab.script.steps[step] ?? {};
  const why = whyOf(lab, step);
  if (predict === undefined) return [look?.trim(), why];
  if (predict.kind === 'choices' && predict.choices.some(({ means }) => isAboutOthers(means, lab, step)))
    return [];
  if (predict.because !== undefined) return [predict.ask.trim(), predict.because];
  return look?.includes('?') === true ? [] : [predict.ask.trim(), why];
};

const isAboutOthers = (means: Meaning, lab: LabState, step: number): boolean =>
  speaksOfEnd(means) || stepsMeant(means, lab).some((one) => one !== step);

/** What the lesson says after a step; of a wait both texts: it is over. */
export const whyOf = (lab: LabState, step: number): string | undefined => {
  const why = lab.script.steps[step]?.why;
  if (typeof why !== 'object') return why;
  const outcome = stepOutcomes(lab)[step];
  const hasWaited = outcome?.kind === 'taken' && outcome.waits.length > 0;
  const texts = [why.begins, why.ends].filter((text) => text !== undefined);
  return hasWaited && texts.length > 0 ? texts.join(' ') : undefined;
};

import { bindingsBefore } from '../engine/judge/judge.ts';
import { speaksOfEnd, stepsMeant } from '../engine/judge/judge-meaning.ts';
import { answerOf } from '../engine/judge/judge-prediction.ts';
import type { LabState } from '../engine/state.ts';
import { statementOfStep } from '../engine/taken.ts';
import { flatSql, promptWords } from '../engine/words/statement-words.ts';
import type { StepExpectation } from '../lesson/expectation.ts';
import type { Meaning, PredictionChoice } from '../lesson/prediction.ts';
import { isOtherVictim } from './chance.ts';
import type { Choice, Difference } from './question.ts';

interface Offered extends Omit<Difference, 'subject'> {
  readonly asks: string;
  readonly because?: string;
}

interface Known {
  /** What the server said to a step. */
  readonly said: (step: number) => readonly string[];
  /** Steps whose outcome nobody could know. */
  readonly byChance: ReadonlySet<number>;
}

/**
 * What the lesson itself offers to choose at a step, the right one first; undefined where the server makes not just one right,
 * and where it might have made another one right.
 */
export const lessonChoices = (
  lab: LabState,
  step: number,
  { said, byChance }: Known,
): Offered | undefined => {
  const prediction = lab.script.steps[step]?.predict;
  if (prediction?.kind !== 'choices') return undefined;
  const answer = answerOf(prediction, { lab, step, bindings: bindingsBefore(lab, step) });
  const [right] = answer.kind === 'right' ? answer.indices : [];
  const choices = prediction.choices.map(
    ({ says, but }): Choice => ({ lines: [says], where: [], ...(but !== undefined && { but }) }),
  );
  const first = choices[right ?? -1];
  const meant = prediction.choices.map(({ means }) => means);
  if (first === undefined || isChance(meant, right ?? -1, { lab, step, byChance })) return undefined;
  const { ask, because } = prediction;
  return {
    asks: ask,
    ...(because !== undefined && { because }),
    choices: [first, ...choices.filter((one) => one !== first)],
    said: evidenceOf(prediction.choices, lab, step).flatMap((one) => saidTo(one, lab, said, step)),
    isAboutWaiting: false,
  };
};

/** Would another choice be right, had the server chosen another victim? Of the end nobody can tell. */
const isChance = (
  meant: readonly Meaning[],
  right: number,
  { lab, step, byChance }: { readonly lab: LabState; readonly step: number } & Pick<Known, 'byChance'>,
): boolean => {
  if ([...byChance].some((at) => at >= step) && meant.some(speaksOfEnd)) return true;
  const claims = meant.map((means) => claimsIn(means, lab, step));
  const own = claims[right] ?? [];
  return own.some(
    ({ at, expected }) =>
      byChance.has(at) &&
      claims.flat().some((other) => other.at === at && isOtherVictim(expected, other.expected)),
  );
};

const claimsIn = (
  { steps = {}, either = [], ...own }: Meaning,
  lab: LabState,
  step: number,
): readonly { readonly at: number; readonly expected: StepExpectation }[] => [
  { at: step, expected: own },
  ...Object.entries(steps).map(([name, expected]) => ({
    at: lab.script.steps.findIndex((one) => one.name === name),
    expected,
  })),
  ...either.flatMap((one) => claimsIn(one, lab, step)),
];

/** The steps that the choices speak of. Of the end the lesson's own words tell more. */
const evidenceOf = (choices: readonly PredictionChoice[], lab: LabState, step: number): readonly number[] => {
  const meant = choices.flatMap(({ means }) => stepsMeant(means, lab));
  if (meant.length > 0) return [...new Set(meant)].toSorted((a, b) => a - b);
  return choices.some(({ means }) => speaksOfEnd(means)) ? [] : [step];
};

/** With the statement, where it is a later one. */
const saidTo = (
  step: number,
  lab: LabState,
  said: (step: number) => readonly string[],
  asks: number,
): readonly string[] => {
  const entry = statementOfStep(lab, step);
  if (entry === undefined) return [];
  const lines = said(step);
  return step === asks ? lines : [`${promptWords(entry)} ${flatSql(entry.sql)}`, ...lines];
};

import { bindingsBefore } from '../engine/judge/judge.ts';
import { speaksOfEnd, stepsMeant } from '../engine/judge/judge-meaning.ts';
import { answerOf } from '../engine/judge/judge-prediction.ts';
import type { LabState } from '../engine/state.ts';
import { statementOfStep } from '../engine/taken.ts';
import { flatSql, promptWords } from '../engine/words/statement-words.ts';
import type { PredictionChoice } from '../lesson/prediction.ts';
import type { Choice, Difference } from './question.ts';

interface Offered extends Omit<Difference, 'subject'> {
  readonly asks: string;
  readonly because?: string;
}

/**
 * What the lesson itself offers to choose at a step, the right one first; undefined where the server makes not just one right.
 *
 * @param said what the server said to a step.
 */
export const lessonChoices = (
  lab: LabState,
  step: number,
  said: (step: number) => readonly string[],
): Offered | undefined => {
  const prediction = lab.script.steps[step]?.predict;
  if (prediction?.kind !== 'choices') return undefined;
  const answer = answerOf(prediction, { lab, step, bindings: bindingsBefore(lab, step) });
  const [right] = answer.kind === 'right' ? answer.indices : [];
  const choices = prediction.choices.map(
    ({ says, but }): Choice => ({ lines: [says], where: [], ...(but !== undefined && { but }) }),
  );
  const first = choices[right ?? -1];
  if (first === undefined) return undefined;
  const { ask, because } = prediction;
  return {
    asks: ask,
    ...(because !== undefined && { because }),
    choices: [first, ...choices.filter((one) => one !== first)],
    said: evidenceOf(prediction.choices, lab, step).flatMap((one) => saidTo(one, lab, said, step)),
    isAboutWaiting: false,
  };
};

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

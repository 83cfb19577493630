import type { StepExpectation } from '../../lesson/expectation.ts';
import type { Prediction, RowsPrediction } from '../../lesson/prediction.ts';
import type { Judgement } from './finding.ts';
import { factsWords, judgeStep, type StepFacts } from './judge-step.ts';
import { type Bindings, matchRow } from './match-rows.ts';

/**
 * What the server's doing says to a question. open: not known yet. right: these choices, or these rows, by
 * their index. none: the answer is not among those that the question offers.
 */
export type PredictionAnswer =
  | { readonly kind: 'open' }
  | { readonly kind: 'right'; readonly indices: readonly number[] }
  | { readonly kind: 'none' };

/** The right answer, as far as the step has come. Pure; a choice that came true stays true. */
export const answerOf = (prediction: Prediction, facts: StepFacts, bindings: Bindings): PredictionAnswer => {
  const isOver = facts.skipped !== undefined || facts.entry?.status === 'finished';
  if (prediction.kind === 'rows') return isOver ? givenRows(prediction, facts, bindings) : { kind: 'open' };
  const fitting = prediction.choices.flatMap(({ means }, index) =>
    facts.entry !== undefined && fits(means, facts, bindings) ? [index] : [],
  );
  if (fitting.length === 1) return { kind: 'right', indices: fitting };
  return { kind: isOver ? 'none' : 'open' };
};

/** A lesson's question is good when the server makes exactly one choice right, or gives only rows that it offers. */
export const judgePrediction = (prediction: Prediction, facts: StepFacts, bindings: Bindings): Judgement => ({
  ok: answerOf(prediction, facts, bindings).kind === 'right',
  what: 'question',
  expected:
    prediction.kind === 'rows'
      ? 'rows that are among those to pick from'
      : `exactly one right choice of ${prediction.choices.map(({ says }) => `"${says}"`).join(', ')}`,
  observed: `${rightOnes(prediction, facts, bindings)}${factsWords(facts)}`,
});

const rightOnes = (prediction: Prediction, facts: StepFacts, bindings: Bindings): string => {
  if (prediction.kind === 'rows') return '';
  const right = prediction.choices.filter(({ means }) => fits(means, facts, bindings));
  return right.length === 0 ? 'none: ' : `${right.map(({ says }) => `"${says}"`).join(' and ')}: `;
};

const fits = (means: StepExpectation, facts: StepFacts, bindings: Bindings): boolean => {
  const { judgements } = judgeStep(means, facts, bindings);
  return judgements.length > 0 && judgements.every(({ ok }) => ok);
};

/** Every row that came finds a row of its own among those that are offered, or none is right. */
const givenRows = ({ rows }: RowsPrediction, { entry }: StepFacts, bindings: Bindings): PredictionAnswer => {
  if (entry?.outcome?.kind !== 'rows') return { kind: 'none' };
  const indices: number[] = [];
  let bound = bindings;
  for (const given of entry.outcome.rows) {
    const index = rows.findIndex((row, at) => !indices.includes(at) && matchRow(row, given, bound));
    if (index < 0) return { kind: 'none' };
    bound = matchRow(rows[index] ?? [], given, bound) ?? bound;
    indices.push(index);
  }
  return { kind: 'right', indices: indices.toSorted((a, b) => a - b) };
};

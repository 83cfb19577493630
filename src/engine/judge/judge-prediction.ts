import type { Prediction, RowsPrediction } from '../../lesson/prediction.ts';
import { factWords, type Told, toldOf } from './asked-fact.ts';
import { factsOf } from './facts.ts';
import type { Judgement } from './finding.ts';
import { type Asked, isDecided, isOver, isSo } from './judge-meaning.ts';
import { factsWords, type StepFacts } from './judge-step.ts';
import { type Bindings, matchRow } from './match-rows.ts';

/**
 * What the server's doing says to a question. open: not known yet. right: these choices, or these rows, by
 * their index. told: what was asked for. none: the answer is not among those that the question offers, or it does not
 * say what was asked for.
 */
export type PredictionAnswer =
  | { readonly kind: 'open' }
  | { readonly kind: 'right'; readonly indices: readonly number[] }
  | { readonly kind: 'told'; readonly told: Told }
  | { readonly kind: 'none' };

/** The right answer, as far as the run has come. Pure; a choice that came true stays true. */
export const answerOf = (prediction: Prediction, asked: Asked): PredictionAnswer => {
  const { lab, step, bindings } = asked;
  const facts = factsOf(lab, step);
  if (prediction.kind === 'rows') {
    return isOver(step, lab) ? givenRows(prediction, facts, bindings) : { kind: 'open' };
  }
  if (prediction.kind === 'fact') {
    if (!isOver(step, lab)) return { kind: 'open' };
    const told = toldOf(prediction.fact, facts.entry?.outcome);
    return told === undefined ? { kind: 'none' } : { kind: 'told', told };
  }
  const isAsked = facts.entry !== undefined;
  const fitting = prediction.choices.flatMap(({ means }, index) =>
    isAsked && isSo(means, asked) ? [index] : [],
  );
  if (fitting.length === 1) return { kind: 'right', indices: fitting };
  const isKnown =
    facts.skipped !== undefined || prediction.choices.every(({ means }) => isDecided(means, asked));
  return { kind: isKnown ? 'none' : 'open' };
};

/**
 * A lesson's question is good when the server makes exactly one choice right, gives only rows that it offers, or says
 * what is asked for.
 */
export const judgePrediction = (prediction: Prediction, asked: Asked): Judgement => ({
  ok: ['right', 'told'].includes(answerOf(prediction, asked).kind),
  what: 'question',
  expected: wantedBy(prediction),
  observed: `${rightOnes(prediction, asked)}${factsWords(factsOf(asked.lab, asked.step))}`,
});

const wantedBy = (prediction: Prediction): string => {
  switch (prediction.kind) {
    case 'rows':
      return 'rows that are among those to pick from';
    case 'fact':
      return factWords[prediction.fact];
    case 'choices':
      return `exactly one right choice of ${prediction.choices.map(({ says }) => `"${says}"`).join(', ')}`;
  }
};

const rightOnes = (prediction: Prediction, asked: Asked): string => {
  if (prediction.kind !== 'choices') return '';
  const right = prediction.choices.filter(({ means }) => isSo(means, asked));
  return right.length === 0 ? 'none: ' : `${right.map(({ says }) => `"${says}"`).join(' and ')}: `;
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

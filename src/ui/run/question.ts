import { isSaid } from '../../engine/judge/asked-fact.ts';
import { factsOf } from '../../engine/judge/facts.ts';
import { bindingsBefore } from '../../engine/judge/judge.ts';
import { speaksOfEnd, stepsMeant } from '../../engine/judge/judge-meaning.ts';
import { answerOf, type PredictionAnswer } from '../../engine/judge/judge-prediction.ts';
import { factsWords } from '../../engine/judge/judge-step.ts';
import { wordsHold } from '../../engine/judge/words-hold.ts';
import { stepsOutOfOrder } from '../../engine/out-of-turn.ts';
import type { LabState } from '../../engine/state.ts';
import { statementOfStep, stepStatements } from '../../engine/taken.ts';
import type { Prediction } from '../../lesson/prediction.ts';
import { emptyEditor } from '../keys/editor.ts';
import type { Answer, Answering, RunModel } from '../model/run.ts';
import { coming } from './coming.ts';
import { stepInHand } from './in-hand.ts';
import { isLive } from './track.ts';

export interface OpenQuestion extends Answering {
  readonly prediction: Prediction;
}

/** The question of the step that comes next, as long as it is not answered. */
export const openQuestion = (run: RunModel): OpenQuestion | undefined => {
  const { lab, phase } = run;
  if (!isLive(run.track)) return undefined;
  if (!run.asks || phase.kind !== 'ready' || !lab?.settled || lab.finished) return undefined;
  // What it asks is about the order that was written.
  const { plan, takes } = coming(lab, run.order);
  if (lab.outOfTurn || takes !== undefined) return undefined;
  if (plan.kind !== 'take' || run.answers.some((one) => one.step === plan.step)) return undefined;
  const { step } = plan;
  const prediction = lab.script.steps[step]?.predict;
  if (prediction === undefined) return undefined;
  const begun = run.answering?.step === step ? run.answering : unanswered(step);
  return { ...begun, prediction };
};

const unanswered = (step: number): Answering => ({
  step,
  cursor: undefined,
  picked: [],
  editor: emptyEditor,
  isAside: false,
});

/** The question whose answer is being typed: it takes the keys, as a prompt does. */
export const typedQuestion = (run: RunModel): OpenQuestion | undefined => {
  const question = openQuestion(run);
  return question?.prediction.kind === 'fact' && !question.isAside ? question : undefined;
};

/** How much there is to choose from. */
export const offered = (prediction: Prediction): number => {
  switch (prediction.kind) {
    case 'rows':
      return prediction.rows.length;
    case 'choices':
      return prediction.choices.length;
    case 'fact':
      return 0;
  }
};

/** What is known about an answer by now. */
export type Verdict = 'open' | 'right' | 'wrong' | 'unknown';

export interface Reveal extends Answer {
  readonly prediction: Prediction;
  readonly truth: PredictionAnswer;
  readonly verdict: Verdict;
  /** The lesson's reason, once the step has come to what the lesson expects. */
  readonly because?: string;
  /** What the server really did, in words. */
  readonly observed: string;
}

/** The answers that were given, beside what the server did; in the order of the steps. */
export const revealsOf = (lab: LabState, answers: readonly Answer[]): readonly Reveal[] =>
  answersInOrder(lab, answers)
    .toSorted((a, b) => a.step - b.step)
    .flatMap((answer): readonly Reveal[] => {
      const prediction = lab.script.steps[answer.step]?.predict;
      const facts = factsOf(lab, answer.step);
      if (prediction === undefined || (facts.entry === undefined && facts.skipped === undefined)) return [];
      const { step } = answer;
      const truth = answerOf(prediction, { lab, step, bindings: bindingsBefore(lab, step) });
      const verdict = verdictOf(answer, truth);
      const { because } = verdict === 'open' || !wordsHold(lab, answer.step) ? {} : prediction;
      const observed = factsWords(facts);
      return [{ ...answer, prediction, truth, verdict, ...(because !== undefined && { because }), observed }];
    });

/** Without those that only the lesson's own order would have made right or wrong. */
const answersInOrder = (lab: LabState, answers: readonly Answer[]): readonly Answer[] => {
  const outside = stepsOutOfOrder(lab);
  return answers.filter(
    ({ step }) => !outside.has(step) && !askedAbout(lab, step).some((one) => outside.has(one)),
  );
};

/** Answers that the server has just made right or wrong: with its newest statement, or since. */
export const freshReveals = (lab: LabState, answers: readonly Answer[]): readonly Reveal[] => {
  const sentAt = stepStatements(lab).at(-1)?.sentAt ?? 0;
  return revealsOf(lab, answers).filter(({ step }) => {
    const isNews = askedAbout(lab, step).some((one) => {
      const entry = statementOfStep(lab, one);
      return entry !== undefined && Math.max(entry.sentAt, entry.finishedAt ?? 0) >= sentAt;
    });
    return isNews && step !== stepInHand(lab);
  });
};

/** The steps whose outcome answers a step's question: its own, those that choices name, and the last, which is the end. */
export const askedAbout = (lab: LabState, step: number): readonly number[] => {
  const prediction = lab.script.steps[step]?.predict;
  const meanings = prediction?.kind === 'choices' ? prediction.choices.map(({ means }) => means) : [];
  const last = lab.finished && meanings.some(speaksOfEnd) ? stepStatements(lab).at(-1)?.step : undefined;
  return [step, ...meanings.flatMap((one) => stepsMeant(one, lab)), ...(last === undefined ? [] : [last])];
};

const verdictOf = ({ said }: Answer, truth: PredictionAnswer): Verdict => {
  switch (truth.kind) {
    case 'open':
      return 'open';
    case 'none':
      return 'unknown';
    case 'right':
      return said?.kind === 'chosen' && said.indices.join() === truth.indices.join() ? 'right' : 'wrong';
    case 'told':
      return said?.kind === 'typed' && isSaid(said.text, truth.told) ? 'right' : 'wrong';
  }
};

export interface Score {
  readonly right: number;
  /** Answers that could be judged; a question that was passed over counts as not asked. */
  readonly given: number;
}

export const scoreOf = (reveals: readonly Reveal[]): Score => {
  const given = reveals.filter(
    (one) => one.said !== undefined && (one.verdict === 'right' || one.verdict === 'wrong'),
  );
  return { right: given.filter((one) => one.verdict === 'right').length, given: given.length };
};

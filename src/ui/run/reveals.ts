import { isSaid } from '../../engine/judge/asked-fact.ts';
import { factsOf } from '../../engine/judge/facts.ts';
import { bindingsBefore } from '../../engine/judge/judge.ts';
import { isWaitOtherwise, speaksOfEnd, stepsMeant } from '../../engine/judge/judge-meaning.ts';
import { answerOf, type PredictionAnswer } from '../../engine/judge/judge-prediction.ts';
import { factsWords } from '../../engine/judge/judge-step.ts';
import { wordsHold } from '../../engine/judge/words-hold.ts';
import { stepsOutOfOrder } from '../../engine/out-of-turn.ts';
import type { LabState } from '../../engine/state.ts';
import { ownSince, statementOfStep, stepStatements } from '../../engine/taken.ts';
import { waitedForWords } from '../../engine/words/wait-words.ts';
import type { Prediction, PredictionChoice } from '../../lesson/prediction.ts';
import type { Answer } from '../model/run.ts';
import { stepInHand } from './in-hand.ts';

/** What is known about an answer by now. ruled-out: it is wrong, and what is right is not known yet. */
export type Verdict = 'open' | 'ruled-out' | 'right' | 'wrong' | 'unknown';

export interface Reveal extends Answer {
  readonly prediction: Prediction;
  readonly truth: PredictionAnswer;
  readonly verdict: Verdict;
  /** The lesson's reason, once the step has come to what the lesson expects. */
  readonly because?: string;
  /** Why what was said is wrong, by the lesson. */
  readonly but?: string;
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
      const asked = { lab, step, bindings: bindingsBefore(lab, step) };
      const truth = answerOf(prediction, asked);
      const choice = choiceOf(prediction, answer);
      const isRuledOut =
        truth.kind === 'open' && choice !== undefined && isWaitOtherwise(choice.means, asked);
      const verdict = isRuledOut ? 'ruled-out' : verdictOf(answer, truth);
      const holds = verdict !== 'open' && wordsHold(lab, answer.step);
      const { because } = holds && !isRuledOut ? prediction : {};
      const but = holds && (verdict === 'wrong' || isRuledOut) ? choice?.but : undefined;
      const observed = isRuledOut && facts.entry ? waitedForWords(facts.entry) : factsWords(facts);
      return [
        {
          ...answer,
          prediction,
          truth,
          verdict,
          ...(because !== undefined && { because }),
          ...(but !== undefined && { but }),
          observed,
        },
      ];
    });

const choiceOf = (prediction: Prediction, { said }: Answer): PredictionChoice | undefined =>
  prediction.kind === 'choices' && said?.kind === 'chosen'
    ? prediction.choices[said.indices[0] ?? -1]
    : undefined;

/** Without those that only the lesson's own order would have made right or wrong. */
const answersInOrder = (lab: LabState, answers: readonly Answer[]): readonly Answer[] => {
  const outside = stepsOutOfOrder(lab);
  return answers.filter(
    ({ step }) => !outside.has(step) && !askedAbout(lab, step).some((one) => outside.has(one)),
  );
};

/**
 * Answers that the server has just made right or wrong: with its newest statement, or since. What was told of one already, one
 * place `before`, is not told again.
 */
export const freshReveals = (
  lab: LabState,
  answers: readonly Answer[],
  before: LabState | undefined,
): readonly Reveal[] => {
  const sentAt = (ownSince(lab) ?? stepStatements(lab).at(-1))?.sentAt ?? 0;
  const told = before === undefined ? [] : revealsOf(before, answers);
  const fresh = revealsOf(lab, answers).filter((reveal) => {
    const { step } = reveal;
    if (told.some((one) => saysTheSame(one, reveal))) return false;
    const isNews = askedAbout(lab, step).some((one) => {
      const entry = statementOfStep(lab, one);
      return entry !== undefined && Math.max(entry.sentAt, entry.finishedAt ?? 0) >= sentAt;
    });
    return isNews && step !== stepInHand(lab);
  });
  return fresh.map((reveal) => {
    const { but, ...others } = reveal;
    return told.some((one) => one.step === reveal.step && one.but === but) ? others : reveal;
  });
};

const saysTheSame = (told: Reveal, now: Reveal): boolean =>
  told.step === now.step &&
  told.verdict === now.verdict &&
  told.because === now.because &&
  told.but === now.but &&
  // Only there it is said what the server did.
  (now.verdict !== 'unknown' || told.observed === now.observed);

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
  /** Of the right ones those that were a guess. */
  readonly guessed: number;
}

export const scoreOf = (reveals: readonly Reveal[]): Score => {
  const given = reveals.filter(
    (one) => one.said !== undefined && (one.verdict === 'right' || one.verdict === 'wrong'),
  );
  const right = given.filter((one) => one.verdict === 'right');
  return {
    right: right.length,
    given: given.length,
    guessed: right.filter((one) => one.isGuess).length,
  };
};

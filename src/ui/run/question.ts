import type { LabState } from '../../engine/state.ts';
import { stepStatements } from '../../engine/taken.ts';
import type { Prediction } from '../../lesson/prediction.ts';
import { emptyEditor } from '../keys/editor.ts';
import type { Answering, RunModel } from '../model/run.ts';
import { coming } from './coming.ts';
import { isAnythingTold, pastOf } from './past.ts';
import { isLive } from './track.ts';

export interface OpenQuestion extends Answering {
  readonly prediction: Prediction;
}

/** The question of the step that comes next, as long as it is not answered; it may not be on the screen yet. */
export const nextQuestion = (run: RunModel): OpenQuestion | undefined => {
  const { lab, phase } = run;
  if (!isLive(run.track)) return undefined;
  if (!run.asks || phase.kind !== 'ready' || !lab?.settled || lab.finished) return undefined;
  if (run.follows !== undefined && run.follows !== 'script') return undefined;
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

/**
 * What came is read on a page of its own before the next question, and before the end where it answers one or where the last step
 * has rows, which the end would hide: is that page on the screen?
 */
export const readsPast = (run: RunModel): boolean => {
  const { lab, track, turnedAt } = run;
  if (lab === undefined || !isLive(track) || turnedAt === track.at) return false;
  if (lab.finished) return pastOf(lab, run).reveals.length > 0 || endsWithRows(lab);
  return nextQuestion(run) !== undefined && isAnythingTold(pastOf(lab, run));
};

const endsWithRows = (lab: LabState): boolean => stepStatements(lab).at(-1)?.outcome?.kind === 'rows';

/** Is what came of an answer on the screen? Numbers choose at questions, and nothing else beside them. */
export const showsAnswer = (run: RunModel): boolean => {
  const { lab, track, asks } = run;
  if (readsPast(run)) return true;
  if (lab === undefined || lab.finished || !asks || !isLive(track)) return false;
  return pastOf(lab, run).reveals.length > 0;
};

/** A question, what came of an answer, and what went wrong are never behind a panel. */
export const keepsPanels = (run: RunModel): boolean =>
  nextQuestion(run) !== undefined || readsPast(run) || run.phase.kind === 'broken';

/** The question that is on the screen and takes the keys. */
export const openQuestion = (run: RunModel): OpenQuestion | undefined =>
  readsPast(run) ? undefined : nextQuestion(run);

/** What came is read; what comes is shown. */
export const turned = (run: RunModel): Pick<RunModel, 'turnedAt' | 'scroll'> => ({
  turnedAt: run.track.at,
  scroll: { ...run.scroll, guide: 0 },
});

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

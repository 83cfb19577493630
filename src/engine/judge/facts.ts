import type { AnswerEntry, LabState } from '../state.ts';
import { statementOfStep } from '../taken.ts';
import type { StepFacts } from './judge-step.ts';

/** What a run came to at one step. */
export const factsOf = (state: LabState, step: number): StepFacts => {
  const stepState = state.steps[step];
  const entry = statementOfStep(state, step);
  const answer = state.timeline.find((one): one is AnswerEntry => one.kind === 'answer' && one.step === step);
  return {
    ...(entry && { entry }),
    ...(stepState?.status === 'skipped' && { skipped: stepState.because }),
    ...(answer && { answer: answer.answer }),
  };
};

import type { LabState } from '../../engine/state.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';

/** The first step that asks something which is not answered yet. What all levels, orders or requests come to would answer it. */
export const questionAhead = ({ asks, answers, script, lab, track }: RunModel): number | undefined => {
  const now = track.states.at(-1) ?? lab;
  if (!asks || now?.outOfTurn || now?.finished) return undefined;
  const step = script.steps.findIndex(
    ({ predict }, at) =>
      predict !== undefined && !isPassed(now?.steps[at]) && !answers.some((one) => one.step === at),
  );
  return step < 0 ? undefined : step;
};

const isPassed = (step: LabState['steps'][number] | undefined): boolean =>
  step?.status === 'taken' || step?.status === 'skipped';

/** Why a screen that tells what comes is not shown yet, if so. Before a class that is the presenter's matter. */
export const asksFirst = ({ mode }: Pick<Model, 'mode'>, run: RunModel): string | undefined => {
  const asked = mode === 'lab' ? questionAhead(run) : undefined;
  return asked === undefined
    ? undefined
    : `Step ${asked + 1} asks first, and this tells its answer. Q asks no more.`;
};

import { leftScriptAt } from '../../engine/judge/words-hold.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { coming } from './coming.ts';
import { turned } from './question.ts';
import { isLive } from './track.ts';

/** The hint for the step that comes next, if it has one. */
export const hintOf = ({
  lab,
  track,
  order,
}: Pick<RunModel, 'lab' | 'track' | 'order'>):
  | { readonly step: number; readonly text: string }
  | undefined => {
  if (lab === undefined || !lab.settled || lab.finished || !isLive(track)) return undefined;
  const { plan, takes } = coming(lab, order);
  const text =
    plan.kind === 'take' && takes === undefined && leftScriptAt(lab) === undefined
      ? lab.script.steps[plan.step]?.hint
      : undefined;
  return plan.kind === 'take' && text !== undefined ? { step: plan.step, text } : undefined;
};

/** Shows the hint, or says that there is none. */
export const giveHint = (model: Model): Model => {
  const { run } = model;
  if (run === undefined) return model;
  const hint = hintOf(run);
  return {
    ...model,
    run:
      hint === undefined
        ? { ...run, notice: 'There is no hint for this step.' }
        : { ...run, ...turned(run), hinted: hint.step },
  };
};

import type { Update } from './messages.ts';
import type { Model } from './model.ts';
import type { RunModel } from './run.ts';

/** The model, and nothing to be done outside of it. */
export const only = (model: Model): Update => ({ model, commands: [] });

/** The run changed, if there is one. */
export const withRun = (model: Model, change: Partial<RunModel>): Model =>
  model.run ? { ...model, run: { ...model.run, ...change } } : model;

export const withoutNotice = (before: Model): Model => {
  const model = before.notice === undefined ? before : withoutListNotice(before);
  if (model.run === undefined) return model;
  const { notice: _, ...run } = model.run;
  return { ...model, run };
};

const withoutListNotice = ({ notice: _, ...model }: Model): Model => model;

export const withoutGoal = (model: Model): Model => {
  if (model.run?.goal === undefined) return model;
  const { goal: _, ...run } = model.run;
  return { ...model, run };
};

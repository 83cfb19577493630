import type { LeftBreaking } from '../model/breaking.ts';
import type { Model } from '../model/model.ts';

/** An exercise that is left with moves, or with hints, is kept as it is on the screen. */
export const withLeft = (model: Model): Model => {
  const { run, left } = model;
  if (run?.breaking === undefined || run.order !== undefined) return model;
  const { lesson, breaking, track } = run;
  // Its moves may be on the way still, where it was left before.
  const actions = track.actions.length > 0 ? track.actions.slice(0, track.at) : run.again;
  const own: LeftBreaking = { lesson, breaking: { ...breaking, wanted: [] }, actions };
  return { ...model, left: { ...left, [lesson.id]: own } };
};

/** Forgotten with all that was done in it; without an id, in all of them. */
export const withoutLeft = ({ left, ...model }: Model, id?: string): Model => {
  if (left === undefined || id === undefined) return model;
  const { [id]: _, ...others } = left;
  return { ...model, left: others };
};

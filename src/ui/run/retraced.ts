import { leftWay } from '../../engine/compare/same-way.ts';
import { leftWayWords } from '../../engine/words/step-words.ts';
import type { Model } from '../model/model.ts';

/** Says so where a run did not come again to what the one before it had come to. */
export const comparedWithFirst = (model: Model): Model => {
  if (model.run?.retraces === undefined) return model;
  const { retraces, ...run } = model.run;
  const again = run.track.states[retraces.at];
  const left = again && leftWay(retraces.lab, again);
  const notice = left && `This is another run, and ${leftWayWords(left)}.`;
  return { ...model, run: { ...run, ...(notice !== undefined && { notice }) } };
};

import type { Model } from '../model/model.ts';
import { isAtEnd } from './end-page.ts';

/** A key was pressed. Whoever presses another one at the end has let go of the one before. */
export const withKey = (model: Model, key: string): Model => {
  const { run } = model;
  if (run?.endKey === undefined || run.endKey === key) return { ...model, key };
  const { endKey: _, ...others } = run;
  return { ...model, key, run: others };
};

/** Where the end of a run comes on the screen, the key that was pressed last may still be held down. */
export const withEndKey = (before: Model, model: Model): Model => {
  const { run, key } = model;
  const was = before.run?.number === run?.number ? before.run : undefined;
  if (run === undefined || key === undefined || !isAtEnd(run) || (was && isAtEnd(was))) return model;
  return { ...model, run: { ...run, endKey: key } };
};

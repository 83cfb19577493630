import { only, withRun } from '../model/changes.ts';
import type { Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';

/** Keeps all that was done in the run, wherever the user looks. */
export const save = (model: Model): Update => {
  const { run } = model;
  if (run === undefined) return only(model);
  if (run.track.states.length === 0) return only(withRun(model, { notice: 'There is nothing to save yet.' }));
  return { model, commands: [{ type: 'save-run', run: run.number, lesson: run.lesson.id }] };
};

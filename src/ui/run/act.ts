import type { RunAction } from '../../engine/run/retrace.ts';
import { only, withRun } from '../model/changes.ts';
import type { Command, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { openRun } from './open-run.ts';
import { began } from './track.ts';

/** Something is asked of the run that is open. */
export const begin = (model: Model, action: RunAction, command: Command): Update => {
  const { run } = model;
  if (run === undefined) return only(model);
  return {
    model: {
      ...model,
      run: {
        ...run,
        track: began(run.track, action),
        phase: { kind: 'taking' },
        begun: true,
        scroll: { main: undefined, guide: 0, data: undefined },
      },
    },
    commands: [command],
  };
};

/** Where the user looks back, the run is gone again up to there, and then this is asked of it. */
export const beginAgain = (model: Model, run: RunModel, action: RunAction): Update => {
  const done = run.track.actions.slice(0, run.track.at);
  const { model: opened, commands } = openRun(model, run.lesson, run.choice, [...done, action]);
  const retraces = run.lab && { at: done.length, lab: run.lab };
  const { order } = run;
  const kept = order === undefined ? opened : withRun(opened, { order });
  return { model: retraces ? withRun(kept, { retraces }) : kept, commands };
};

/** The script goes on in whatever order is left. */
export const withoutOrder = (model: Model): Model => {
  if (model.run === undefined) return model;
  const { order: _, ...run } = model.run;
  return { ...model, run };
};

import { reduce } from '../../engine/reduce.ts';
import { tablesSeen } from '../../engine/run/sees.ts';
import type { Sights } from '../../engine/sight.ts';
import type { LabState } from '../../engine/state.ts';
import type { Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { isRecorded } from '../model/server.ts';

/**
 * Has the sessions asked what they would read where that is not known yet: once the run is at rest, in the background,
 * and only for the place that is shown.
 */
export const withLook = ({ model, commands }: Update): Update => {
  const { run } = model;
  const first = run && !isRecorded(model.server) ? unknownPlace(run) : undefined;
  if (run === undefined || first === undefined) return { model, commands };
  const look = model.looks + 1;
  const { number, script, track } = run;
  const actions = track.actions.slice(0, track.at);
  return {
    model: { ...model, looks: look, run: { ...run, looking: { look, of: first } } },
    commands: [...commands, { type: 'look', run: number, look, script, first, actions }],
  };
};

/** What is shown, where nobody has asked yet, and the run is not about to go on by itself. */
const unknownPlace = ({ lab, phase, goal, looking, script }: RunModel): LabState | undefined => {
  const isAtRest = lab?.settled && phase.kind === 'ready' && goal === undefined;
  return isAtRest && lab.sights === undefined && looking?.of !== lab && tablesSeen(script).length > 0
    ? lab
    : undefined;
};

/** They have been asked, unless that was called off. The run itself has told it already where nothing has happened since. */
export const sighted = (model: Model, look: number, sights: Sights | undefined): Model => {
  const { run } = model;
  if (run?.looking?.look !== look) return model;
  const { of } = run.looking;
  if (sights === undefined) {
    const { looking: _, ...others } = run;
    return { ...model, run: others };
  }
  const told = reduce(of, { type: 'looked-aside', at: of.at, sights });
  const put = (lab: LabState): LabState => (lab === of ? told : lab);
  const track = { ...run.track, states: run.track.states.map(put) };
  return { ...model, run: { ...run, track, ...(run.lab && { lab: put(run.lab) }) } };
};

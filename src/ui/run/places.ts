import { differingSteps, isBehind } from '../../engine/compare/differences.ts';
import type { LabState } from '../../engine/state.ts';
import { only } from '../model/changes.ts';
import type { Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { Goal, RunModel } from '../model/run.ts';
import { withEndPage } from './end-page.ts';
import { readsPast } from './question.ts';
import { isLive, nextWaitPlace, waitsSeen } from './track.ts';

/** Shows the run as it was after so many actions; nothing happens on the server. */
export const showPlace = (model: Model, at: number): Model => {
  const { run } = model;
  const lab = run?.track.states[at];
  if (run === undefined || lab === undefined) return model;
  const { goal: _, ...rest } = run;
  const scroll = { main: undefined, guide: 0, data: undefined };
  return {
    ...model,
    run: withEndPage(model.mode, run, {
      ...rest,
      lab,
      track: { ...run.track, at },
      nextWanted: false,
      begun: true,
      scroll,
    }),
  };
};

/** One step back. */
export const previousPlace = (model: Model): Model => {
  const { run } = model;
  if (run === undefined) return model;
  return run.track.at > 0
    ? showPlace(model, run.track.at - 1)
    : { ...model, run: { ...run, notice: 'This is the beginning.' } };
};

/** Where the run is now; from there on, to its end. */
export const lastPlace = (model: Model, goOn: (model: Model) => Update): Update => {
  const { run } = model;
  if (run === undefined) return only(model);
  if (isLive(run.track) && run.lab?.finished)
    return only({ ...model, run: { ...run, notice: 'This is the end.' } });
  return isLive(run.track)
    ? goOn(goFor(model, run, { kind: 'end' }))
    : only(showPlace(model, run.track.actions.length));
};

/** Where the next wait begins, in what was seen or in what comes. */
export const nextWait = (model: Model, goOn: (model: Model) => Update): Update => {
  const { run } = model;
  if (run === undefined) return only(model);
  const place = nextWaitPlace(run.track);
  if (place !== undefined) return only(showPlace(model, place));
  if (run.track.states.at(-1)?.finished) return only({ ...model, run: { ...run, notice: noOtherWait } });
  return goOn(goalFrom(model, run, (lab) => ({ kind: 'wait', waits: lab ? waitsSeen(lab) : 0 })));
};

/** The place at which so many steps of the script are taken, in what was seen or in what comes. */
export const stepPlace = (model: Model, steps: number, goOn: (model: Model) => Update): Update => {
  const { run } = model;
  if (run === undefined) return only(model);
  const place = run.track.states.findIndex((lab) => stepsTaken(lab) >= steps);
  if (place >= 0) return only(showPlace(model, place));
  const last = run.track.states.at(-1);
  const vain = last?.finished && vainWords({ kind: 'step', steps }, last);
  if (vain !== undefined) return only({ ...model, run: { ...run, notice: vain } });
  return goOn(goalFrom(model, run, () => ({ kind: 'step', steps })));
};

/** The goal is reached, or cannot be reached any more. */
export const isReached = (goal: Goal, lab: LabState): boolean => {
  if (lab.finished) return true;
  switch (goal.kind) {
    case 'end':
      return false;
    case 'wait':
      return waitsSeen(lab) > goal.waits;
    case 'step':
      return stepsTaken(lab) >= goal.steps;
    case 'difference':
      return (
        differingSteps(goal.from.lab, lab).length > goal.found ||
        (lab.settled && !isBehind(goal.from.lab, lab))
      );
  }
};

const noOtherWait = 'No other wait comes after this.';

/** The way goes by a question: it is asked first, as on any other way. */
export const stoppedByQuestion = (model: Model): Model => {
  if (model.run?.goal === undefined) return model;
  const { goal: _, ...run } = model.run;
  const notice = readsPast(run)
    ? 'Stopped before a question: Space shows it. Answer it or skip it, then go on.'
    : 'Stopped at a question: answer it or skip it, then go on.';
  return { ...model, run: { ...run, notice } };
};

/** The run is over: a goal that was never met is given up, with a word. */
export const withoutVainGoal = (model: Model): Model => {
  const { run } = model;
  if (run?.lab?.finished === undefined || run.goal === undefined) return model;
  const { goal, ...rest } = run;
  const notice = vainWords(goal, run.lab);
  return { ...model, run: { ...rest, ...(notice !== undefined && { notice }) } };
};

export const vainWords = (goal: Goal, lab: LabState): string | undefined => {
  switch (goal.kind) {
    case 'end':
      return undefined;
    case 'wait':
      return waitsSeen(lab) > goal.waits ? undefined : 'No other wait came: this is the end.';
    case 'step':
      return stepsTaken(lab) >= goal.steps
        ? undefined
        : `There is no place after ${goal.steps} steps: this is the end.`;
    case 'difference':
      return differingSteps(goal.from.lab, lab).length > goal.found
        ? undefined
        : `No other answer of the server is otherwise, as far as the run ${goal.from.where} went.`;
  }
};

/** A step that was passed over counts: the place is told by the numbers that the steps have on the screen. */
const stepsTaken = (lab: LabState): number =>
  lab.steps.filter(({ status }) => status === 'taken' || status === 'skipped').length;

/** A goal that lies ahead of what was seen is gone for from where the run is now. */
const goalFrom = (model: Model, run: RunModel, goal: (lab: LabState | undefined) => Goal): Model => {
  const live = run.track.states.length > 0 ? showPlace(model, run.track.actions.length) : model;
  return live.run ? goFor(live, live.run, goal(live.run.lab)) : live;
};

export const goFor = (model: Model, run: RunModel, goal: Goal): Model => ({
  ...model,
  run: { ...run, goal },
});

import { differingSteps, isBehind } from '../../engine/compare/differences.ts';
import { isOfScript } from '../../engine/run/retrace.ts';
import { upcoming } from '../../engine/run/upcoming.ts';
import { type Choice, scriptOf } from '../../lesson/script.ts';
import { only, withRun } from '../model/changes.ts';
import type { Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { Beside, RunModel } from '../model/run.ts';
import { differencesIn } from './differences.ts';
import { withEndPage } from './end-page.ts';
import { inOrder, openRun } from './open-run.ts';
import { goFor, previousPlace, showPlace } from './places.ts';
import { actionsToSamePlace } from './same-place.ts';
import { isLive } from './track.ts';

/** The lesson at another level or in another variant, up to the same place, or the first one where something is otherwise. */
export const openBeside = (model: Model, run: RunModel, choice: Choice): Update => {
  const opened = inOrder(
    openRun(model, run.lesson, choice, actionsToSamePlace(run, scriptOf(run.lesson, choice))),
    choice.variant === run.choice.variant ? run.order : undefined,
  );
  const beside = besideOf(model, run, choice);
  return beside ? { ...opened, model: withRun(opened.model, { beside }) } : opened;
};

/** What it is held against. Before a class it goes on at the same place. */
const besideOf = ({ mode }: Model, run: RunModel, choice: Choice): Beside | undefined => {
  if (mode !== 'lab') return undefined;
  if (run.beside?.isSought) return run.beside;
  const { track, script } = run;
  const lab = track.states.at(-1);
  if (lab === undefined || !track.actions.slice(0, track.at).some(isOfScript)) return undefined;
  const isLevel = (choice.level ?? run.lesson.level) !== script.level;
  const elsewhere = script.variant ? `in “${script.variant.title}”` : 'in the lesson as it is';
  return { where: isLevel ? `at ${script.level}` : elsewhere, lab, isSought: true };
};

/**
 * The way of the run before is gone again. Where something came out otherwise, the run is made once more up to there, or
 * up to the question of that step; else it stays where it is.
 */
export const haltAtDifference = (model: Model, run: RunModel, { isSought: _, ...beside }: Beside): Update => {
  const { actions, states } = run.track;
  const [place] = differencesIn(beside, run.track);
  const isAsked = place !== undefined && hasQuestion(run, place - 1);
  const stop = place === undefined || !isAsked ? place : place - 1;
  const notice =
    place === undefined || isAsked
      ? `So far the server's answers are the same as ${beside.where}.`
      : undefined;
  const change: Partial<RunModel> = { beside, ...(notice !== undefined && { notice }) };
  const lab = states.at(-1);
  if (stop === undefined || stop === actions.length) {
    // What was asked for on the way is done, but not past a difference.
    const { goal, ...others } = run;
    const halted = place === undefined ? run : { ...others, nextWanted: false };
    return only({
      ...model,
      run: withEndPage(model.mode, run, { ...halted, ...change, ...(lab && { lab }) }),
    });
  }
  const opened = inOrder(openRun(model, run.lesson, run.choice, actions.slice(0, stop)), run.order);
  return { ...opened, model: withRun(opened.model, change) };
};

const hasQuestion = ({ asks, track, script }: RunModel, place: number): boolean => {
  const { actions, states } = track;
  const lab = states[place];
  if (!asks || lab === undefined || actions.some(({ kind }) => kind === 'take')) return false;
  const plan = upcoming(lab);
  return (
    actions[place]?.kind === 'next' && plan.kind === 'take' && script.steps[plan.step]?.predict !== undefined
  );
};

/** On to the next difference, in what was seen or in what comes; where there is nothing to hold it against, a step. */
export const nextDifference = (
  model: Model,
  run: RunModel,
  step: (model: Model) => Update,
  goOn: (model: Model) => Update,
): Update => {
  const { beside, track } = run;
  if (beside === undefined) return step(model);
  const ahead = differencesIn(beside, track).find((place) => place > track.at);
  if (ahead !== undefined) return only(showPlace(model, ahead));
  if (!isLive(track)) return only(showPlace(model, track.actions.length));
  if (run.lab === undefined || !isBehind(beside.lab, run.lab)) return step(model);
  const found = differingSteps(beside.lab, run.lab).length;
  return goOn(goFor(model, run, { kind: 'difference', from: beside, found }));
};

/** Back to the difference before; before the first, a step back. */
export const previousDifference = (model: Model, run: RunModel): Model => {
  const { beside, track } = run;
  const back = beside && differencesIn(beside, track).findLast((place) => place < track.at);
  return back === undefined ? previousPlace(model) : showPlace(model, back);
};

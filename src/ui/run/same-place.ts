import type { RunAction } from '../../engine/run/retrace.ts';
import { upcoming } from '../../engine/run/upcoming.ts';
import type { Script } from '../../lesson/script.ts';
import { stepKeys } from '../../lesson/step-keys.ts';
import type { RunModel } from '../model/run.ts';
import { sameTurns } from './same-turns.ts';

/**
 * What is done again to come to the same step in another variant: it takes the steps that only it has on the way
 * there, too, and none for those that it has not.
 */
export const actionsToSamePlace = (
  { track, again, script, lab }: RunModel,
  other: Script,
): readonly RunAction[] => {
  if (track.states.length === 0 || lab === undefined) return again;
  const done = track.actions.slice(0, track.at);
  if (done.some(({ kind }) => kind === 'take')) return sameTurns(track, script, other);
  if (!done.some(({ kind }) => kind === 'next')) return done;
  const own = stepKeys(script.steps);
  const others = stepKeys(other.steps);
  const plan = upcoming(lab);
  const passed = plan.kind === 'take' ? passedBefore(plan.step, own, others) : others;
  if (!isSameOrder(own, others)) return withSteps(done, passed.length);
  const more = passed.filter((key) => !own.includes(key)).length;
  const fewer = own.filter(
    (key, step) => lab.steps[step]?.status === 'taken' && !others.includes(key),
  ).length;
  const steps = done.filter(({ kind }) => kind === 'next').length - fewer;
  return withSteps(done, steps + more);
};

/** The same with so many steps: those that are too many are left out, those that are missing come at the end. */
const withSteps = (done: readonly RunAction[], steps: number): readonly RunAction[] => {
  const kept = done.filter((action, index) => action.kind !== 'next' || nextsBefore(done, index) < steps);
  const missing = Math.max(0, steps - kept.filter(({ kind }) => kind === 'next').length);
  return [...kept, ...Array.from({ length: missing }, (): RunAction => ({ kind: 'next' }))];
};

/** Do the steps that both have stand in the same order in both? */
const isSameOrder = (own: readonly string[], others: readonly string[]): boolean => {
  const shared = others.filter((key) => own.includes(key));
  return own.filter((key) => others.includes(key)).every((key, index) => key === shared[index]);
};

/** Up to the same next step; where that is not there, up to the last one before it that is. */
const passedBefore = (step: number, own: readonly string[], others: readonly string[]): readonly string[] => {
  const next = others.indexOf(own[step] ?? '');
  if (next >= 0) return others.slice(0, next);
  const last = own.slice(0, step).findLast((key) => others.includes(key));
  return last === undefined ? [] : others.slice(0, others.indexOf(last) + 1);
};

const nextsBefore = (actions: readonly RunAction[], index: number): number =>
  actions.slice(0, index).filter(({ kind }) => kind === 'next').length;

import { reduce } from '../reduce.ts';
import { Remembered } from '../remembered.ts';
import type { LabState } from '../state.ts';
import { type Plan, planNext, planOf } from './plan.ts';

type Upcoming = Exclude<Plan, Passing>;

/** What the run tells on its way to it. */
type Passing = Extract<Plan, { readonly kind: 'skip' | 'defer' | 'again' }>;

/** What comes next in the script's own order: which step is taken, or that nothing is left to take. */
export const upcoming = (lab: LabState): Upcoming => known.of(lab, () => found(lab));

/** Asked for several times for each screen; a long script may have much to pass over. */
const known = new Remembered<Upcoming>(8);

const found = (lab: LabState): Upcoming => {
  let state = lab;
  for (;;) {
    const plan = planNext(state);
    if (plan.kind !== 'skip' && plan.kind !== 'defer' && plan.kind !== 'again') return plan;
    state = imagined(state, plan);
  }
};

/** What comes of it when this session goes next, wherever the script has its step. */
export const upcomingOf = (lab: LabState, session: string): Exclude<Turn, { readonly kind: 'skip' }> => {
  let state = lab;
  for (;;) {
    const plan = planOf(state, session);
    if (plan.kind !== 'skip') return plan;
    state = imagined(state, plan);
  }
};

type Turn = ReturnType<typeof planOf>;

/** The run passes over what it cannot take now; here it is only imagined. */
const imagined = (state: LabState, plan: Passing): LabState => {
  const { at } = state;
  if (plan.kind === 'again')
    return reduce(state, { at, type: 'tries-again', session: plan.session, attempt: plan.attempt });
  const session = state.script.steps[plan.step]?.session ?? '';
  return reduce(
    state,
    plan.kind === 'skip'
      ? { at, type: 'step-skipped', step: plan.step, session, because: plan.because }
      : { at, type: 'step-deferred', step: plan.step, session },
  );
};

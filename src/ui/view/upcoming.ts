import { reduce } from '../../engine/reduce.ts';
import { Remembered } from '../../engine/remembered.ts';
import { type Plan, planNext } from '../../engine/run/plan.ts';
import type { LabState } from '../../engine/state.ts';

type Upcoming = Exclude<Plan, { readonly kind: 'skip' | 'defer' }>;

/** What the next key press does: which step is taken, or that nothing is left to take. */
export const upcoming = (lab: LabState): Upcoming => known.of(lab, () => found(lab));

/** Asked for several times for each screen; a long script may have much to pass over. */
const known = new Remembered<Upcoming>(8);

const found = (lab: LabState): Upcoming => {
  let state = lab;
  for (;;) {
    const plan = planNext(state);
    if (plan.kind !== 'skip' && plan.kind !== 'defer') return plan;
    const session = state.script.steps[plan.step]?.session ?? '';
    // The run passes over what it cannot take now; here it is only imagined.
    state = reduce(
      state,
      plan.kind === 'skip'
        ? { at: state.at, type: 'step-skipped', step: plan.step, session, because: plan.because }
        : { at: state.at, type: 'step-deferred', step: plan.step, session },
    );
  }
};

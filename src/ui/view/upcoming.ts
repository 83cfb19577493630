import { type Plan, planNext } from '../../engine/plan.ts';
import { reduce } from '../../engine/reduce.ts';
import type { LabState } from '../../engine/state.ts';

/** What the next key press does: which step is taken, or that nothing is left to take. */
export const upcoming = (lab: LabState): Exclude<Plan, { readonly kind: 'skip' | 'defer' }> => {
  const plan = planNext(lab);
  if (plan.kind !== 'skip' && plan.kind !== 'defer') return plan;
  const session = lab.script.steps[plan.step]?.session ?? '';
  // The run passes over what it cannot take now; here it is only imagined.
  return upcoming(
    reduce(
      lab,
      plan.kind === 'skip'
        ? { at: lab.at, type: 'step-skipped', step: plan.step, session, because: plan.because }
        : { at: lab.at, type: 'step-deferred', step: plan.step, session },
    ),
  );
};

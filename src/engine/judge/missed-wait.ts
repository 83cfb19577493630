import { serverErrors } from '../outcome.ts';
import type { LabState } from '../state.ts';
import { statements } from '../statements.ts';

/**
 * Did the server give a statement's wait up (1205) before the lab had seen it? The error says that it waited,
 * and nobody can tell any more for whom. It happens when a machine stands still for as long as the session was
 * willing to wait, often a second: then what was seen proves nothing, for a lesson or against it.
 */
export const missedWait = (lab: Pick<LabState, 'timeline'>): boolean =>
  statements(lab).some(
    ({ outcome, waits }) =>
      outcome?.kind === 'error' && outcome.errno === serverErrors.lockWaitTimeout && waits.length === 0,
  );

import type { LabState } from '../../engine/state.ts';
import { statements } from '../../engine/statements.ts';

/** Has the user left the script? With statements of their own, by ending one, or in the order of steps. */
export const isOffScript = (lab: LabState | undefined): boolean =>
  lab !== undefined && (lab.outOfTurn !== undefined || statements(lab).some(isByUser));

const isByUser = ({ by, outcome }: ReturnType<typeof statements>[number]): boolean =>
  by === 'user' || (outcome !== undefined && 'cancelled' in outcome && outcome.cancelled === 'user');

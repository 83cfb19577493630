import type { LabState } from '../../engine/state.ts';
import { stepStatements } from '../../engine/taken.ts';

/** The step that is being taken: until the screen is current again, it is the one to speak of. */
export const stepInHand = (lab: LabState): number | undefined =>
  lab.settled ? undefined : stepStatements(lab).at(-1)?.step;

/**
 * Is the step in hand seen to go on at its own pace? It is at work, or it waits and its lesson lets it wait
 * to the end; nothing that the user asks for comes before its answer.
 */
export const goesAtItsOwnPace = (lab: LabState): boolean => {
  const step = stepInHand(lab);
  if (step === undefined) return false;
  const status = stepStatements(lab).at(-1)?.status;
  return status === 'running' || (status === 'blocked' && lab.script.steps[step]?.until === 'finished');
};

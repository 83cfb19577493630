import type { LabState } from '../../engine/state.ts';
import { statements } from '../../engine/statements.ts';
import { stepStatements } from '../../engine/taken.ts';

/**
 * The step that is being taken: until the screen is current again, it is the one to speak of. Once the user has sent
 * something after it, only as long as it is at work: it is taken.
 */
export const stepInHand = (lab: LabState): number | undefined => {
  const newest = lab.settled ? undefined : stepStatements(lab).at(-1);
  if (newest === undefined) return undefined;
  const isUnderWay = newest.status === 'sent' || newest.status === 'running';
  const isNewest = statements(lab).every(
    ({ by, statement }) => by !== 'user' || statement < newest.statement,
  );
  return isUnderWay || isNewest ? newest.step : undefined;
};

/**
 * Is something seen to go on at its own pace? A statement is at work, or the step in hand waits and its lesson lets it wait
 * to the end. No step of the script comes before its answer; what the user sends in another session does.
 */
export const goesAtItsOwnPace = (lab: LabState): boolean => {
  if (lab.sessions.some(({ status }) => status === 'running')) return true;
  const step = stepInHand(lab);
  if (step === undefined || lab.script.steps[step]?.until !== 'finished') return false;
  return stepStatements(lab).at(-1)?.status === 'blocked';
};

/** Who is at work or awaited then, and what it does. */
export const atItsOwnPace = (
  lab: LabState,
):
  | { readonly session: string; readonly isOwn: boolean; readonly does: 'is at work' | 'waits' }
  | undefined => {
  if (!goesAtItsOwnPace(lab)) return undefined;
  const running = statements(lab).findLast(({ status }) => status === 'running');
  const one = running ?? stepStatements(lab).at(-1);
  if (one === undefined) return undefined;
  return { session: one.session, isOwn: one.by === 'user', does: running ? 'is at work' : 'waits' };
};

import type { Script } from '../lesson/script.ts';
import { isError } from './condition.ts';
import type { Outcome } from './outcome.ts';
import type { LabState, SessionState, TimelineEntry } from './state.ts';
import { statementOfStep } from './taken.ts';

/** A session begins its request again. */
export interface Attempt {
  readonly session: string;
  /** Counted from 1, the first one. */
  readonly attempt: number;
}

/** At which attempt of its request a session is. */
export const attemptOf = ({ timeline }: Pick<LabState, 'timeline'>, session: string): number =>
  1 + timeline.filter((one) => one.kind === 'again' && one.session === session).length;

/** What has happened in a session since its attempt began. */
export const sinceAttempt = (
  { timeline }: Pick<LabState, 'timeline'>,
  session: string,
): readonly TimelineEntry[] =>
  timeline
    .slice(timeline.findLastIndex((one) => one.kind === 'again' && one.session === session) + 1)
    .filter((one) => one.session === session);

/** Whether a step, by its place, is one of the attempt that came last in its session. */
export const isOfLastAttempt = (state: Pick<LabState, 'timeline' | 'script'>, place: number): boolean => {
  const { session = '', again } = state.script.steps[place] ?? {};
  return (again?.attempt ?? 1) === attemptOf(state, session);
};

/** Whether the application tries again after it, if it may. */
export const isRetriedOn = ({ retry }: Pick<Script, 'retry'>, outcome: Outcome | undefined): boolean =>
  outcome !== undefined && (retry?.on.some((error) => isError(outcome, error)) ?? false);

/** How often a request is tried at most. */
export const mostAttempts = ({ retry }: Pick<Script, 'retry'>): number => 1 + (retry?.times ?? 0);

/** The further attempt that a session whose script an error has ended still has, if any. */
export const nextAttemptOf = (
  state: LabState,
  { name, over, failedAt }: Pick<SessionState, 'name' | 'over' | 'failedAt'>,
): number | undefined => {
  if (over !== 'failed' || failedAt === undefined) return undefined;
  const attempt = attemptOf(state, name) + 1;
  const isListed = isRetriedOn(state.script, statementOfStep(state, failedAt)?.outcome);
  return isListed && attempt <= mostAttempts(state.script) ? attempt : undefined;
};

/** Who tries again, where nobody else can go on: the first that may, in the order of the sessions. */
export const nextAttempt = (state: LabState): Attempt | undefined => {
  for (const session of state.sessions) {
    const attempt = session.status === 'idle' ? nextAttemptOf(state, session) : undefined;
    if (attempt !== undefined) return { session: session.name, attempt };
  }
  return undefined;
};

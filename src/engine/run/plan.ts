import { type Attempt, nextAttempt } from '../attempts.ts';
import type { SkipReason } from '../events.ts';
import type { LabState, SessionState } from '../state.ts';
import { statementOfStep } from '../taken.ts';
import { isOverFor, passedOver } from './passed-over.ts';

/**
 * What comes next in the script.
 *
 * take: send this step's statement. skip: this step is not taken. defer: it is this step's turn but its
 * session is blocked. again: nobody else can go on, and a session begins its request again. stuck: steps or statements are left, and nothing the script still does could free
 * them. done: nothing is left.
 */
export type Plan =
  | { readonly kind: 'take'; readonly step: number }
  | { readonly kind: 'skip'; readonly step: number; readonly because: SkipReason }
  | { readonly kind: 'defer'; readonly step: number }
  | ({ readonly kind: 'again' } & Attempt)
  | { readonly kind: 'stuck' }
  | { readonly kind: 'done' };

/**
 * The next thing to do in a settled state: the earliest step whose session is free. A session's own
 * order is always kept, and a deferred step comes first as soon as its session is free again.
 */
export const planNext = (state: LabState): Plan => {
  for (const [step, stepState] of state.steps.entries()) {
    if (stepState.status !== 'pending' && stepState.status !== 'deferred') continue;
    const session = sessionOf(state, step);
    const reason = skipReason(state, step, session);
    if (reason !== undefined) return { kind: 'skip', step, because: reason };
    if (session.status === 'idle') return { kind: 'take', step };
    if (stepState.status === 'pending' && othersCanGoOn(state, step)) return { kind: 'defer', step };
  }
  const attempt = nextAttempt(state);
  if (attempt !== undefined) return { kind: 'again', ...attempt };
  const left =
    state.sessions.some((one) => one.status !== 'idle' && one.status !== 'lost') ||
    state.steps.some((one) => one.status === 'pending' || one.status === 'deferred');
  return { kind: left ? 'stuck' : 'done' };
};

/** The next thing to do in one session, whatever the script's order is; blocked: it has no turn now. */
export const planOf = (
  state: LabState,
  session: string,
): Exclude<Plan, { readonly kind: 'defer' | 'again' | 'stuck' }> | { readonly kind: 'blocked' } => {
  const step = nextStepOf(state, session);
  if (step === undefined) return { kind: 'done' };
  const own = sessionOf(state, step);
  const because = skipReason(state, step, own);
  if (because !== undefined) return { kind: 'skip', step, because };
  return own.status === 'idle' ? { kind: 'take', step } : { kind: 'blocked' };
};

/**
 * A step that will not be taken whatever the others do meanwhile: it is told at once. Not one that depends on a step that
 * somebody may still take.
 */
export const plannedSkip = (state: LabState): Extract<Plan, { readonly kind: 'skip' }> | undefined => {
  for (const { name } of state.sessions) {
    const plan = planOf(state, name);
    if (plan.kind === 'skip' && (plan.because !== 'condition' || isDecided(state, plan.step))) return plan;
  }
  return undefined;
};

const isDecided = ({ script, steps }: LabState, step: number): boolean => {
  const { when } = script.steps[step] ?? {};
  const named = steps[script.steps.findIndex(({ name }) => name !== undefined && name === when?.step)];
  return named?.status === 'taken' || named?.status === 'skipped';
};

const nextStepOf = ({ script, steps }: LabState, session: string): number | undefined => {
  const step = steps.findIndex(
    ({ status }, at) =>
      (status === 'pending' || status === 'deferred') && script.steps[at]?.session === session,
  );
  return step < 0 ? undefined : step;
};

const skipReason = (state: LabState, index: number, session: SessionState): SkipReason | undefined => {
  const step = state.script.steps[index];
  if (step === undefined) throw new Error(`No step ${index}`);
  if (isOverFor(step, session.over)) return session.over;
  if (session.status !== 'idle') return undefined;
  const transactionGone = session.transactionGone && !session.restSkipped;
  return passedOver(step, { transactionGone, outcomeOf: (name) => outcomeOf(state, name) });
};

/** Is there a later step of a session that is free? Otherwise nothing is gained by setting this one aside. */
const othersCanGoOn = (state: LabState, step: number): boolean =>
  state.steps.some(
    (one, index) => index > step && one.status === 'pending' && sessionOf(state, index).status === 'idle',
  );

const outcomeOf = (state: LabState, name: string) => {
  const step = state.script.steps.findIndex((one) => one.name === name);
  return statementOfStep(state, step)?.outcome;
};

const sessionOf = (state: LabState, index: number): SessionState => {
  const name = state.script.steps[index]?.session;
  const session = state.sessions.find((one) => one.name === name);
  if (session === undefined) throw new Error(`Step ${index} is for an unknown session ${name}`);
  return session;
};

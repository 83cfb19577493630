import type { SkipReason } from '../events.ts';
import type { LabState, SessionState } from '../state.ts';
import { statementOfStep } from '../taken.ts';
import { isOverFor, passedOver } from './passed-over.ts';

/**
 * What comes next in the script.
 *
 * take: send this step's statement. skip: this step is not taken. defer: it is this step's turn but its
 * session is blocked. stuck: steps or statements are left, and nothing the script still does could free
 * them. done: nothing is left.
 */
export type Plan =
  | { readonly kind: 'take'; readonly step: number }
  | { readonly kind: 'skip'; readonly step: number; readonly because: SkipReason }
  | { readonly kind: 'defer'; readonly step: number }
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
  const left =
    state.sessions.some((one) => one.status !== 'idle' && one.status !== 'lost') ||
    state.steps.some((one) => one.status === 'pending' || one.status === 'deferred');
  return { kind: left ? 'stuck' : 'done' };
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

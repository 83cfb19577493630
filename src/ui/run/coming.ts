import { upcoming, upcomingOf } from '../../engine/run/upcoming.ts';
import type { LabState } from '../../engine/state.ts';
import { statements } from '../../engine/statements.ts';

export interface Coming {
  readonly plan: ReturnType<typeof upcoming>;
  /** The session that goes next before its turn in the script. */
  readonly takes?: string;
}

/** What comes next where an order was opened: its next letter; without one, the script's own next step. */
export const coming = (now: LabState, order: string | undefined): Coming => {
  const lab = afterOwn(now);
  const written = upcoming(lab);
  const session = order === undefined || lab.finished ? undefined : nextInOrder(lab, order);
  if (session === undefined) return { plan: written };
  const plan = upcomingOf(lab, session);
  const isInTurn = written.kind === 'take' && plan.kind === 'take' && written.step === plan.step;
  return plan.kind !== 'take' || isInTurn ? { plan: written } : { plan, takes: session };
};

/** What the user has sent is over before the script goes on. */
const afterOwn = (lab: LabState): LabState => {
  const open = lab.settled ? [] : statements(lab).filter(({ by, outcome }) => by === 'user' && !outcome);
  const own = open.flatMap(({ session, status }) => (status === 'blocked' ? [] : [session]));
  if (own.length === 0) return lab;
  const free = { status: 'idle' } as const;
  return {
    ...lab,
    sessions: lab.sessions.map((one) => (own.includes(one.name) ? { ...one, ...free } : one)),
  };
};

/** Who waits is set aside, as in the script's own order. */
const nextInOrder = (lab: LabState, order: string): string | undefined => {
  const passed = new Map<string, number>();
  for (const [place, { status }] of lab.steps.entries()) {
    const session = lab.script.steps[place]?.session ?? '';
    if (status === 'taken' || status === 'skipped') passed.set(session, (passed.get(session) ?? 0) + 1);
  }
  for (const session of order) {
    const left = passed.get(session) ?? 0;
    if (left > 0) passed.set(session, left - 1);
    else if (upcomingOf(lab, session).kind === 'take') return session;
  }
  return undefined;
};

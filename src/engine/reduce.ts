import { stepsOfAttempt } from '../lesson/attempts.ts';
import type { StatementClaims } from './claim.ts';
import {
  isWhole,
  type LabEvent,
  type Observation,
  type RunStarted,
  type Settled,
  type StatementFinished,
  type StatementSent,
  type TransactionRecord,
} from './events.ts';
import { withFreeing } from './freeing.ts';
import { outOfTurnBy } from './out-of-turn.ts';
import { serverErrors } from './outcome.ts';
import { mayLeaveALevel, sessionAs, withoutLevel } from './session-settings.ts';
import type { LabState, SessionState, StatementEntry, StepState, TimelineEntry } from './state.ts';
import { beginsTransaction, endsTransaction, leavesXa } from './transaction-statements.ts';
import { withWaits } from './waits.ts';

/** The state that a run begins with. */
export const initialState = (event: RunStarted & { readonly at: number }): LabState => ({
  script: event.script,
  server: event.server,
  ...(event.redis && { redis: event.redis }),
  ...(event.schema !== undefined && { schema: event.schema }),
  at: event.at,
  sessions: event.script.sessions.map((one) => ({
    name: one.name,
    role: one.role,
    level: one.level,
    status: 'idle',
    transactionGone: false,
  })),
  steps: event.script.steps.map(() => ({ status: 'pending' })),
  timeline: [],
  observation: onto(nothingSeen, event.observation),
  settled: true,
});

/** Where nobody has looked yet. */
const nothingSeen: Observation = { tables: [], transactions: [], locks: [] };

/** The next state. Pure; the first event of a run is `run-started`, and begins anew whatever came before. */
export const reduce = (state: LabState | undefined, event: LabEvent): LabState => {
  if (event.type === 'run-started') return initialState(event);
  if (state === undefined) throw new Error(`A run begins with run-started, not with ${event.type}`);
  const since = event.type === 'looked-aside' ? state : outdated(state);
  return apply({ ...since, at: event.at }, event);
};

/** What sessions would read is asked anew after whatever happens. */
const outdated = (state: LabState): LabState => {
  const { sights, ...rest } = state;
  if (sights === undefined) return state;
  const told = Object.entries(sights).filter(([, sight]) => sight.kind === 'reads');
  return { ...rest, sightsBefore: { ...state.sightsBefore, ...Object.fromEntries(told) } };
};

/** What a session would have read before its statement is known only where it was asked right before that. */
const withoutStaleSights = (state: LabState): LabState => {
  const { sightsBefore, ...rest } = state;
  if (sightsBefore === undefined) return state;
  const busy = state.sessions.flatMap(({ name, status }) => (status === 'idle' ? [] : [name]));
  const kept = Object.entries(sightsBefore).filter(([name]) => busy.includes(name));
  return kept.length === 0 ? rest : { ...rest, sightsBefore: Object.fromEntries(kept) };
};

const apply = (state: LabState, event: Exclude<LabEvent, RunStarted>): LabState => {
  switch (event.type) {
    case 'step-skipped': {
      const skipped: LabState = {
        ...withStep(state, event.step, { status: 'skipped', because: event.because }),
        timeline: [
          ...state.timeline,
          { kind: 'skip', session: event.session, step: event.step, at: event.at, because: event.because },
        ],
      };
      const isLast =
        event.because === 'transaction-gone' && endsTransaction(state.script.steps[event.step]?.sql ?? '');
      return isLast
        ? withSession(skipped, event.session, (session) => ({ ...session, restSkipped: true }))
        : skipped;
    }
    case 'step-deferred':
      return {
        ...withStep(state, event.step, { status: 'deferred' }),
        timeline: [
          ...state.timeline,
          { kind: 'defer', session: event.session, step: event.step, at: event.at },
        ],
      };
    case 'statement-sent': {
      const taken =
        event.step !== undefined && event.by === 'script'
          ? withStep(state, event.step, { status: 'taken', statement: event.statement })
          : state;
      const entry: StatementEntry = {
        kind: 'statement',
        statement: event.statement,
        session: event.session,
        ...(event.step !== undefined && { step: event.step }),
        sql: event.sql,
        ...(event.to && { to: event.to }),
        ...(event.values && { values: event.values }),
        by: event.by,
        sentAt: event.at,
        status: 'sent',
        waits: [],
      };
      const outOfTurn = outOfTurnBy(event, state);
      const isOverlapped = state.timeline.length > 0 && !state.settled && event.by !== 'application';
      return withSession(
        {
          ...taken,
          timeline: [...taken.timeline, entry],
          ...(outOfTurn && { outOfTurn }),
          ...(isOverlapped && { isOverlapped }),
          settled: false,
        },
        event.session,
        ({ restSkipped, ...session }) => ({
          ...session,
          status: 'sent',
          transactionGone: session.transactionGone && !restSkipped && !isOver(event),
        }),
      );
    }
    case 'statement-blocked':
      return withSession(
        withStatement(state, event.statement, (entry) => {
          const { waits, waitsFirst, waitsLast, ...rest } = entry;
          return {
            ...rest,
            status: 'blocked',
            blockedAt: entry.blockedAt ?? event.at,
            ...withWaits(entry, event.waits, isBeingSettled(state, entry)),
          };
        }),
        event.session,
        (session) => ({ ...session, status: 'blocked' }),
      );
    case 'statement-running':
      return withSession(
        withStatement(state, event.statement, (entry) => ({ ...entry, status: 'running' })),
        event.session,
        (session) => ({ ...session, status: 'running' }),
      );
    case 'statement-finished':
      return finish(state, event);
    case 'answered':
      return withSession(
        {
          ...state,
          timeline: [
            ...state.timeline,
            {
              kind: 'answer',
              session: event.session,
              step: event.step,
              at: event.at,
              answer: event.answer,
              rejected: event.rejected,
            },
          ],
        },
        event.session,
        (session) => (event.rejected ? { ...session, over: 'rejected' } : session),
      );
    case 'gave-up':
      return withSession(state, event.session, (session) => ({
        ...session,
        over: 'failed',
        failedAt: event.step,
      }));
    case 'tries-again': {
      const { session, attempt, at } = event;
      const again = stepsOfAttempt(state.script, session, attempt);
      return withSession(
        {
          ...state,
          script: { ...state.script, steps: [...state.script.steps, ...again] },
          steps: [...state.steps, ...again.map(() => ({ status: 'pending' }) as const)],
          timeline: [...state.timeline, { kind: 'again', session, attempt, at }],
        },
        session,
        ({ over, failedAt, restSkipped, ...rest }) => ({ ...rest, transactionGone: false }),
      );
    }
    case 'session-lost':
      return withSession(
        {
          ...state,
          timeline: [
            ...state.timeline,
            { kind: 'lost', session: event.session, at: event.at, message: event.message },
          ],
        },
        event.session,
        ({ transaction, ...session }) => ({ ...session, status: 'lost', over: 'lost' }),
      );
    case 'settled': {
      const { answeredLately, snapshots: _, ...before } = state;
      const now = observed(
        {
          ...withClaims(before, event.seen ?? []),
          settled: true,
          ...(event.snapshots && { snapshots: event.snapshots }),
          ...(isWhole(event.observation) && { before: state.observation }),
        },
        event.observation,
      );
      return withoutStaleSights(
        goingOn(isWhole(event.observation) ? withFreeing(now, state) : now, event.autocommitOff),
      );
    }
    case 'looked-aside':
      return { ...state, sights: event.sights };
    case 'run-finished':
      return observed(
        {
          ...state,
          settled: true,
          finished: {
            end: event.end,
            ...(event.violations && { violations: event.violations }),
            ...(event.unasked !== undefined && { unasked: event.unasked }),
            ...(event.transactions && { transactions: event.transactions }),
            ...(event.happened && { happened: event.happened }),
          },
        },
        event.observation,
      );
  }
};

/** Nothing has been sent since, and all has not settled yet. */
const isBeingSettled = ({ settled, timeline }: LabState, entry: StatementEntry): boolean =>
  !settled && timeline.findLast((one) => one.kind === 'statement') === entry;

const finish = (state: LabState, event: StatementFinished & { readonly at: number }): LabState => {
  const { outcome } = event;
  const mayBeGone =
    outcome.kind === 'error' &&
    (outcome.errno === serverErrors.deadlock || outcome.errno === serverErrors.lockWaitTimeout);
  const entry = state.timeline.find((one) => one.kind === 'statement' && one.statement === event.statement);
  const isDoubtful = entry?.kind === 'statement' && mayLeaveALevel(entry);
  const told = { ...state, answeredLately: [...(state.answeredLately ?? []), event.statement] };
  return withSession(
    withStatement(told, event.statement, (one) => ({
      ...one,
      status: 'finished',
      outcome: event.outcome,
      finishedAt: event.at,
      tookMs: event.tookMs,
      ...(event.waitedMs !== undefined && { waitedMs: event.waitedMs }),
    })),
    event.session,
    (session) => ({
      ...(isDoubtful ? withoutLevel(session) : session),
      status: 'idle',
      transactionGone: session.transactionGone || (mayBeGone && session.transaction !== undefined),
    }),
  );
};

const observed = (state: LabState, observation: Settled['observation']): LabState =>
  withSettings(
    inTransactions({ ...state, observation: onto(state.observation, observation) }, observation),
    state.observation,
  );

/** What the sessions are set to, where somebody looked. */
const withSettings = (state: LabState, before: Observation): LabState => {
  const { sessions } = state.observation;
  if (sessions === undefined) return state;
  const of = (views: typeof sessions | undefined, name: string) =>
    views?.find(({ session }) => session === name);
  return {
    ...state,
    sessions: state.sessions.map((one) =>
      sessionAs(one, of(sessions, one.name), of(before.sessions, one.name)),
    ),
  };
};

/** What was not looked at is as it was. */
const onto = (before: Observation, now: Settled['observation']): Observation =>
  isWhole(now) ? now : { ...before, ...now };

/** Who is in a transaction has lost none, and with autocommit off the next statement begins another by itself. */
const goingOn = (state: LabState, autocommitOff: readonly string[] = []): LabState =>
  state.sessions.some(({ transactionGone }) => transactionGone)
    ? {
        ...state,
        sessions: state.sessions.map((session) =>
          session.transaction !== undefined || autocommitOff.includes(session.name)
            ? { ...session, transactionGone: false }
            : session,
        ),
      }
    : state;

/** What was left of a transaction that is gone. */
const isOver = ({ sql, by }: StatementSent): boolean =>
  beginsTransaction(sql) || (by === 'script' && leavesXa(sql) && endsTransaction(sql));

/** Nothing changes where nobody looked. */
const inTransactions = (state: LabState, { transactions, ...more }: Settled['observation']): LabState =>
  transactions === undefined
    ? state
    : {
        ...state,
        timeline: withEnds(
          state.timeline,
          transactions,
          'evidence' in more ? more.evidence?.transactions : undefined,
        ),
        sessions: state.sessions.map(({ transaction, ...session }) => {
          const open = transactions.find((one) => one.session === session.name && !one.autocommit);
          return open ? { ...session, transaction: open.level } : session;
        }),
      };

/** What each session's newest statement has left, if it is over: what came before that was not seen. */
const withEnds = (
  timeline: LabState['timeline'],
  transactions: LabState['observation']['transactions'],
  records: readonly TransactionRecord[] = [],
): LabState['timeline'] => {
  const seen = new Set<string>();
  const ends = new Map<StatementEntry, Pick<StatementEntry, 'leavesOpen' | 'openTransaction'>>();
  for (let at = timeline.length - 1; at >= 0; at--) {
    const one = timeline[at];
    if (one?.kind !== 'statement' || seen.has(one.session)) continue;
    seen.add(one.session);
    const isOpen = transactions.some(({ session, autocommit }) => session === one.session && !autocommit);
    if (one.outcome === undefined || one.leavesOpen !== undefined) continue;
    const active = records.find(
      ({ session, state, autocommit }) => session === one.session && state === 'active' && !autocommit,
    );
    ends.set(one, { leavesOpen: isOpen, ...(isOpen && active && { openTransaction: active.id }) });
  }
  if (ends.size === 0) return timeline;
  return timeline.map((one) => {
    const left = one.kind === 'statement' ? ends.get(one) : undefined;
    return left === undefined || one.kind !== 'statement' ? one : { ...one, ...left };
  });
};

const withStep = (state: LabState, index: number, step: StepState): LabState => ({
  ...state,
  steps: state.steps.with(index, step),
});

const withSession = (
  state: LabState,
  name: string,
  change: (session: SessionState) => SessionState,
): LabState => ({
  ...state,
  sessions: state.sessions.map((one) => (one.name === name ? change(one) : one)),
});

const withClaims = (state: LabState, seen: readonly StatementClaims[]): LabState =>
  seen.reduce(
    (now, { statement, claims }) => withStatement(now, statement, (entry) => ({ ...entry, seen: claims })),
    state,
  );

const withStatement = (
  state: LabState,
  statement: number,
  change: (entry: StatementEntry) => StatementEntry,
): LabState => ({
  ...state,
  timeline: state.timeline.map(
    (one): TimelineEntry => (one.kind === 'statement' && one.statement === statement ? change(one) : one),
  ),
});

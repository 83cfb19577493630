import type { LabEventBody, Wait } from '../events.ts';
import type { CancelReason, Outcome } from '../outcome.ts';
import type { Clock, Observer } from '../ports.ts';
import type { Flight, Flights } from './flights.ts';
import { stableWaits } from './stable-waits.ts';

export interface Settling {
  readonly flights: Flights;
  readonly observer: Observer;
  readonly clock: Clock;
  /** How long a statement may be at work, or also wait when it must finish, before it is cancelled. */
  readonly limitMs: (flight: Flight) => number;
  readonly tell: (body: LabEventBody) => void;
  /** Called after an answer is told; may send further statements. */
  readonly onFinished: (flight: Flight, outcome: Outcome) => void;
  /** Called while one is told to be at work, or awaited: nobody else is to wait for that. May send further statements. */
  readonly onAtWork: () => void;
  readonly isClosed: () => boolean;
  /** Not settled before this one is finished, blocked or not. */
  readonly mustFinish?: Flight;
}

/**
 * With nothing new for this long, what is known is told while the rest is still awaited, and the rest is
 * shown as running. It changes only what is shown and when, never an outcome.
 */
const slowMs = 250;
const firstPollMs = 2;
const slowestPollMs = 50;

/**
 * Returns when every statement in flight is finished or blocked, and has told so. The only place where
 * a statement is called blocked, and only on the server's word.
 *
 * Answers and blocks are told together once all verdicts are in, so that the order of events does not
 * depend on which of two answers crossed the wire first.
 */
export const settle = async (settling: Settling): Promise<void> => {
  const { flights, observer, clock, mustFinish, isClosed, onAtWork } = settling;
  let newsAt = clock.now();
  let blockedBefore = '';
  let inFlightBefore = flights.unanswered.length;
  let pollMs = firstPollMs;
  const failures: { readonly error: unknown }[] = [];
  // Who was blocked when the last step was settled has been waiting since, however long a student thought.
  noteWaits(settling, (flight) => flight.blockedAt !== undefined);
  // Most statements are answered sooner than the server could say that they wait.
  if (flights.unanswered.some((flight) => flight.told === undefined)) {
    await flights.changeOr(firstPollMs, flights.changes);
  }
  while (!isClosed()) {
    const [failure] = failures;
    if (failure) throw failure.error;
    const { changes, unanswered } = flights;
    const waits = new Map(unanswered.length > 0 ? await observer.waits() : []);
    // A wait for a metadata lock is still shown for a moment after its statement was killed.
    for (const flight of unanswered) if (flight.cancelled !== undefined) waits.delete(flight.session);
    if (flights.changes !== changes) continue; // An answer that arrives beats a wait that was read.
    const inFlight = new Set(unanswered.map((flight) => flight.session));
    for (const [session, list] of waits) waits.set(session, withoutFreeing(list, inFlight));
    if (inFlight.size > inFlightBefore) pollMs = firstPollMs;
    inFlightBefore = inFlight.size;
    const blocked = stableWaits(waits, inFlight, observer.breaksDeadlocks);
    const complete = blocked.size === inFlight.size;
    const blockedNow = [...blocked].join();
    const now = clock.now();
    if (blockedNow !== blockedBefore) newsAt = now;
    blockedBefore = blockedNow;
    if (complete || now - newsAt > slowMs) {
      const toldAny = tellAnswers(settling);
      if (toldAny) newsAt = now;
      for (const flight of unanswered) {
        if (blocked.has(flight.session)) tellBlocked(settling, flight, waits.get(flight.session) ?? []);
        else if (!waits.has(flight.session)) tellRunning(settling, flight, now);
        else if (isToBeSeenWaiting(flight, waits, inFlight))
          tellBlocked(settling, flight, waits.get(flight.session) ?? []);
      }
      if (toldAny) pollMs = firstPollMs;
      const isWaitedFor = mustFinish !== undefined && flights.isInFlight(mustFinish);
      if (complete && !isWaitedFor && flights.unanswered.length === unanswered.length) return;
      if (!complete || isWaitedFor) onAtWork();
    }
    noteWaits(settling, (flight) => waits.has(flight.session));
    for (const flight of overdue(settling, waits, now)) {
      // Not awaited: it lasts until the answer, which can take long, and the others' answers are told meanwhile.
      flights.cancel(flight, 'limit').catch((error: unknown) => failures.push({ error }));
    }
    await flights.changeOr(pollMs, changes);
    pollMs = Math.min(pollMs * 1.5, slowestPollMs);
  }
};

/** Tells the answers and losses that have come in; true when there were any. */
const tellAnswers = ({ flights, tell, onFinished }: Settling): boolean => {
  const answered = flights.takeAnswered();
  for (const flight of answered) {
    if (flight.answer === undefined) continue;
    const { outcome, at } = flight.answer;
    tell({
      type: 'statement-finished',
      statement: flight.statement,
      session: flight.session,
      outcome: withReason(outcome, flight.cancelled),
      tookMs: at - flight.sentAt,
      ...(flight.blockedAt !== undefined && { waitedMs: at - flight.blockedAt }),
    });
    onFinished(flight, outcome);
  }
  const lost = flights.takeLost();
  for (const { session, message } of lost) tell({ type: 'session-lost', session, message });
  return answered.length + lost.length > 0;
};

const tellBlocked = ({ tell, clock }: Settling, flight: Flight, waits: readonly Wait[]): void => {
  const text = JSON.stringify(waits);
  if (flight.told === text) return;
  flight.told = text;
  flight.blockedAt ??= clock.now();
  tell({ type: 'statement-blocked', statement: flight.statement, session: flight.session, waits });
};

/** Which statement will let go of a table is sure only while its session does nothing: whoever is at work may do so by itself. */
const withoutFreeing = (waits: readonly Wait[], inFlight: ReadonlySet<string>): readonly Wait[] =>
  waits.map((wait) => {
    if (wait.kind !== 'metadata' || !('session' in wait.for) || !inFlight.has(wait.for.session)) return wait;
    const { freedBy, ...rest } = wait;
    return rest;
  });

/** Others may be at work for long: this one has just been sent. */
const tellRunning = ({ tell }: Settling, flight: Flight, now: number): void => {
  if (flight.told === 'at work' || now - flight.sentAt <= slowMs) return;
  flight.told = 'at work';
  tell({ type: 'statement-running', statement: flight.statement, session: flight.session });
};

/**
 * A wait for a statement that is at work may end by itself, so it is no verdict, and whoever waits is not at work. A user
 * who has sent a statement meanwhile is told what the server says; in the lesson's own steps nothing is to depend on how slow
 * the other one is.
 */
const isToBeSeenWaiting = (
  { by, session }: Flight,
  waits: ReadonlyMap<string, readonly Wait[]>,
  inFlight: ReadonlySet<string>,
): boolean => by === 'user' && leadsToWork(session, waits, inFlight, []);

/** Does it wait, directly or through others, for a session that is at work? In a circle nobody is. */
const leadsToWork = (
  session: string,
  waits: ReadonlyMap<string, readonly Wait[]>,
  inFlight: ReadonlySet<string>,
  path: readonly string[],
): boolean =>
  !path.includes(session) &&
  (waits.get(session) ?? []).some((wait) => {
    if (!('session' in wait.for)) return false;
    const holder = wait.for.session;
    const isAtWork = inFlight.has(holder) && !waits.has(holder);
    return isAtWork || leadsToWork(holder, waits, inFlight, [...path, session]);
  });

const noteWaits = ({ flights, clock }: Settling, isWaiting: (flight: Flight) => boolean): void => {
  for (const flight of flights.unanswered) if (isWaiting(flight)) flight.waitedUntil = clock.now();
};

const overdue = (
  { flights, limitMs, mustFinish }: Settling,
  waits: ReadonlyMap<string, readonly Wait[]>,
  now: number,
): readonly Flight[] =>
  flights.unanswered.filter((flight) => {
    if (waits.has(flight.session) && flight !== mustFinish) return false;
    const since = flight === mustFinish ? flight.sentAt : (flight.waitedUntil ?? flight.sentAt);
    return now - since > limitMs(flight);
  });

const withReason = (outcome: Outcome, cancelled: CancelReason | undefined): Outcome =>
  (outcome.kind === 'error' || outcome.kind === 'rows') && cancelled !== undefined
    ? { ...outcome, cancelled }
    : outcome;

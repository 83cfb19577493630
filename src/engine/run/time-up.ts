import type { Wait } from '../events.ts';
import type { Clock, Observer, Patience } from '../ports.ts';
import type { Flight, Flights } from './flights.ts';

/** InnoDB looks once a second whose time is up; on a busy machine it may be long about it. */
const lateMs = 2_000;

export interface Waiting {
  readonly flights: Flights;
  readonly observer: Observer;
  readonly clock: Clock;
  /** How long the statement may take. */
  readonly limitMs: (flight: Flight) => number;
  readonly isClosed: () => boolean;
  /** Somebody wants to send another statement, which may free them. */
  readonly isWanted: () => boolean;
}

/**
 * Nobody is left who could free the blocked statements; but one that gives up by itself may free others, and the rest
 * goes on then. Resolves with true when an answer has come in or another statement is to be sent, with false when nobody
 * gives up within a statement's limit.
 */
export const someTimeIsUp = async ({
  flights,
  observer,
  clock,
  limitMs,
  isClosed,
  isWanted,
}: Waiting): Promise<boolean> => {
  const patience = await observer.patience();
  const waits = await observer.waits();
  const ends = flights.unanswered.flatMap((flight) => {
    const own = patience.get(flight.session) ?? endless;
    const limit = limitMs(flight);
    const ms = Math.min(...(waits.get(flight.session) ?? []).map((wait) => msOf(wait, own, limit)));
    return ms > limit ? [] : [(flight.blockedAt ?? clock.now()) + limit + lateMs];
  });
  const end = Math.max(...ends);
  const isOver = () => flights.hasNews || isWanted();
  while (!isOver() && !isClosed() && clock.now() < end) {
    await flights.changeOr(end - clock.now(), flights.changes);
  }
  return isOver();
};

const endless: Patience = { rows: Number.POSITIVE_INFINITY, definitions: Number.POSITIVE_INFINITY };

/** The time of a GET_LOCK() is not told: it may be up at any time. */
const msOf = ({ kind }: Wait, { rows, definitions }: Patience, limit: number): number => {
  if (kind === 'named') return limit;
  return kind === 'metadata' ? definitions : rows;
};

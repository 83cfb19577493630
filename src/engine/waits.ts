import { isDeepStrictEqual } from 'node:util';
import type { Wait } from './observation.ts';
import type { StatementEntry } from './state.ts';

/**
 * A wait may change its holder: A lets go, and B, who stood before it in the queue, has the lock now. A statement keeps
 * all that it has waited for, which of it came first, and which stands.
 */
type Waiting = Pick<StatementEntry, 'waits' | 'waitsFirst' | 'waitsLast'>;

/**
 * For whom it waited as soon as all had settled after it was sent: what a lesson claims and asks for, as what others do
 * later does not change it.
 */
export const firstWaits = ({ waits, waitsFirst = waits }: Waiting): readonly Wait[] => waitsFirst;

/** For whom it waited only later, when one of the first had let go. */
export const laterWaits = (entry: Waiting): readonly Wait[] => {
  const first = new Set(firstWaits(entry).map(keyOf));
  return entry.waits.filter((wait) => !first.has(keyOf(wait)));
};

/** For whom it waits now, or waited last. */
export const lastWaits = ({ waits, waitsLast = waits }: Waiting): readonly Wait[] => waitsLast;

/** What is kept when the server names these. `isFirst`: all has not settled yet since the statement was sent. */
export const withWaits = (entry: Waiting, now: readonly Wait[], isFirst: boolean): Waiting => {
  if (isFirst || entry.waits.length === 0) return { waits: now };
  const known = new Set(entry.waits.map(keyOf));
  const waits = [...entry.waits, ...now.filter((wait) => !known.has(keyOf(wait)))];
  const first = firstWaits(entry);
  return {
    waits,
    ...(waits.length > first.length && { waitsFirst: first }),
    ...(!isDeepStrictEqual(waits, now) && { waitsLast: now }),
  };
};

/** The holder and the lock: in what mode the other one has it, or that it is first in the queue, may change. */
const keyOf = ({ heldMode, freedBy, queued, prepared, ...wait }: Wait): string => JSON.stringify(wait);

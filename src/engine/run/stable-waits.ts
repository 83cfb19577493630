import type { Wait } from '../events.ts';

type Waits = ReadonlyMap<string, readonly Wait[]>;

/**
 * Which waiting sessions will still wait when nobody does anything: those that wait, directly or through
 * others, for a session that has nothing in flight or for somebody outside the lab.
 *
 * A wait for a statement that is itself at work may end by itself, and a circle of waits is a deadlock that
 * the server is about to break, so neither is a verdict yet. Row locks have a detector, a background thread
 * since 8.0.18, which can be switched off; metadata locks and GET_LOCK() have one together, always on. A
 * circle of both kinds is seen by neither, and stays.
 */
export const stableWaits = (
  waits: Waits,
  inFlight: ReadonlySet<string>,
  breaksDeadlocks: boolean,
): ReadonlySet<string> => {
  const isStable = (session: string, path: readonly Step[]): boolean =>
    (waits.get(session) ?? []).some((wait) => {
      if (!('session' in wait.for)) return true;
      const holder = wait.for.session;
      if (!inFlight.has(holder)) return true;
      // A prepared transaction waits for nobody, whatever its session does: no circle goes through it.
      if (wait.prepared) return true;
      const here = [...path, { session, wait }];
      const start = here.findIndex((one) => one.session === holder);
      if (start >= 0) return !isBroken(here.slice(start), breaksDeadlocks);
      return isStable(holder, here);
    });
  return new Set([...waits.keys()].filter((session) => inFlight.has(session) && isStable(session, [])));
};

interface Step {
  readonly session: string;
  readonly wait: Wait;
}

const isBroken = (circle: readonly Step[], breaksDeadlocks: boolean): boolean => {
  const rowLocks = circle.filter((one) => isRowLock(one.wait)).length;
  return rowLocks === 0 || (breaksDeadlocks && rowLocks === circle.length);
};

const isRowLock = (wait: Wait): boolean => wait.kind !== 'metadata' && wait.kind !== 'named';

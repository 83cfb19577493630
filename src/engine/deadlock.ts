import type { Wait } from './events.ts';
import type { LabState, StatementEntry } from './state.ts';
import { isDeadlock } from './wait-end.ts';
import { statements } from './writes.ts';

/** Who waited for whom when the server ended a deadlock. */
export interface Deadlock {
  /** The session whose transaction was rolled back. */
  readonly victim: string;
  /** In the order of the circle, beginning with the victim; the last one waits for the victim. */
  readonly edges: readonly DeadlockEdge[];
}

export interface DeadlockEdge {
  readonly from: string;
  readonly to: string;
  readonly statement: StatementEntry;
  /**
   * What was waited for. Undefined for the wait that closed the circle: the server ends a deadlock in the same
   * moment, so nobody sees that wait; that there was one follows from the error.
   */
  readonly wait?: Wait;
}

/**
 * The deadlock that the newest step came to, until another statement is sent; undefined without one, and
 * when what was seen does not tell the circle.
 */
export const deadlockOf = (lab: Pick<LabState, 'timeline'>): Deadlock | undefined => {
  const all = statements(lab);
  const victim = all.findLast(isDeadlock);
  const at = victim?.finishedAt;
  if (victim === undefined || at === undefined) return undefined;
  if (all.some((one) => one.sentAt > at && one.by !== 'application')) return undefined;
  // Whoever was still in flight when the last statement was sent took part, or could have.
  const lastSent = all.findLast((one) => one.sentAt <= at)?.sentAt ?? at;
  const inFlight = all.filter(
    (one) => one.sentAt <= at && (one.finishedAt === undefined || one.finishedAt >= lastSent),
  );
  const edges =
    circle(victim.session, waitsOf(inFlight)) ?? circle(victim.session, closed(inFlight, victim.session));
  return edges && { victim: victim.session, edges };
};

const waitsOf = (inFlight: readonly StatementEntry[]): readonly DeadlockEdge[] =>
  inFlight.flatMap((statement) =>
    statement.waits.flatMap((wait) =>
      'session' in wait.for && wait.for.session !== statement.session
        ? [{ from: statement.session, to: wait.for.session, statement, wait }]
        : [],
    ),
  );

/** With the wait that nobody saw: that of the one statement that was never seen to wait, for any of the others. */
const closed = (inFlight: readonly StatementEntry[], victim: string): readonly DeadlockEdge[] => {
  const seen = waitsOf(inFlight);
  const unseen = inFlight.filter((one) => one.waits.length === 0);
  const [closing] = unseen;
  if (closing === undefined || unseen.length > 1) return [];
  const others = [...new Set(seen.map(({ from }) => from))];
  const guesses = others.map((to) => ({ from: closing.session, to, statement: closing }));
  const possible = guesses.filter((guess) => circle(victim, [...seen, guess]) !== undefined);
  // Several would do: which of them it was, nobody can tell.
  return possible.length === 1 ? [...seen, ...possible] : [];
};

/** The way from a session back to itself, one edge after the other. */
const circle = (start: string, edges: readonly DeadlockEdge[]): readonly DeadlockEdge[] | undefined => {
  const walk = (at: string, way: readonly DeadlockEdge[]): readonly DeadlockEdge[] | undefined => {
    for (const edge of edges) {
      if (edge.from !== at || way.some(({ from }) => from === edge.to && edge.to !== start)) continue;
      const longer = [...way, edge];
      const found = edge.to === start ? longer : walk(edge.to, longer);
      if (found) return found;
    }
    return undefined;
  };
  return walk(start, []);
};

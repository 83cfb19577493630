import type { LabState, StatementEntry } from './state.ts';
import { lastWaits } from './waits.ts';

/** Sessions that wait for each other, each for the next and the last for the first, and the server has not ended it. */
export interface StandingCircle {
  readonly sessions: readonly string[];
  /** Both row locks and others are in it, and the server looks for circles of each by itself. */
  readonly isMixed: boolean;
}

/**
 * The circles among those who wait now, each once, with as few sessions as possible. InnoDB looks for circles of row
 * locks, and the server for those of metadata and named locks: one of both is nobody's, and stays. Neither ends one in
 * which somebody waits for a third one as well, as long as it takes that one for the reason.
 */
export const standingCircles = (lab: Pick<LabState, 'timeline' | 'settled'>): readonly StandingCircle[] => {
  if (!lab.settled) return [];
  const blocked = lab.timeline.filter(
    (one): one is StatementEntry => one.kind === 'statement' && one.status === 'blocked',
  );
  const edges = blocked.flatMap((entry) =>
    lastWaits(entry).flatMap((wait) =>
      'session' in wait.for && wait.for.session !== entry.session && !wait.prepared
        ? [
            {
              from: entry.session,
              to: wait.for.session,
              isRow: wait.kind !== 'metadata' && wait.kind !== 'named',
            },
          ]
        : [],
    ),
  );
  const circles = blocked.flatMap(({ session }) => {
    const way = shortest(session, edges);
    return way === undefined ? [] : [way];
  });
  const bySessions = new Map(circles.map((way) => [sessionsOf(way).toSorted().join('\n'), way]));
  return [...bySessions.values()].map((way) => ({
    sessions: sessionsOf(way).toSorted((a, b) => a.localeCompare(b)),
    isMixed: way.some(({ isRow }) => isRow) && way.some(({ isRow }) => !isRow),
  }));
};

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly isRow: boolean;
}

const sessionsOf = (way: readonly Edge[]): readonly string[] => way.map(({ from }) => from);

/** The shortest way from a session back to itself. */
const shortest = (start: string, edges: readonly Edge[]): readonly Edge[] | undefined => {
  let ways: readonly (readonly Edge[])[] = [[]];
  const seen = new Set<string>();
  while (ways.length > 0) {
    const longer = ways.flatMap((way) => {
      const at = way.at(-1)?.to ?? start;
      return edges.filter(({ from }) => from === at).map((edge) => [...way, edge]);
    });
    const back = longer.find((way) => way.at(-1)?.to === start);
    if (back) return back;
    ways = longer.filter((way) => {
      const to = way.at(-1)?.to ?? start;
      if (seen.has(to)) return false;
      seen.add(to);
      return true;
    });
  }
  return undefined;
};

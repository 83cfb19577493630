import { countInterleavings } from '../lesson/interleavings.ts';
import { canAct, type Lane, type Point } from './point.ts';

/**
 * In which ways interleavings of the scripts as written come to one point of the tree of orders. An interleaving is read
 * turn by turn: the turn of a session that waits is kept and comes as soon as that session is free, before any other; a
 * turn of a step that was passed over, or of a script that is over, is none.
 */
export type Arrivals = ReadonlyMap<string, Arrival>;

export interface Arrival {
  /** How many turns of each session are read, in the order of the lanes. */
  readonly read: readonly number[];
  /** Sessions whose turns were kept, in the order in which they were read. */
  readonly kept: readonly string[];
  /** How many interleavings begin so. */
  readonly count: bigint;
  /** How many feasible orders do: no turn is kept, and none is of a step that was passed over. */
  readonly feasible: bigint;
}

/** How much stands for a run. */
export interface Weight {
  readonly interleavings: bigint;
  /** Of them, those that are run as they are written. */
  readonly feasible: bigint;
}

export const firstArrival = (lanes: number): Arrival => ({
  read: Array.from({ length: lanes }, () => 0),
  kept: [],
  count: 1n,
  feasible: 1n,
});

export const atBeginning = (lanes: number): Arrivals => {
  const first = firstArrival(lanes);
  return new Map([[keyOf(first.read, first.kept), first]]);
};

export interface Onward {
  /** Which sessions may go next, and how interleavings come to the point after that. */
  readonly next: ReadonlyMap<string, Arrivals>;
  /** Those that come to nothing more, where nobody goes next. */
  readonly end: Weight;
}

/** What may come next at a point. */
export const onwardFrom = (arrivals: Arrivals, point: Point): Onward => {
  const next = new Map<string, Map<string, Arrival>>();
  const seen = new Map<string, Arrival>(arrivals);
  const end = { interleavings: 0n, feasible: 0n };
  // An arrival is complete when all that lead to it have been looked at: each turn that is read or comes makes this grow.
  const byProgress: string[][] = [];
  const note = (key: string, { read, kept }: Arrival): void => {
    const progress = 2 * read.reduce((sum, one) => sum + one, 0) - kept.length;
    byProgress[progress] ??= [];
    byProgress[progress].push(key);
  };
  for (const [key, arrival] of arrivals) note(key, arrival);
  const stay = (arrival: Arrival): void => {
    const key = keyOf(arrival.read, arrival.kept);
    if (!seen.has(key)) note(key, arrival);
    add(seen, key, arrival);
  };
  const isOver = !canAct(point);
  for (let progress = 0; progress < byProgress.length; progress++) {
    for (const key of byProgress[progress] ?? []) {
      const arrival = seen.get(key);
      if (arrival === undefined) continue;
      if (isOver) {
        const left = countInterleavings(point.map(({ length }, lane) => length - (arrival.read[lane] ?? 0)));
        end.interleavings += arrival.count * left;
        end.feasible += arrival.feasible * feasibleRest(point, arrival);
        continue;
      }
      for (const { to, arrival: after } of turnsFrom(arrival, point)) {
        if (to === undefined) {
          stay(after);
        } else {
          const there = next.get(to) ?? new Map<string, Arrival>();
          add(there, keyOf(after.read, after.kept), after);
          next.set(to, there);
        }
      }
    }
  }
  return { next: inOrder(next, point), end };
};

/** `to`: whose step is taken by it; nobody's where the turn is none, is kept, or can be noticed by nobody. */
export interface Turn {
  readonly to?: string;
  readonly arrival: Arrival;
}

const turnsFrom = (arrival: Arrival, point: Point): readonly Turn[] => {
  const due = keptTurn(arrival, point);
  if (due !== undefined) return [due];
  return point.flatMap((lane) => readTurn(arrival, point, lane.session) ?? []);
};

/** The kept turn that comes now, before any other; nothing where there is none. */
export const keptTurn = (arrival: Arrival, point: Point): Turn | undefined => {
  const due = dueTurn(arrival, point);
  if (due === undefined) return undefined;
  const isNoticed = due.step >= due.lane.acts;
  const kept = arrival.kept.toSpliced(due.at, 1);
  return { ...(isNoticed && { to: due.lane.session }), arrival: { ...arrival, kept, feasible: 0n } };
};

/** The next turn, when it is this session's; nothing when it has had all of its turns. */
export const readTurn = (
  { read, kept, count, feasible }: Arrival,
  point: Point,
  session: string,
): Turn | undefined => {
  const place = point.findIndex((one) => one.session === session);
  const lane = point[place];
  const step = read[place] ?? 0;
  if (lane === undefined || step >= lane.length) return undefined;
  const after = { read: read.with(place, step + 1), kept, count, feasible };
  if (step < lane.next || lane.status === 'over') return { arrival: { ...after, feasible: 0n } };
  if (lane.status === 'waits') return { arrival: { ...after, kept: [...kept, lane.session], feasible: 0n } };
  return step < lane.acts ? { arrival: after } : { to: lane.session, arrival: after };
};

/** The kept turn that comes now: the first whose session does not wait. */
const dueTurn = (
  { read, kept }: Arrival,
  point: Point,
): { readonly at: number; readonly lane: Lane; readonly step: number } | undefined => {
  for (const [at, session] of kept.entries()) {
    const place = point.findIndex((one) => one.session === session);
    const lane = point[place];
    if (lane === undefined || lane.status === 'waits') continue;
    // Of the turns that are read, the last ones are kept.
    const step = (read[place] ?? 0) - kept.filter((one) => one === session).length;
    if (step >= lane.next && lane.status === 'free') return { at, lane, step };
    return { at, lane: { ...lane, acts: lane.length }, step };
  }
  return undefined;
};

/** Steps that nobody notices may be left, in any order. */
const feasibleRest = (point: Point, { read }: Arrival): bigint =>
  countInterleavings(
    point.map(({ status, length }, lane) => (status === 'free' ? length - (read[lane] ?? 0) : 0)),
  );

const add = (to: Map<string, Arrival>, key: string, arrival: Arrival): void => {
  const there = to.get(key);
  to.set(
    key,
    there
      ? { ...there, count: there.count + arrival.count, feasible: there.feasible + arrival.feasible }
      : arrival,
  );
};

const keyOf = (read: readonly number[], kept: readonly string[]): string => `${read.join()}|${kept.join('')}`;

/** As the script has its sessions. */
const inOrder = (next: ReadonlyMap<string, Arrivals>, point: Point): ReadonlyMap<string, Arrivals> =>
  new Map(
    point.flatMap(({ session }) => {
      const arrivals = next.get(session);
      return arrivals ? [[session, arrivals] as const] : [];
    }),
  );

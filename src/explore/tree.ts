import {
  type Arrivals,
  atBeginning,
  firstArrival,
  keptTurn,
  onwardFrom,
  readTurn,
  type Turn,
  type Weight,
} from './arrivals.ts';
import { canAct, type Lanes } from './point.ts';
import type { Walk } from './walk.ts';

/** A way into the tree of orders that is still to be gone: to its point, and from there to an end. */
export interface Branch {
  /** Who acts, one after the other. */
  readonly way: readonly string[];
  readonly switches: number;
  /** How interleavings come to its point. */
  readonly arrivals: Arrivals;
  /** What was seen before the last of them acts; who goes the way again must see the same. */
  readonly seen?: string;
}

export const rootOf = ({ places }: Lanes): Branch => ({
  way: [],
  switches: 0,
  arrivals: atBeginning(places.size),
});

/** Fewest switches first, then as the script has its sessions; so it is the same in every exploration. */
export const byPlace = (one: Pick<Branch, 'way'>, other: Pick<Branch, 'way'>): number => {
  for (const [at, session] of one.way.entries()) {
    const there = other.way[at];
    if (there === undefined) return 1;
    if (session !== there) return session < there ? -1 : 1;
  }
  return one.way.length - other.way.length;
};

export interface Gone {
  readonly way: readonly string[];
  readonly weight: Weight;
  /** The other ways that begin on this one. */
  readonly branches: readonly Branch[];
}

/** The way could not be gone again: the server has chosen otherwise. */
export class WentOtherwise extends Error {}

/**
 * Goes one order to its end, the one that begins with the branch and goes on with the fewest switches, and tells all
 * others that leave it there.
 *
 * @param seenIn what the run has come to so far.
 * @throws WentOtherwise
 */
export const goOn = async (walk: Walk, branch: Branch, seenIn: () => string): Promise<Gone> => {
  for (const [at, session] of branch.way.entries()) {
    if (!canAct(walk.point)) await walk.rest();
    if (at === branch.way.length - 1 && branch.seen !== undefined && seenIn() !== branch.seen)
      throw new WentOtherwise();
    const lane = walk.point.find((one) => one.session === session);
    if (lane?.status !== 'free') throw new WentOtherwise();
    await walk.go(session);
  }
  const way = [...branch.way];
  const branches: Branch[] = [];
  let { arrivals } = branch;
  for (;;) {
    while (!canAct(walk.point) && walk.state.finished === undefined) await walk.rest();
    const { next, end } = onwardFrom(arrivals, walk.point);
    if (!canAct(walk.point)) return { way, weight: end, branches };
    const ranked = [...next.keys()].toSorted((one, other) => walk.costOf(one) - walk.costOf(other));
    const [first, ...others] = ranked;
    const onward = first === undefined ? undefined : next.get(first);
    if (first === undefined || onward === undefined) throw new Error('Nobody comes to a point of the tree');
    const leaving = others.map((session) => ({
      session,
      switches: walk.switches + walk.costOf(session),
      arrivals: next.get(session) ?? new Map(),
    }));
    const seen = leaving.length > 0 ? seenIn() : '';
    for (const { session, switches, arrivals: there } of leaving)
      branches.push({ way: [...way, session], switches, arrivals: there, seen });
    await walk.go(first);
    way.push(first);
    arrivals = onward;
  }
};

/** Goes a way again, to an end, as far as it is open: whoever waits now goes on it as soon as he is free. Returns who acted. */
export const goAgain = async (walk: Walk, wanted: readonly string[]): Promise<readonly string[]> => {
  const way: string[] = [];
  const left = [...wanted];
  for (;;) {
    while (!canAct(walk.point) && walk.state.finished === undefined) await walk.rest();
    if (!canAct(walk.point)) return way;
    const free = walk.point.flatMap(({ session, status }) => (status === 'free' ? [session] : []));
    const at = left.findIndex((session) => free.includes(session));
    const [session] =
      at < 0 ? free.toSorted((one, other) => walk.costOf(one) - walk.costOf(other)) : left.splice(at, 1);
    if (session === undefined) throw new Error('Nobody can act where somebody can');
    await walk.go(session);
    way.push(session);
  }
};

/**
 * Goes the order that one interleaving comes to, turn by turn, and returns who acted.
 *
 * @param word whose turn it is; each session's letters are its steps.
 */
export const goWord = async (walk: Walk, word: string): Promise<readonly string[]> => {
  const way: string[] = [];
  let arrival = firstArrival(walk.point.length);
  const take = async (turn: Turn | undefined): Promise<void> => {
    arrival = turn?.arrival ?? arrival;
    if (turn?.to === undefined) return;
    await walk.go(turn.to);
    way.push(turn.to);
  };
  const takeKept = async (): Promise<void> => {
    for (;;) {
      while (!canAct(walk.point) && walk.state.finished === undefined) await walk.rest();
      const turn = keptTurn(arrival, walk.point);
      if (turn === undefined || walk.state.finished !== undefined) return;
      await take(turn);
    }
  };
  for (const letter of word) {
    await takeKept();
    await take(readTurn(arrival, walk.point, letter));
  }
  await takeKept();
  while (walk.state.finished === undefined) await walk.rest();
  return way;
};

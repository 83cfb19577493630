import type { Edge } from './dependency.ts';

/** A circle of transactions, each standing behind the one before it. Between two there may be several edges. */
export interface Circle {
  readonly transactions: readonly string[];
  /** From each to the next one, the last one's to the first. */
  readonly edges: readonly (readonly Edge[])[];
}

/** More are not looked for: they are mostly the same, by other ways. */
const mostCircles = 50;

/**
 * The circles that have no smaller one inside of them, one for each set of transactions: of those with the fewest rw
 * edges, for what can be told with less is told with less.
 */
export const circlesIn = (all: readonly Edge[]): readonly Circle[] => {
  const edges = inCircles(all);
  const between = Map.groupBy(edges, ({ from, to }) => pairOf(from, to));
  const found = new Map<string, readonly string[]>();
  // That a session goes on is never all of a circle.
  for (const [start, end] of pairsIn(edges.filter(({ kind }) => kind !== 'next'))) {
    if (found.size >= mostCircles) break;
    const way = shortest(end, start, edges);
    if (way === undefined) continue;
    const id = way.toSorted().join('\n');
    const known = found.get(id);
    if (known === undefined || costOf(way, between) < costOf(known, between)) found.set(id, way);
  }
  const ways = [...found.values()];
  return ways
    .filter(
      (way) => !ways.some((other) => other.length < way.length && other.every((one) => way.includes(one))),
    )
    .map((way) => {
      const from = firstOf(way);
      const transactions = [...way.slice(from), ...way.slice(0, from)];
      return {
        transactions,
        edges: transactions.map(
          (one, at) => between.get(pairOf(one, transactions[(at + 1) % transactions.length] ?? one)) ?? [],
        ),
      };
    });
};

/** Those between transactions from which one comes back: a long run has few of them, and its others are not looked at again. */
const inCircles = (edges: readonly Edge[]): readonly Edge[] => {
  const behind = withoutEnds(
    edges,
    ({ from }) => from,
    ({ to }) => to,
  );
  return withoutEnds(
    behind,
    ({ to }) => to,
    ({ from }) => from,
  );
};

/** Without those to whom nothing leads, again and again. */
const withoutEnds = (
  edges: readonly Edge[],
  near: (edge: Edge) => string,
  far: (edge: Edge) => string,
): readonly Edge[] => {
  const leaving = Map.groupBy(edges, near);
  const arriving = new Map([...Map.groupBy(edges, far)].map(([one, own]) => [one, own.length]));
  const gone = new Set<string>();
  const ends = [...leaving.keys()].filter((one) => !arriving.has(one));
  for (let one = ends.pop(); one !== undefined; one = ends.pop()) {
    gone.add(one);
    for (const edge of leaving.get(one) ?? []) {
      const left = (arriving.get(far(edge)) ?? 0) - 1;
      arriving.set(far(edge), left);
      if (left === 0) ends.push(far(edge));
    }
  }
  return edges.filter((edge) => !gone.has(near(edge)));
};

/** An order in which each stands behind those that it depends on; undefined where there is a circle. */
export const orderOf = (
  transactions: readonly string[],
  edges: readonly Edge[],
): readonly string[] | undefined => {
  const behind = new Map(transactions.map((one) => [one, new Set<string>()]));
  const before = new Map(transactions.map((one) => [one, new Set<string>()]));
  for (const { from, to } of edges) {
    if (from === to || !behind.has(from) || !before.has(to)) continue;
    behind.get(from)?.add(to);
    before.get(to)?.add(from);
  }
  const order: string[] = [];
  // Of those that wait for none the one that began first comes first.
  const places = new Map(transactions.map((one, at) => [one, at]));
  const free = transactions.filter((one) => before.get(one)?.size === 0);
  for (let one = free.shift(); one !== undefined; one = free.shift()) {
    order.push(one);
    for (const next of behind.get(one) ?? []) {
      const open = before.get(next);
      open?.delete(one);
      if (open?.size !== 0) continue;
      const at = free.findIndex((other) => (places.get(other) ?? 0) > (places.get(next) ?? 0));
      free.splice(at < 0 ? free.length : at, 0, next);
    }
  }
  return order.length === transactions.length ? order : undefined;
};

const pairOf = (from: string, to: string): string => `${from}\n${to}`;

const pairsIn = (edges: readonly Edge[]): readonly (readonly [string, string])[] => [
  ...new Map(edges.map(({ from, to }) => [pairOf(from, to), [from, to] as const])).values(),
];

/** So that the same circle is told in the same way, wherever it was found. */
const firstOf = (way: readonly string[]): number => way.indexOf(way.toSorted()[0] ?? '');

/** An rw edge weighs more than any number of others; that a session goes on weighs more than what its statements do. */
const weightOf = (edges: readonly Edge[]): number =>
  Math.min(...edges.map(({ kind }) => (kind === 'rw' ? 1_000_000 : kind === 'next' ? 1_000 : 1)));

const costOf = (way: readonly string[], between: ReadonlyMap<string, readonly Edge[]>): number =>
  way.reduce(
    (sum, one, at) => sum + weightOf(between.get(pairOf(one, way[(at + 1) % way.length] ?? one)) ?? []),
    0,
  );

/** The cheapest way, Dijkstra's; undefined where there is none. */
const shortest = (start: string, end: string, edges: readonly Edge[]): readonly string[] | undefined => {
  const costs = new Map([[start, 0]]);
  const before = new Map<string, string>();
  const open = new Set([start]);
  const out = Map.groupBy(edges, ({ from }) => from);
  while (open.size > 0) {
    const at = [...open].reduce((one, other) =>
      (costs.get(other) ?? 0) < (costs.get(one) ?? 0) ? other : one,
    );
    open.delete(at);
    if (at === end) return wayTo(end, before);
    for (const [to, between] of Map.groupBy(out.get(at) ?? [], (edge) => edge.to)) {
      const cost = (costs.get(at) ?? 0) + weightOf(between);
      if (cost >= (costs.get(to) ?? Number.POSITIVE_INFINITY)) continue;
      costs.set(to, cost);
      before.set(to, at);
      open.add(to);
    }
  }
  return undefined;
};

const wayTo = (end: string, before: ReadonlyMap<string, string>): readonly string[] => {
  const way = [end];
  for (let at = before.get(end); at !== undefined; at = before.get(at)) way.unshift(at);
  return way;
};

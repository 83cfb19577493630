import type { Edge } from './dependency.ts';

/** A circle of transactions, each standing behind the one before it. Between two there may be several edges. */
export interface Circle {
  readonly transactions: readonly string[];
  /** From each to the next one, the last one's to the first. */
  readonly edges: readonly (readonly Edge[])[];
}

/**
 * The circles that have no smaller one inside of them, one for each set of transactions: of those with the fewest rw
 * edges, for what can be told with less is told with less.
 */
export const circlesIn = (edges: readonly Edge[]): readonly Circle[] => {
  const between = Map.groupBy(edges, ({ from, to }) => pairOf(from, to));
  const found = new Map<string, readonly string[]>();
  for (const [start, end] of pairsIn(edges)) {
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

/** An order in which each stands behind those that it depends on; undefined where there is a circle. */
export const orderOf = (
  transactions: readonly string[],
  edges: readonly Edge[],
): readonly string[] | undefined => {
  const left = [...transactions];
  const order: string[] = [];
  while (left.length > 0) {
    const at = left.findIndex(
      (one) => !edges.some(({ from, to }) => to === one && from !== one && left.includes(from)),
    );
    if (at < 0) return undefined;
    order.push(...left.splice(at, 1));
  }
  return order;
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

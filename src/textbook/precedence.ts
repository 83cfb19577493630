import type { Access } from './operation.ts';

/** What the precedence graph of the transactions that commit comes to. */
export interface Precedence {
  /** The transactions in an order in which each stands behind those that come before it; absent where there is none. */
  readonly order?: readonly number[];
  /** The shortest circle, each before the next one and the last before the first; absent where there is none. */
  readonly circle?: readonly number[];
}

/** One transaction comes before another: they touch the same item, and one of the two writes it. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  /** In the order of the history. */
  readonly because: readonly (readonly [first: Access, then: Access])[];
}

export const precedenceOf = (transactions: readonly number[], edges: readonly Edge[]): Precedence => {
  const order = orderOf(transactions, edges);
  if (order !== undefined) return { order };
  const circle = circleIn(edges);
  return circle ? { circle } : {};
};

/** The edges of the precedence graph. */
export const edgesOf = (accesses: readonly Access[]): readonly Edge[] => {
  const pairs = accesses.flatMap((then, place) =>
    accesses
      .slice(0, place)
      .filter(
        (first) =>
          first.transaction !== then.transaction &&
          first.item === then.item &&
          (first.kind === 'write' || then.kind === 'write'),
      )
      .map((first): readonly [Access, Access] => [first, then]),
  );
  return [...Map.groupBy(pairs, ([first, then]) => `${first.transaction} ${then.transaction}`).values()]
    .flatMap((because): readonly Edge[] => {
      const [pair] = because;
      return pair ? [{ from: pair[0].transaction, to: pair[1].transaction, because }] : [];
    })
    .toSorted((one, other) => one.from - other.from || one.to - other.to);
};

/** The least number first of those that nobody has to come before. */
const orderOf = (transactions: readonly number[], edges: readonly Edge[]): readonly number[] | undefined => {
  const left = [...transactions];
  const order: number[] = [];
  while (left.length > 0) {
    const place = left.findIndex((one) => !edges.some(({ from, to }) => to === one && left.includes(from)));
    if (place < 0) return undefined;
    order.push(...left.splice(place, 1));
  }
  return order;
};

const circleIn = (edges: readonly Edge[]): readonly number[] | undefined => {
  const starts = [...new Set(edges.map(({ from }) => from))];
  return starts
    .flatMap((start) => {
      const circle = wayBack(start, edges);
      return circle ? [circle] : [];
    })
    .toSorted((one, other) => one.length - other.length)[0];
};

/** The shortest way from a transaction to itself. */
const wayBack = (start: number, edges: readonly Edge[]): readonly number[] | undefined => {
  const seen = new Set<number>();
  let ways: readonly (readonly number[])[] = [[start]];
  while (ways.length > 0) {
    const further: (readonly number[])[] = [];
    for (const way of ways)
      for (const { from, to } of edges) {
        if (from !== way.at(-1)) continue;
        if (to === start) return way;
        if (seen.has(to)) continue;
        seen.add(to);
        further.push([...way, to]);
      }
    ways = further;
  }
  return undefined;
};

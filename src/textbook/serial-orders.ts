import type { Edge } from './precedence.ts';

/** One transaction before another. */
export type Turn = Pick<Edge, 'from' | 'to'>;

/**
 * Serial orders of some transactions, as many as it takes: any other one has all pairs in conflict in the same turns as one
 * of these, and so comes to the same. Those that have them as the history has them come first.
 *
 * @param edges of their precedence graph.
 * @param needed turns of such pairs that are taken in all of them.
 */
export const serialOrders = function* (
  transactions: readonly number[],
  edges: readonly Turn[],
  needed: readonly Turn[],
): Generator<readonly number[]> {
  let behind: Behind = new Map(transactions.map((one) => [one, new Set()]));
  for (const { from, to } of needed) {
    if (behind.get(to)?.has(from)) return;
    behind = withTurn(behind, from, to);
  }
  const pairs = edges.filter(({ from, to }) => transactions.includes(from) && transactions.includes(to));
  for (const whole of turned(pairs, behind)) yield orderOf(transactions, whole);
};

/** Who stands behind whom, also by others between them. */
type Behind = ReadonlyMap<number, ReadonlySet<number>>;

/** Every way to turn the pairs without a circle. */
const turned = function* ([pair, ...others]: readonly Turn[], behind: Behind): Generator<Behind> {
  if (pair === undefined) {
    yield behind;
    return;
  }
  const { from, to } = pair;
  if (!behind.get(to)?.has(from)) yield* turned(others, withTurn(behind, from, to));
  if (!behind.get(from)?.has(to)) yield* turned(others, withTurn(behind, to, from));
};

const withTurn = (behind: Behind, from: number, to: number): Behind => {
  if (behind.get(from)?.has(to)) return behind;
  const added = [to, ...(behind.get(to) ?? [])];
  return new Map(
    [...behind].map(([one, own]) => [one, one === from || own.has(from) ? new Set([...own, ...added]) : own]),
  );
};

/** The least number first of those that stand behind nobody who is left. */
const orderOf = (transactions: readonly number[], behind: Behind): readonly number[] => {
  const left = [...transactions];
  const order: number[] = [];
  while (left.length > 0) {
    const place = left.findIndex((one) => !left.some((other) => behind.get(other)?.has(one)));
    if (place < 0) throw new Error('A circle where there is none');
    order.push(...left.splice(place, 1));
  }
  return order;
};

import { Remembered } from '../../engine/remembered.ts';
import { type JudgedOrder, kindOf, type OrdersOutcome, type OutcomeKind } from '../../explore/exploration.ts';
import type { RunOrder } from '../../explore/order.ts';
import { wholeText } from '../../explore/outcome.ts';
import { bySwitches } from '../../explore/search.ts';
import type { RunOrders } from '../model/orders.ts';

/** waits: like one after the other, and somebody waited. varying: run again, it came to something else. */
export type CellKind = OutcomeKind | 'waits' | 'varying';

/** The order in which kinds are counted: what goes wrong first. */
export const cellKinds: readonly CellKind[] = [
  'broken',
  'odd',
  'deadlock',
  'waits',
  'serial',
  'varying',
  'untold',
];

export interface OrderCell {
  readonly order: RunOrder;
  readonly kind: CellKind;
}

/** An order a cell, those with the fewest switches first; what it is like is known when all of them are. */
export const cellsOf = (orders: RunOrders): readonly OrderCell[] => known.of(orders, () => makeCells(orders));

const known = new Remembered<readonly OrderCell[]>(4);

const makeCells = ({ orders, result }: RunOrders): readonly OrderCell[] => {
  const judged = new Map(result?.orders.map((one) => [one.order, one]));
  return orders
    .toSorted(bySwitches)
    .map((order) => ({ order, kind: kindIn(order, judged.get(order.order), result !== undefined) }));
};

const kindIn = (order: RunOrder, judged: JudgedOrder | undefined, isOver: boolean): CellKind => {
  if (judged !== undefined) return cellKind(judged);
  if (isOver) return 'varying';
  return order.promise === 'broken' ? 'broken' : 'untold';
};

const cellKind = (judged: JudgedOrder): CellKind => {
  const kind = kindOf(judged);
  return kind === 'serial' && judged.waits > 0 ? 'waits' : kind;
};

/** What came to the same, by how many interleavings: with the kind of its shortest order. */
export const outcomesIn = ({ result }: RunOrders): readonly (OrdersOutcome & { readonly cell: CellKind })[] =>
  result?.outcomes.map((one) => ({ ...one, cell: cellKind(one.shortest) })) ?? [];

/** How many interleavings come to each kind, as far as that is known. */
export const countsOf = (orders: RunOrders): ReadonlyMap<CellKind, bigint> => {
  const counts = new Map<CellKind, bigint>();
  for (const { order, kind } of cellsOf(orders))
    counts.set(kind, (counts.get(kind) ?? 0n) + order.interleavings);
  const { varying } = orders.result ?? {};
  if (varying && varying.interleavings > 0n) counts.set('varying', varying.interleavings);
  return counts;
};

/** What all orders that came to the same have in common with this one; undefined as long as not all are known. */
export const sameOutcome = ({ result }: RunOrders, { order }: OrderCell) => {
  const text = wholeText(order.cameTo);
  const likeSerial = result?.orders.find((one) => one.order === order.order)?.likeSerial;
  return result?.outcomes.find(
    ({ shortest }) => shortest.likeSerial === likeSerial && wholeText(shortest.cameTo) === text,
  );
};

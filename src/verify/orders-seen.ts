import type { Exploration } from '../explore/exploration.ts';
import { exactNumber } from '../explore/interleavings.ts';
import { sumOf } from '../explore/search.ts';

/** What came of exploring the orders of a case. Plain JSON: counts that no number can be exactly are digits. */
export interface OrdersSeen {
  /** How many orders of the steps there are. */
  readonly of: number | string;
  /** How many of them the runs stand for; all of them when it is whole. */
  readonly covered: number | string;
  /** How many orders were run: those with the fewest switches. */
  readonly runs: number;
  readonly isWhole: boolean;
  /** Of those that are covered, in how many the invariant is violated. */
  readonly broken: number | string;
  /** Of those that are covered, in how many the server chose, so that they come to no one thing. */
  readonly varying: number | string;
  /**
   * Where there are some: in how many of them the server could choose, though each came to the same whenever it was run,
   * and in how many of these the invariant is violated.
   */
  readonly open?: { readonly orders: number | string; readonly broken: number | string };
  /** Where there are some: in how many of them a statement did not come to its end, and was ended at its step's limit. */
  readonly cut?: number | string;
  /** In which it is violated, with the fewest switches. */
  readonly shortest?: BadOrder;
}

export interface BadOrder {
  /** Whose turn it is, a letter a step, as `--order` takes it. */
  readonly order: string;
  /** Whether it is violated whenever it is run, or only when the server so chooses. */
  readonly always: boolean;
}

export const ordersSeen = (exploration: Exploration): OrdersSeen => {
  const { of, covered, runs, isWhole, orders, varying, open } = exploration;
  const broken = orders.filter(({ promise }) => promise === 'broken');
  const always = broken.find(({ mayVary }) => !mayVary);
  const shortest = always ?? broken[0] ?? varying.worst;
  const cut = sumOf(
    orders.filter((order) => order.cut.length > 0),
    'interleavings',
  );
  return {
    of: exactNumber(of),
    covered: exactNumber(covered.interleavings),
    runs,
    isWhole,
    broken: exactNumber(sumOf(broken, 'interleavings')),
    varying: exactNumber(varying.interleavings),
    ...(open.interleavings > 0n && {
      open: { orders: exactNumber(open.interleavings), broken: exactNumber(open.broken) },
    }),
    ...(cut > 0n && { cut: exactNumber(cut) }),
    ...(shortest && { shortest: { order: shortest.order, always: always !== undefined } }),
  };
};

/** In which orders something was looked for, as the end of a sentence: "in all 70 orders". */
export const withinWords = (seen: OrdersSeen): string => {
  const { of, covered, runs, isWhole } = seen;
  const within = isWhole
    ? `in all ${digits(of)} orders`
    : `in the ${digits(runs)} orders with the fewest switches, which stand for ${digits(covered)} of ${digits(of)}`;
  const { orders } = chosenIn(seen);
  return orders === 0n ? within : `${within}; in ${digits(orders)} of them the server may choose otherwise`;
};

/** In how many of those that were looked at: "in 48 of 70 orders". */
export const countWords = (count: number | string | bigint, { of, covered, isWhole }: OrdersSeen): string =>
  isWhole
    ? `in ${digits(count)} of ${digits(of)} orders`
    : `in ${digits(count)} of the ${digits(covered)} orders that were looked at, of ${digits(of)}`;

/** Orders that were looked at, that come to one thing, and in which the invariant holds. */
export const keptIn = ({ covered, broken, varying }: OrdersSeen): bigint =>
  BigInt(covered) - BigInt(broken) - BigInt(varying);

/** In how many of those that were looked at the server may choose: `least` and `most` of them break it, as far as is known. */
export const chosenIn = ({ broken, varying, open = { orders: 0, broken: 0 } }: OrdersSeen) => {
  const orders = BigInt(varying) + BigInt(open.orders);
  const least = BigInt(broken) - BigInt(open.broken);
  return { orders, least, most: least + orders };
};

export const digits = (count: number | string | bigint): string => BigInt(count).toLocaleString('en-US');

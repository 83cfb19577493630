import type { Exploration } from '../explore/exploration.ts';
import { exactNumber } from '../explore/interleavings.ts';

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
  /** In which it is violated, with the fewest switches. */
  readonly shortest?: BadOrder;
}

export interface BadOrder {
  /** Whose turn it is, a letter a step, as `--order` takes it. */
  readonly order: string;
  /** Whether it is violated whenever it is run, or only when the server so chooses. */
  readonly always: boolean;
}

export const ordersSeen = ({ of, covered, runs, isWhole, orders, varying }: Exploration): OrdersSeen => {
  const broken = orders.filter(({ promise }) => promise === 'broken');
  const [always] = broken;
  const shortest = always ?? varying.worst;
  return {
    of: exactNumber(of),
    covered: exactNumber(covered.interleavings),
    runs,
    isWhole,
    broken: exactNumber(broken.reduce((sum, { interleavings }) => sum + interleavings, 0n)),
    varying: exactNumber(varying.interleavings),
    ...(shortest && { shortest: { order: shortest.order, always: always !== undefined } }),
  };
};

/** In which orders something was looked for, as the end of a sentence: "in all 70 orders". */
export const withinWords = ({ of, covered, runs, isWhole }: OrdersSeen): string =>
  isWhole
    ? `in all ${digits(of)} orders`
    : `in the ${digits(runs)} orders with the fewest switches, which stand for ${digits(covered)} of ${digits(of)}`;

/** In how many of those that were looked at: "in 48 of 70 orders". */
export const countWords = (count: number | string | bigint, { of, covered, isWhole }: OrdersSeen): string =>
  isWhole
    ? `in ${digits(count)} of ${digits(of)} orders`
    : `in ${digits(count)} of the ${digits(covered)} orders that were looked at, of ${digits(of)}`;

/** Orders that were looked at, that come to one thing, and in which the invariant holds. */
export const keptIn = ({ covered, broken, varying }: OrdersSeen): bigint =>
  BigInt(covered) - BigInt(broken) - BigInt(varying);

const digits = (count: number | string | bigint): string => BigInt(count).toLocaleString('en-US');

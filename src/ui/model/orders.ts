import type { Exploration } from '../../explore/exploration.ts';
import type { RunOrder } from '../../explore/order.ts';
import type { Choice, Script } from '../../lesson/script.ts';

/** Every order of the lesson's steps, at one level and in one variant: as far as they are run by now. */
export interface RunOrders {
  readonly number: number;
  readonly choice: Choice;
  readonly script: Script;
  /** How many interleavings there are; undefined until the first order is known. */
  readonly of?: bigint;
  /** As they came. */
  readonly orders: readonly RunOrder[];
  /** All that it came to, once it is over. */
  readonly result?: Exploration;
  readonly failed?: string;
  /** The order that the keys act on, by its place on the screen. */
  readonly cursor: number;
  /** Other levels and variants that were explored to their ends, by `ordersKey`. */
  readonly others: ReadonlyMap<string, RunOrders>;
}

export const ordersKey = ({ level, variant }: Choice): string => JSON.stringify([level, variant]);

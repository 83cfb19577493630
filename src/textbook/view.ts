import type { Access, Write } from './operation.ts';
import { serialOrders, type Turn } from './serial-orders.ts';

/** Whether all reads and the last write of each item are as in a serial order: view serializability. */
export interface View {
  /** The first that was found; absent where there is none. */
  readonly order?: readonly number[];
}

/** There may be 720 orders of so many. */
const mostTransactions = 6;

/** Undefined where there are too many transactions to try their orders. */
export const viewOf = ({
  accesses,
  transactions,
  edges,
}: {
  /** Of these transactions, in the order of the history. */
  readonly accesses: readonly Access[];
  readonly transactions: readonly number[];
  readonly edges: readonly Turn[];
}): View | undefined => {
  if (transactions.length > mostTransactions) return undefined;
  const { readsFrom, last } = seenIn(accesses);
  for (const order of serialOrders(transactions, edges, [])) {
    const serial = seenIn(order.flatMap((one) => accesses.filter(({ transaction }) => transaction === one)));
    if (isSame(readsFrom, serial.readsFrom) && isSame(last, serial.last)) return { order };
  }
  return {};
};

/** From which write each read reads, undefined is what was there before all; and the last write of each item. */
const seenIn = (accesses: readonly Access[]) => {
  const readsFrom = new Map<Access, Write | undefined>();
  const last = new Map<string, Write>();
  for (const one of accesses) {
    if (one.kind === 'write') last.set(one.item, one);
    else readsFrom.set(one, last.get(one.item));
  }
  return { readsFrom, last };
};

/** Of maps that have the same keys. */
const isSame = <Key>(one: ReadonlyMap<Key, unknown>, other: ReadonlyMap<Key, unknown>): boolean =>
  [...one].every(([key, value]) => other.get(key) === value);

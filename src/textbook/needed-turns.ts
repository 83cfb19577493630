import type { Operation, Write } from './operation.ts';
import type { Turn } from './serial-orders.ts';

/** What came of a history on a server. */
export interface Came {
  readonly reads: readonly (ItemValue & { readonly transaction: number })[];
  readonly end: readonly ItemValue[];
}

export interface ItemValue {
  readonly item: string;
  readonly value: number;
}

/**
 * The turns that these transactions take in every serial order that comes to the same; undefined: there is none. Each version
 * has a value of its own, so a value tells who wrote it: he comes before whoever read it. Who read what was there before all
 * comes before all who write it, and whose value is there in the end comes behind them. What its writer took back or wrote
 * once more, nobody reads after him.
 */
export const neededTurns = (
  operations: readonly Operation[],
  transactions: readonly number[],
  { reads, end }: Came,
): readonly Turn[] | undefined => {
  const writes = operations.filter((one) => one.kind === 'write');
  const writesOf = (item: string): readonly Write[] =>
    writes.filter((one) => one.item === item && transactions.includes(one.transaction));
  const writeOf = ({ item, value }: ItemValue): Write | undefined =>
    writes.find((one) => one.item === item && one.value === value);
  const isLast = (write: Write): boolean =>
    write === writesOf(write.item).findLast(({ transaction }) => transaction === write.transaction);
  const counted = reads
    .filter(({ transaction }) => transactions.includes(transaction))
    .map((read) => ({ ...read, write: writeOf(read) }));
  if (counted.some(({ write, transaction }) => write && write.transaction !== transaction && !isLast(write)))
    return undefined;
  const readTurns = counted.flatMap(({ write, item, transaction: reader }): readonly Turn[] =>
    write
      ? [{ from: write.transaction, to: reader }]
      : writesOf(item).map(({ transaction: to }) => ({ from: reader, to })),
  );
  const endTurns = end.flatMap((last): readonly Turn[] => {
    const to = writeOf(last)?.transaction;
    return to === undefined ? [] : writesOf(last.item).map(({ transaction: from }) => ({ from, to }));
  });
  return [...readTurns, ...endTurns].filter(({ from, to }) => from !== to);
};

import type { DeadlockText, TransactionText } from './deadlock-text.ts';
import { isSamePlace, type RecordedLock } from './recorded-lock.ts';

/** One transaction waits for another, as far as the text shows who that is. */
export interface TextWait {
  /** The number of the one that waits. */
  readonly by: number;
  readonly lock: RecordedLock;
  /** Who has it, or has asked for it before, and how: absent where no lock in the text is at the same place. */
  readonly holder?: { readonly number: number; readonly lock: RecordedLock };
}

export const waitsOf = ({ transactions }: Pick<DeadlockText, 'transactions'>): readonly TextWait[] =>
  transactions.flatMap((one, at) => {
    const { waits: lock, number: by } = one;
    if (lock === undefined) return [];
    // In a report each waits for the one behind it.
    const others = [...transactions.slice(at + 1), ...transactions.slice(0, at)];
    const holder = others.map((other) => holding(one, lock, other)).find((found) => found !== undefined);
    return [{ by, lock, ...(holder && { holder }) }];
  });

const holding = (
  { conflicts }: TransactionText,
  waits: RecordedLock,
  { number, id, holds }: TransactionText,
): TextWait['holder'] => {
  const own = [...holds, ...conflicts.filter(({ transaction }) => transaction === id)];
  const lock = own.find((held) => isSamePlace(held, waits));
  return lock && { number, lock };
};

/** All that the text tells of what a transaction has: its own part, and what stands in the way of others. */
export const heldBy = (
  { transactions }: Pick<DeadlockText, 'transactions'>,
  { id, number, holds }: TransactionText,
): readonly RecordedLock[] =>
  [
    ...holds,
    ...transactions
      .filter((other) => other.number !== number)
      .flatMap(({ conflicts }) => conflicts.filter(({ transaction }) => transaction === id)),
  ].filter(({ isWaiting }) => !isWaiting);

/** Whether everybody waits for somebody, and one after the other it comes back to the first. */
export const isCircle = ({ transactions }: Pick<DeadlockText, 'transactions'>): boolean => {
  const next = new Map(waitsOf({ transactions }).map(({ by, holder }) => [by, holder?.number]));
  const seen = new Set<number>();
  let at = transactions[0]?.number;
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    at = next.get(at);
  }
  return (
    at !== undefined && at === transactions[0]?.number && seen.size === transactions.length && seen.size > 1
  );
};

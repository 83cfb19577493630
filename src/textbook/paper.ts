import { type End, isAccess, type Operation } from './operation.ts';
import { type Edge, edgesOf, type Precedence, precedenceOf } from './precedence.ts';
import { type Recovery, recoveryOf } from './recovery.ts';
import { type View, viewOf } from './view.ts';

/** What follows from a history on paper, whatever a server makes of it. */
export interface Paper extends Precedence {
  /** Of those that commit. */
  readonly edges: readonly Edge[];
  /** Transactions that roll back: they do not count for the graph and for serial orders. */
  readonly aborted: readonly number[];
  /** Absent where that is not decided. */
  readonly view?: View;
  readonly recovery: Recovery;
}

/** @param operations with an end of each transaction. */
export const paperOf = (operations: readonly Operation[]): Paper => {
  const ended = (kind: End['kind']): readonly number[] =>
    operations
      .filter((one) => one.kind === kind)
      .map(({ transaction }) => transaction)
      .toSorted((one, other) => one - other);
  const committed = ended('commit');
  const accesses = operations.filter(isAccess).filter(({ transaction }) => committed.includes(transaction));
  const edges = edgesOf(accesses);
  const precedence = precedenceOf(committed, edges);
  const view = precedence.order
    ? { order: precedence.order }
    : viewOf({ accesses, transactions: committed, edges });
  return {
    edges,
    aborted: ended('abort'),
    ...precedence,
    ...(view && { view }),
    recovery: recoveryOf(operations),
  };
};

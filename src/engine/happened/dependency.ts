import type { Unseen } from '../anomaly.ts';
import type { Sent } from '../history/moved.ts';

/**
 * One transaction stands behind another: ww: it overwrote what that one wrote; wr: it read that; rw: it overwrote what
 * that one had read; next: it is the same session's next one. Adya, Liskov and O'Neil, ICDE 2000.
 */
export interface Edge {
  readonly kind: 'ww' | 'wr' | 'rw' | 'next';
  /** Transactions, by their keys. */
  readonly from: string;
  readonly to: string;
  readonly table: string;
  /** The row's primary key as `keyOf` has it. */
  readonly key: string;
  /** Of `from` and of `to`. */
  readonly first: Sent;
  readonly second: Sent;
  /**
   * row: what was read rests on the row as it was. answer: the row was not in the answer to a question before, or is not
   * any more; both may be.
   */
  readonly isOfRow: boolean;
  readonly isOfAnswer: boolean;
  /** What was read was not committed then. */
  readonly isDirty?: true;
  /** What was asked. */
  readonly asked?: string;
  /** That took what is committed, whatever the snapshot has. */
  readonly isLocking?: true;
  /** What it read then was its own version, over that of the other one: what it wrote it with. */
  readonly own?: Sent;
  /** What it did not see was there before it asked: why it did not. */
  readonly unseen?: Unseen['why'];
  /** What the other one changed is still there, or goes into what was written: UPDATE … SET n = n + 1. */
  readonly isKept?: true;
  /** A foreign key has looked for the row, or a unique one. */
  readonly isCheck?: true;
  /** The row was not in the answer. */
  readonly isGone?: true;
  /** The question that was read is what an UPDATE or DELETE has looked for. */
  readonly isSearch?: true;
}

/** Read was what a transaction wrote that was rolled back (G1a), or wrote again before it was over (G1b). */
export interface BadRead {
  readonly kind: 'G1a' | 'G1b';
  readonly reader: string;
  readonly writer: string;
  readonly table: string;
  readonly key: string;
  readonly wrote: Sent;
  readonly read: Sent;
}

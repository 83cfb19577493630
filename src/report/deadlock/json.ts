import type { LockDetail } from '../../engine/events.ts';
import { heldBy, type TextWait, waitsOf } from '../../innodb-text/circle.ts';
import type { DeadlockText, TransactionText } from '../../innodb-text/deadlock-text.ts';
import { lockDetailOf } from '../../innodb-text/entry.ts';
import type { RecordedLock } from '../../innodb-text/recorded-lock.ts';
import { type Shape, shapeOf } from '../../innodb-text/shape.ts';
import type { Level } from '../../lesson/level.ts';
import { adviceFor } from './advice.ts';

/** What a text tells of deadlocks (`isolab deadlock --format json`). Within format 1 keys are only added. */
export interface DeadlocksReport {
  readonly format: 1;
  /** How many the text has. */
  readonly found: number;
  /** Present where only the end of a long text was read, in bytes. */
  readonly read?: number;
  readonly deadlocks: readonly DeadlockJson[];
}

interface DeadlockJson extends Pick<DeadlockText, 'at' | 'victim' | 'missing'> {
  /** Its place in the text, from 1. */
  readonly nth: number;
  readonly transactions: readonly TransactionJson[];
  /** Absent where what the text has fits none. */
  readonly shape?: Shape;
  readonly lesson?: string;
  /** The level at which the lesson shows it; absent where that is the one it begins at. */
  readonly lessonLevel?: Level;
}

interface TransactionJson
  extends Pick<TransactionText, 'number' | 'id' | 'seconds' | 'connection' | 'who' | 'statement'> {
  /** The statement may go on. */
  readonly cut?: true;
  readonly waits?: LockJson & {
    /** The number of the transaction that has it, and how; absent where the text does not show that. */
    readonly heldBy?: number;
    readonly heldMode?: string;
    /** The number of the transaction that has only asked for it, before this one, and how. */
    readonly behind?: number;
    readonly behindMode?: string;
  };
  readonly holds: readonly LockJson[];
}

interface LockJson extends LockDetail {
  readonly schema: string;
}

export const deadlocksReport = (
  found: readonly DeadlockText[],
  shown: readonly number[],
  read: number | undefined,
): DeadlocksReport => ({
  format: 1,
  found: found.length,
  ...(read !== undefined && { read }),
  deadlocks: found.flatMap((one, at) => (shown.includes(at + 1) ? [jsonOf(one, at + 1)] : [])),
});

const jsonOf = (deadlock: DeadlockText, nth: number): DeadlockJson => {
  const { at, victim, missing, transactions } = deadlock;
  const shape = shapeOf(deadlock);
  const { lesson, level } = shape ? adviceFor(shape) : {};
  return {
    nth,
    ...(at !== undefined && { at }),
    ...(victim !== undefined && { victim }),
    transactions: transactions.map((one) => transactionJson(deadlock, one)),
    ...(shape && { shape }),
    ...(lesson !== undefined && { lesson }),
    ...(level !== undefined && { lessonLevel: level }),
    missing,
  };
};

const transactionJson = (deadlock: DeadlockText, transaction: TransactionText): TransactionJson => {
  const { waits: _, holds: __, conflicts: ___, isCut, ...about } = transaction;
  const wait = waitsOf(deadlock).find(({ by }) => by === about.number);
  const { holder } = wait ?? {};
  const [waits] = wait ? locksOf(wait.lock) : [];
  return {
    ...about,
    ...(isCut && { cut: true }),
    ...(waits && {
      waits: { ...waits, ...(holder && holderJson(holder)) },
    }),
    holds: heldBy(deadlock, transaction).flatMap(locksOf),
  };
};

const holderJson = ({ number, lock }: NonNullable<TextWait['holder']>) =>
  lock.isWaiting ? { behind: number, behindMode: lock.mode } : { heldBy: number, heldMode: lock.mode };

const locksOf = (lock: RecordedLock): readonly LockJson[] =>
  (lock.records.length === 0 ? [undefined] : lock.records).map((record) => ({
    schema: lock.schema,
    ...lockDetailOf(lock, record),
  }));

import type { LockDetail, LockView } from '../events.ts';
import { entryText } from './entries.ts';
import { mayWrite, only, type Sent } from './moved.ts';
import type { KeyedTable } from './tables.ts';
import type { Transactions } from './transactions.ts';
import type { Doubt, Write } from './versions.ts';

/** A lock that a session has had without a break since it was first observed. */
interface Held {
  readonly lock: LockView;
  /** In which transaction; -1 for a lock that outlives transactions. */
  readonly transaction: number;
  /** The statement that took it, as far as the observations tell. */
  readonly first?: Sent;
}

export interface Holding {
  readonly locks: readonly LockView[];
  readonly moved: readonly Sent[];
  readonly transactions: Transactions;
  readonly writes: readonly Write[];
  /** Rows that one of several may have written. */
  readonly doubts: readonly Doubt[];
  readonly tableOf: (name: string) => KeyedTable | undefined;
}

/** Which statement took a lock: what the observations and the transaction's writes prove, and nothing else. */
export class LockTakers {
  #held = new Map<string, Held>();
  #now: Holding | undefined;
  /** What may have written in the transaction that a session has open. */
  readonly #writers = new Map<string, { readonly transaction: number; readonly sent: Sent[] }>();

  follow(now: Holding): void {
    const held = new Map<string, Held>();
    for (const lock of now.locks) {
      if (lock.status !== 'granted') continue;
      const id = identity(lock);
      const transaction = isOfRows(lock) ? (now.transactions.openOf(lock.session)?.id ?? -1) : -1;
      const before = this.#held.get(id);
      if (before?.transaction === transaction) held.set(id, before);
      else {
        const first = this.#firstOf(lock, transaction, now);
        held.set(id, { lock, transaction, ...(first && { first }) });
      }
    }
    this.#held = held;
    this.#now = now;
    for (const one of now.moved) {
      const transaction = now.transactions.openOf(one.session)?.id;
      if (transaction === undefined || !mayWrite(one)) continue;
      const known = this.#writers.get(one.session);
      if (known?.transaction === transaction) known.sent.push(one);
      else this.#writers.set(one.session, { transaction, sent: [one] });
    }
  }

  /**
   * The statement with which the holder took a lock that somebody waits for. InnoDB lists the lock of a row that was
   * written only when somebody waits for it, and gives it to whom it belongs: so the earlier of the two counts, the first
   * sight and the write. Undefined where neither is sure.
   */
  takerOf(holder: string, { heldMode, ...wanted }: HeldLock): Sent | undefined {
    if (this.#now === undefined || heldMode === undefined || isNameless(wanted)) return undefined;
    const held = this.#held.get(identity({ ...wanted, mode: heldMode, session: holder }));
    if (held === undefined) return undefined;
    const { lock, first } = held;
    if (!isOfRows(lock)) return first;
    // After XA PREPARE its locks are no more of anything that the session does.
    if (this.#now.transactions.openOf(holder) === undefined) return undefined;
    if (lock.kind !== 'record') return first;
    const isOf = ({ session, table }: { readonly session: string; readonly table: string }) =>
      session === holder && table === lock.object;
    const isBefore = ({ by }: { readonly by: Sent }) => first === undefined || by.statement < first.statement;
    if (this.#now.doubts.some((one) => isOf(one) && isBefore(one))) return undefined;
    const table = this.#now.tableOf(lock.object);
    const writers = this.#writers.get(holder)?.sent ?? [];
    if (table === undefined) return writers.some((by) => isBefore({ by })) ? undefined : first;
    const writes = this.#now.writes.filter((one) => isOf(one));
    if (first !== undefined && !writes.some(isBefore)) return first;
    const written = writerOf(writes, lock, table, first === undefined);
    if (written === 'unknown') return undefined;
    if (first === undefined || written === undefined) return first ?? written;
    return first.statement < written.statement ? first : written;
  }

  #firstOf(lock: LockView, transaction: number, now: Holding): Sent | undefined {
    const own = only(now.moved.filter(({ session }) => session === lock.session));
    if (lock.kind !== 'gap') return own;
    const before = [...this.#held.values()].filter(
      (one) => one.transaction === transaction && isBeside(one.lock, lock),
    );
    const left = new Set(now.locks.map(identity));
    const gone = before.filter(({ lock: one }) => isNameless(one) || !left.has(identity(one)));
    if (gone.length === 0 && !isInserted(lock, now)) return own;
    // It is a part of a gap that the session has had: split by an insert, or grown together where an entry went.
    const from = before.filter(
      (one) => gone.includes(one) || one.lock.kind === 'gap' || one.lock.kind === 'next-key',
    );
    return only([...new Set(from.map(({ first }) => first))]);
  }
}

/** What is waited for: the holder has the same in its own mode. */
type HeldLock = LockDetail & { readonly heldMode?: string };

/** `unknown`: there is one that has written, and it cannot be told whether to this entry. */
const writerOf = (
  writes: readonly Write[],
  { key, index = '' }: LockDetail,
  table: KeyedTable,
  isUnseen: boolean,
): Sent | 'unknown' | undefined => {
  const all = writes.map((one) => ({ by: one.by, entries: entriesOf(one, table, index) }));
  const found = all.find(({ entries }) => key !== undefined && entries.includes(key));
  if (found) return found.by;
  if (!all.some(({ entries }) => entries.includes(undefined))) return undefined;
  // The entries cannot be compared: only where nobody saw the lock before, and one alone has written, it is sure.
  return (isUnseen ? only([...new Set(writes.map(({ by }) => by))]) : undefined) ?? 'unknown';
};

/** Those that a write made or removed; a secondary index has none when it stays as it is. */
const entriesOf = (
  { before, after, isReturned }: Write,
  table: KeyedTable,
  index: string,
): readonly (string | undefined)[] => {
  // A return to a savepoint takes entries of other indexes away, and the locks on them.
  if (isReturned && index !== 'PRIMARY') return [undefined];
  const [was, is] = [before && entryText(before, table, index), after && entryText(after, table, index)];
  if (before !== undefined && after !== undefined && was !== undefined && was === is && index !== 'PRIMARY')
    return [];
  return [...(before === undefined ? [] : [was]), ...(after === undefined ? [] : [is])];
};

const isOfRows = ({ kind }: Pick<LockDetail, 'kind'>): boolean => kind !== 'metadata' && kind !== 'named';

/** Several of these look alike: gaps between two pages of an index, entries that the server does not tell. */
const isNameless = ({ kind, key }: Pick<LockDetail, 'kind' | 'key'>): boolean =>
  isOfRows({ kind }) && kind !== 'table' && key === undefined;

/** Of the same session in the same index. */
const isBeside = (held: LockView, lock: LockView): boolean =>
  held.session === lock.session &&
  held.object === lock.object &&
  held.index === lock.index &&
  held.partition === lock.partition;

/** Is the entry behind the gap one that was inserted since the moment before? */
const isInserted = (lock: LockView, { writes, moved, tableOf }: Holding): boolean => {
  const table = tableOf(lock.object);
  return writes.some(({ table: name, by, before, after }) => {
    if (name !== lock.object || after === undefined || !moved.includes(by) || table === undefined)
      return false;
    const index = lock.index ?? '';
    const entry = entryText(after, table, index);
    return (
      entry === undefined ||
      (entry === lock.key && (before === undefined || entryText(before, table, index) !== entry))
    );
  });
};

/** Without the place in its page: a row that grows moves. Its kind follows from its mode and its key. */
const identity = ({
  session,
  kind,
  object,
  of,
  index,
  partition,
  mode,
  key,
}: LockDetail & { readonly session: string }): string =>
  JSON.stringify([session, isOfRows({ kind }) ? 'row' : kind, object, of, index, partition, mode, key]);

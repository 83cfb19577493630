import type { LockDetail, LockView } from '../events.ts';
import { entryText } from './entries.ts';
import { grantedIn, type Held, type Holding, identity, isNameless, isOfRows } from './held-locks.ts';
import { LockOrigins } from './lock-origins.ts';
import { isDefining, mayWrite, only, type Sent } from './moved.ts';
import type { KeyedTable } from './tables.ts';
import type { Write } from './version.ts';

/** Which statement took a lock: what the observations and the transaction's writes prove, and nothing else. */
export class LockTakers {
  /** By what is known of each from moment to moment. */
  #held: ReadonlyMap<string, Held> = new Map();
  /** Of metadata locks a session may have several alike. */
  #byIdentity: ReadonlyMap<string, readonly Held[]> = new Map();
  #now: Holding | undefined;
  /** What may have written in the transaction that a session has open. */
  readonly #writers = new Map<string, { readonly transaction: number; readonly sent: Sent[] }>();
  /** Sessions that have locks in a transaction that XA has prepared: which they are is not told. */
  readonly #prepared = new Set<string>();
  /** Statements of which it is not sure that what they wrote is still locked since, or that they wrote it. */
  readonly #unsure = new Set<number>();

  follow(now: Holding): void {
    this.#notePrepared(now);
    const remade = this.#noteUnsure(now);
    const granted = grantedIn(now);
    const transactionOf = (lock: LockView) =>
      isOfRows(lock) ? (now.transactions.openOf(lock.session)?.id ?? -1) : -1;
    const isKept = ({ lock, transaction }: Held) => transaction === transactionOf(lock);
    const before = [...this.#held].filter(([, one]) => isKept(one) && isOfRows(one.lock));
    const fresh = [...granted].filter(([id, lock]) => {
      const known = this.#held.get(id);
      return known === undefined || !isKept(known) || (isOfRows(lock) && remade.has(lock.session));
    });
    const origins = new LockOrigins(now, {
      kept: before.flatMap(([id, one]) => (granted.has(id) ? [one] : [])),
      gone: before.flatMap(([id, one]) => (granted.has(id) ? [] : [one])),
      fresh: fresh.flatMap(([, lock]) => (isOfRows(lock) ? [lock] : [])),
    });
    const own = (lock: LockView) => only(now.moved.filter(({ session }) => session === lock.session));
    const news = new Map(
      fresh.map(([id, lock]): [string, Held] => {
        const ofRows = () => (remade.has(lock.session) ? undefined : origins.firstOf(lock));
        const first = isOfRows(lock) ? ofRows() : own(lock);
        return [id, { lock, transaction: transactionOf(lock), ...(first && { first }) }];
      }),
    );
    const held = [...granted.keys()].flatMap((id): [string, Held][] => {
      const one = news.get(id) ?? this.#held.get(id);
      return one ? [[id, one]] : [];
    });
    this.#held = new Map(held);
    this.#byIdentity = Map.groupBy(this.#held.values(), ({ lock }) => identity(lock));
    this.#now = now;
    this.#noteWriters(now);
  }

  #noteWriters({ moved, transactions }: Holding): void {
    for (const one of moved) {
      const transaction = transactions.openOf(one.session)?.id;
      if (transaction === undefined || !mayWrite(one)) continue;
      const known = this.#writers.get(one.session);
      if (known?.transaction === transaction) known.sent.push(one);
      else this.#writers.set(one.session, { transaction, sent: [one] });
    }
  }

  /** A transaction that has locks and is not its session's any more is a prepared one, until its last lock is gone. */
  #notePrepared({ locks, transactions }: Holding): void {
    const having = new Set(
      locks.filter((lock) => lock.status === 'granted' && isOfRows(lock)).map(({ session }) => session),
    );
    for (const session of having) {
      if (transactions.openOf(session) === undefined) this.#prepared.add(session);
    }
    for (const session of this.#prepared) if (!having.has(session)) this.#prepared.delete(session);
  }

  /**
   * What DDL has changed and what others wrote behind it are seen in one. And a procedure that goes back to a savepoint
   * may let go of everything and take it again: the sessions where that was.
   */
  #noteUnsure({ moved, transactions, writes }: Holding): ReadonlySet<string> {
    const writing = moved.filter(mayWrite);
    if (moved.some(isDefining)) for (const { statement } of writing) this.#unsure.add(statement);
    const remade = new Set(
      writing.flatMap(({ session }) => (transactions.returned.has(session) ? [session] : [])),
    );
    for (const { session, by } of writes) if (remade.has(session)) this.#unsure.add(by.statement);
    return remade;
  }

  /**
   * The statement with which the holder took a lock that somebody waits for. InnoDB lists the lock of a row that was
   * written only when somebody waits for it, and gives it to whom it belongs: so the earlier of the two counts, the first
   * sight and the write. Undefined where neither is sure.
   */
  takerOf(holder: string, { heldMode, ...wanted }: HeldLock): Sent | undefined {
    if (this.#now === undefined || heldMode === undefined || isNameless(wanted)) return undefined;
    const id = identity({ ...wanted, mode: heldMode, session: holder });
    const [held, ...alike] = this.#byIdentity.get(id) ?? [];
    if (held === undefined || alike.some(({ first }) => first !== held.first)) return undefined;
    const { lock, first } = held;
    if (lock.kind === 'named') return first;
    if (this.#prepared.has(holder)) return undefined;
    if (lock.kind !== 'record') return first;
    const isOf = ({ session, table }: { readonly session: string; readonly table: string }) =>
      session === holder && table === lock.object;
    const isBefore = ({ by }: { readonly by: Sent }) => first === undefined || by.statement < first.statement;
    if (this.#now.doubts.some((one) => isOf(one) && isBefore(one))) return undefined;
    const isUnsure = (one: Write) => isOf(one) && isBefore(one) && this.#unsure.has(one.by.statement);
    if (this.#now.writes.some(isUnsure)) return undefined;
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

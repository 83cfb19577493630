import type { LockView } from '../events.ts';
import { type Held, type Holding, isNameless } from './held-locks.ts';
import { type Entries, endOfIndex, entriesSince } from './index-entries.ts';
import { mayWrite, type Sent } from './moved.ts';

/** Statements of which one has taken a lock; undefined stands for one that is not known. */
type Candidates = readonly (Sent | undefined)[];

/** What a session has of one index. */
interface Beside {
  /** What its transaction had a moment before, too. */
  readonly kept: readonly Held[];
  readonly gone: readonly Held[];
  readonly fresh: readonly LockView[];
}

/**
 * Which statement took a lock of rows that was not there a moment before. Most are of the statement that their session has
 * sent. But InnoDB also hands on what a transaction has: an entry that comes into a locked gap is given the lock of the one
 * behind it, an entry that goes leaves its lock to the gap, and one that is written anew with another spelling of its key
 * keeps what it has. Where two statements can be meant, none is said.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/lock0lock_8cc.html (lock_rec_inherit_to_gap)
 */
export class LockOrigins {
  readonly #now: Holding;
  readonly #beside = new Map<string, { kept: Held[]; gone: Held[]; fresh: LockView[] }>();
  readonly #entries = new Map<string, Entries>();

  constructor(now: Holding, locks: Beside) {
    this.#now = now;
    for (const one of locks.kept) this.#besideOf(one.lock).kept.push(one);
    for (const one of locks.gone) this.#besideOf(one.lock).gone.push(one);
    for (const lock of locks.fresh) this.#besideOf(lock).fresh.push(lock);
  }

  firstOf(lock: LockView): Sent | undefined {
    const candidates = new Set(this.#candidatesFor(lock));
    return candidates.size === 1 ? [...candidates][0] : undefined;
  }

  #candidatesFor(lock: LockView): Candidates {
    const { moved, transactions } = this.#now;
    const sent = moved.filter(({ session }) => session === lock.session);
    const own = sent.length > 1 ? [undefined] : sent;
    if (lock.kind === 'table') return own;
    const beside = this.#besideOf(lock);
    const entries = this.#entriesOf(lock);
    const respelt = this.#respelt(lock, beside, entries);
    if (respelt !== undefined) return respelt;
    if (lock.kind !== 'gap') return own;
    // Whose row is gone that was before the gap, and since when that was locked, is not told.
    if (transactions.returned.has(lock.session)) return [undefined];
    const mayBeGone = [...beside.gone, ...beside.kept.filter((one) => isNameless(one.lock))];
    const left = mayBeGone.filter((one) => isAsStrong(one.lock, lock)).map(({ first }) => first);
    return [...left, ...this.#split(lock, { beside, entries, own })];
  }

  /** The entry was there before, with another text. Undefined where it was not. */
  #respelt(lock: LockView, { gone, fresh }: Beside, entries: Entries): Candidates | undefined {
    const isAlike = ({ kind, mode }: LockView) => kind === lock.kind && mode === lock.mode;
    const before = gone.filter((one) => isAlike(one.lock));
    const { key = '' } = lock;
    if (before.length === 0 || key === endOfIndex || !this.#now.moved.some(mayWrite)) return undefined;
    if (!entries.isUnsure && !entries.made.has(key)) return undefined;
    const isRewritten = before.every((one) => entries.unmade.has(one.lock.key ?? ''));
    const made = fresh.filter((one) => isAlike(one) && entries.made.has(one.key ?? ''));
    // A row that an open transaction has changed cannot be gone: it goes by another text.
    return !entries.isUnsure && isRewritten && made.length === before.length
      ? before.map(({ first }) => first)
      : [undefined];
  }

  /** Did the entry come into a gap that was locked? */
  #split(
    lock: LockView,
    {
      beside,
      entries,
      own,
    }: { readonly beside: Beside; readonly entries: Entries; readonly own: Candidates },
  ): Candidates {
    const { key = '' } = lock;
    const isOld =
      key === endOfIndex ||
      (!entries.isUnsure &&
        !entries.made.has(key) &&
        // What a procedure has inserted and deleted is in no row.
        (entries.hasRow(key) || !this.#now.moved.some(({ place }) => place.verb === 'CALL')));
    if (isOld) return own;
    const gaps = beside.kept.filter(
      (one) => isAsStrong(one.lock, lock) && (one.lock.kind === 'gap' || one.lock.kind === 'next-key'),
    );
    const order = entries.isUnsure || lock.partition !== undefined ? undefined : entries.inOrder();
    if (order === undefined || !entries.made.has(key)) return [...gaps.map(({ first }) => first), ...own];
    // Several that came in side by side have it from one another.
    const behind = [...order.slice(order.indexOf(key) + 1), endOfIndex];
    const from = behind.find(
      (entry) => !entries.made.has(entry) || gaps.some((one) => one.lock.key === entry),
    );
    const given = gaps.filter((one) => one.lock.key === from);
    return given.length > 0 ? given.map(({ first }) => first) : own;
  }

  #besideOf({ session, object, index, partition }: LockView) {
    const place = JSON.stringify([session, object, index, partition]);
    const known = this.#beside.get(place) ?? { kept: [], gone: [], fresh: [] };
    this.#beside.set(place, known);
    return known;
  }

  #entriesOf({ object, index = '' }: LockView): Entries {
    const place = JSON.stringify([object, index]);
    const known = this.#entries.get(place) ?? entriesSince(this.#now, { table: object, index });
    this.#entries.set(place, known);
    return known;
  }
}

/** A lock is handed on in its own strength: shared or exclusive. */
const isAsStrong = (one: LockView, other: LockView): boolean => one.mode[0] === other.mode[0];

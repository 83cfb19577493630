import type { RunTransaction } from '../claim.ts';
import { mostTransactions, type TransactionRecord } from '../events.ts';
import { mayWrite, only, type Sent } from './moved.ts';

/** A transaction of a session that is open. */
export interface Open {
  readonly id: number;
  readonly level: string;
  readonly autocommit: boolean;
  /** The statement that began it, where that is known. */
  readonly since?: Sent;
  /** One of its statements was of a kind that changes rows, even if none is seen to be changed. */
  readonly mayHaveWritten: boolean;
}

/** One that ended since the moment before. */
export interface Ended {
  readonly session: string;
  readonly id: number;
  /** unknown: it was prepared by XA, or its connection is gone. */
  readonly how: 'committed' | 'rolled back' | 'unknown';
  /** The statement that ended it, where that is known. */
  readonly by?: Sent;
}

interface Followed {
  /** The newest that was told. */
  readonly newest: number;
  readonly open?: Open;
  /** The only one that was open at any time since the moment before; undefined when there were none or several. */
  readonly writing: number | undefined;
  /** The level of the newest. */
  readonly level: string | undefined;
  readonly returns: number;
}

/** By this a transaction of the run is known. */
export const transactionKey = (session: string, id: number): string => `${session} ${id}`;

const nothing: Followed = { newest: -1, writing: undefined, level: undefined, returns: 0 };

/** Where each session's transactions begin and end, at which level, and how: the server's word, never the SQL's. */
export class Transactions {
  #sessions = new Map<string, Followed>();
  #returned: ReadonlySet<string> = new Set();
  /** By session and id, in the order in which they began. */
  #hasPrepared = false;
  readonly #all = new Map<string, RunTransaction>();

  /** Who went back to a savepoint since the moment before. */
  get returned(): ReadonlySet<string> {
    return this.#returned;
  }

  get all(): readonly RunTransaction[] {
    return [...this.#all.values()];
  }

  /** The same by their keys. */
  get byKey(): ReadonlyMap<string, RunTransaction> {
    return this.#all;
  }

  /** Has a session prepared one by XA, and begun no other since? */
  get hasPrepared(): boolean {
    return this.#hasPrepared;
  }

  openOf(session: string): Open | undefined {
    return this.#sessions.get(session)?.open;
  }

  /** In which of its transactions a session has written since the moment before, where only one can be meant. */
  writingOf(session: string): number | undefined {
    return this.#sessions.get(session)?.writing;
  }

  /** At which level its last transaction ran, or runs. */
  levelOf(session: string): string | undefined {
    return this.#sessions.get(session)?.level;
  }

  follow(
    records: readonly TransactionRecord[],
    moved: readonly Sent[],
    lost: ReadonlySet<string>,
  ): readonly Ended[] {
    const ended: Ended[] = [];
    const returned = new Set<string>();
    const bySession = Map.groupBy(records, ({ session }) => session);
    for (const session of new Set([...bySession.keys(), ...this.#sessions.keys()])) {
      const was = this.#sessions.get(session) ?? nothing;
      const own = bySession.get(session) ?? [];
      const by = only(moved.filter((one) => one.session === session));
      const now = followed(was, own, {
        by,
        mayHaveWritten: moved.some((one) => one.session === session && mayWrite(one)),
      });
      // What a connection did before the run is none of it.
      if (was === nothing && !moved.some((one) => one.session === session)) {
        this.#sessions.set(session, now);
        continue;
      }
      for (const record of own) if (record.id > was.newest) this.#note(record, by);
      if (was.open && now.open?.id !== was.open.id) {
        const how = lost.has(session) ? 'rolled back' : howEnded(was.open, own);
        ended.push({ session, id: was.open.id, how, ...(by && { by }) });
      }
      for (const { id, state, prepared } of own) {
        if (id > was.newest && id !== now.open?.id && (state !== 'active' || prepared))
          ended.push({ session, id, how: prepared ? 'unknown' : how(state), ...(by && { by }) });
      }
      for (const one of ended) if (one.session === session) this.#noteEnd(one);
      if (now.returns > was.returns && now.newest === was.newest) returned.add(session);
      this.#sessions.set(session, now);
    }
    this.#returned = returned;
    this.#hasPrepared = [...bySession.values()].some((own) => own.at(-1)?.prepared);
    return ended;
  }

  #note({ session, id, level, autocommit }: TransactionRecord, by: Sent | undefined): void {
    this.#all.set(transactionKey(session, id), {
      session,
      level,
      autocommit,
      ...(by && { since: by.place }),
    });
  }

  #noteEnd({ session, id, how, by }: Ended): void {
    const key = transactionKey(session, id);
    const known = this.#all.get(key);
    if (known) this.#all.set(key, { ...known, ended: { how, ...(by && { by: by.place }) } });
  }
}

const followed = (
  was: Followed,
  own: readonly TransactionRecord[],
  { by, mayHaveWritten }: { readonly by: Sent | undefined; readonly mayHaveWritten: boolean },
): Followed => {
  const newest = own.at(-1);
  if (newest === undefined) return { ...nothing, newest: was.newest };
  const fresh = own.filter(({ id }) => id > was.newest);
  const touched = [...(was.open ? [was.open.id] : []), ...fresh.map(({ id }) => id)];
  const isOpen = newest.state === 'active' && newest.prepared === undefined;
  const since = newest.id === was.open?.id ? was.open.since : by;
  return {
    newest: newest.id,
    ...(isOpen && {
      open: {
        id: newest.id,
        level: newest.level,
        autocommit: newest.autocommit,
        ...(since && { since }),
        mayHaveWritten: mayHaveWritten || (newest.id === was.open?.id && was.open.mayHaveWritten),
      },
    }),
    // More than are told may have come and gone.
    writing: fresh.length >= mostTransactions ? undefined : only([...new Set(touched)]),
    level: newest.level,
    returns: newest.returns,
  };
};

const howEnded = ({ id }: Open, own: readonly TransactionRecord[]): Ended['how'] => {
  const record = own.find((one) => one.id === id);
  if (record === undefined || record.prepared) return 'unknown';
  return record.state === 'active' ? 'unknown' : record.state;
};

const how = (state: TransactionRecord['state']): Ended['how'] => (state === 'active' ? 'unknown' : state);

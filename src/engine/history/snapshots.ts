import { type Moment, only, type Sent } from './moved.ts';
import type { Open, Transactions } from './transactions.ts';

/** A session's snapshot: in the settled moment before this one it was not there yet. */
export interface Snapshot {
  readonly moment: Moment;
  /** The statement that took it, where that is known. */
  readonly by?: Sent;
}

/** That a transaction may have a snapshot; when it was taken, where it is known that it has one. */
interface Kept {
  readonly transaction: number;
  readonly taken?: Snapshot;
}

export interface Views {
  /** How many there are together; undefined where the server did not tell. */
  readonly count: number | undefined;
  readonly moment: Moment;
  readonly moved: readonly Sent[];
  readonly transactions: Transactions;
}

/**
 * Whose snapshot was taken in which settled moment. The server tells how many there are: what there are more than before
 * belongs to those that have moved.
 */
export class Snapshots {
  #kept = new Map<string, Kept>();

  /** Undefined where there is none, or it is not known. */
  of(session: string): Snapshot | undefined {
    return this.#kept.get(session)?.taken;
  }

  /** Every session whose snapshot is known to be there. */
  get all(): ReadonlyMap<string, Snapshot> {
    return new Map(
      [...this.#kept].flatMap(([session, { taken }]) => (taken ? [[session, taken] as const] : [])),
    );
  }

  follow(views: Views): void {
    const { count, moved, transactions } = views;
    const kept = new Map([...this.#kept].filter(([session, one]) => isKept(session, one, views)));
    this.#kept = kept;
    const sessions = [...new Set(moved.map(({ session }) => session))];
    // What returns to a savepoint and reads again, all in one, may have another snapshot than before.
    for (const session of transactions.returned) {
      const one = kept.get(session);
      const by = only(moved.filter((each) => each.session === session));
      if (one && by?.place.verb !== 'ROLLBACK') kept.set(session, { transaction: one.transaction });
    }
    const fresh = sessions.filter((session) => !kept.has(session) && mayHave(session, views));
    const doubtful = [...kept].flatMap(([session, { taken }]) => (taken ? [] : [session]));
    const returned = sessions.filter((session) => kept.has(session) && transactions.returned.has(session));
    const sure = kept.size - doubtful.length;
    if (count === 0) {
      kept.clear();
      return;
    }
    if (count === sure && fresh.length + doubtful.length === 0) return;
    // A return to a savepoint from before the first access takes the snapshot away.
    const [back] = returned;
    if (back !== undefined && count === sure - 1 && returned.length + fresh.length + doubtful.length === 1) {
      kept.delete(back);
      return;
    }
    const more = count === undefined || back !== undefined ? undefined : count - sure;
    if (more === 0) {
      for (const session of doubtful) kept.delete(session);
    } else if (more === fresh.length + doubtful.length) {
      for (const session of fresh) this.#keep(session, views, true);
    } else {
      for (const session of [...fresh, ...returned]) this.#keep(session, views, false);
    }
  }

  #keep(session: string, { moment, moved, transactions }: Views, isSure: boolean): void {
    const transaction = transactions.openOf(session)?.id;
    if (transaction === undefined) return;
    const by = only(moved.filter((one) => one.session === session));
    this.#kept.set(session, { transaction, ...(isSure && { taken: { moment, ...(by && { by }) } }) });
  }
}

const isKept = (session: string, { transaction }: Kept, { moved, transactions }: Views): boolean => {
  const open = transactions.openOf(session);
  if (open?.id !== transaction) return false;
  return keepsSnapshots(open) || !moved.some((one) => one.session === session);
};

/** At the weaker levels only a statement that is still in flight has one. */
const mayHave = (session: string, { moved, transactions }: Views): boolean => {
  const open = transactions.openOf(session);
  if (open === undefined) return false;
  return keepsSnapshots(open) || moved.some((one) => one.session === session && one.outcome === undefined);
};

const keepsSnapshots = ({ level }: Pick<Open, 'level'>): boolean => !level.startsWith('READ');

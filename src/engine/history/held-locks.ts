import type { LockDetail, LockTicket, LockView } from '../events.ts';
import type { Sent } from './moved.ts';
import type { KeyedTable } from './tables.ts';
import type { Transactions } from './transactions.ts';
import type { Doubt, Write } from './version.ts';

/** A lock that a session has had without a break since it was first observed. */
export interface Held {
  readonly lock: LockView;
  /** In which transaction; -1 for a lock that outlives transactions. */
  readonly transaction: number;
  /** The statement that took it, as far as the observations tell. */
  readonly first?: Sent;
}

/** What is known in a moment. */
export interface Holding {
  readonly locks: readonly LockView[];
  readonly tickets: readonly LockTicket[];
  readonly moved: readonly Sent[];
  readonly transactions: Transactions;
  /** Of the transactions that are open. */
  readonly writes: readonly Write[];
  /** Rows that one of several may have written. */
  readonly doubts: readonly Doubt[];
  readonly tableOf: (name: string) => KeyedTable | undefined;
}

export const isOfRows = ({ kind }: Pick<LockDetail, 'kind'>): boolean =>
  kind !== 'metadata' && kind !== 'named';

/** Several of these look alike: gaps between two pages of an index, entries that the server does not tell. */
export const isNameless = ({ kind, key }: Pick<LockDetail, 'kind' | 'key'>): boolean =>
  isOfRows({ kind }) && kind !== 'table' && key === undefined;

/** Without the place in its page: a row that grows moves. Its kind follows from its mode and its key. */
export const identity = ({
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

/** By what each lock that is held is known again in the next moment: its identity, and the ticket that it has. */
export const grantedIn = ({ locks, tickets }: Holding): ReadonlyMap<string, LockView> => {
  const byIdentity = Map.groupBy(tickets, identity);
  return new Map(
    locks
      .filter(({ status }) => status === 'granted')
      .flatMap((lock): [string, LockView][] => {
        const id = identity(lock);
        const own = byIdentity.get(id);
        return own === undefined ? [[id, lock]] : own.map((ticket) => [`${id} ${ticket.id}`, lock]);
      }),
  );
};

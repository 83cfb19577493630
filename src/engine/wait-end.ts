import { serverErrors } from './outcome.ts';
import type { LabState, StatementEntry } from './state.ts';
import { statements } from './statements.ts';

/** Why a wait was over. `by` is the session that stood in the way and whose statement freed the lock. */
export type WaitEnd =
  | { readonly kind: 'freed'; readonly by: string; readonly with: StatementEntry }
  /** The server rolled somebody's transaction back: the waiting one's, or that of the one it waited for. */
  | { readonly kind: 'deadlock'; readonly victim: string }
  | { readonly kind: 'timeout' | 'ended' | 'lost' | 'unknown' };

/** Is it the error by which the server ends a deadlock? Also that of named locks (3058). */
export const isDeadlock = (entry: Pick<StatementEntry, 'outcome'>): boolean =>
  isRolledBack(entry) ||
  (entry.outcome?.kind === 'error' && entry.outcome.errno === serverErrors.namedLockDeadlock);

/** Has the server rolled back the transaction, if there was one? After 3058 it stays open, with all that it holds. */
export const isRolledBack = ({ outcome }: Pick<StatementEntry, 'outcome'>): boolean =>
  outcome?.kind === 'error' && outcome.errno === serverErrors.deadlock;

/** Why the wait of a statement was over; undefined when it never waited or still does. */
export const waitEnd = (entry: StatementEntry, lab: Pick<LabState, 'timeline'>): WaitEnd | undefined => {
  const { outcome, blockedAt, finishedAt = 0 } = entry;
  if (blockedAt === undefined || outcome === undefined) return undefined;
  if (isDeadlock(entry)) return { kind: 'deadlock', victim: entry.session };
  if (outcome.kind === 'lost') return { kind: 'lost' };
  if (outcome.kind === 'error') {
    if (outcome.errno === serverErrors.lockWaitTimeout) return { kind: 'timeout' };
    if (outcome.errno === serverErrors.interrupted || outcome.cancelled) return { kind: 'ended' };
  }
  const holders = entry.waits.flatMap((wait) => ('session' in wait.for ? [wait.for.session] : []));
  const victim = victimAmong(entry, lab);
  if (victim !== undefined) return { kind: 'deadlock', victim };
  // The answer of the one who let go may be read after that of the one who waited.
  const freeing = statements(lab).findLast(
    (one) => holders.includes(one.session) && one.sentAt > blockedAt && one.sentAt <= finishedAt,
  );
  return freeing ? { kind: 'freed', by: freeing.session, with: freeing } : { kind: 'unknown' };
};

/** One who lost its transaction while this one waited for what a transaction holds. */
const victimAmong = (
  { statement, waits, blockedAt = 0, finishedAt = 0 }: StatementEntry,
  lab: Pick<LabState, 'timeline'>,
): string | undefined => {
  const ofTransactions = waits.filter(({ kind, freedBy }) => kind !== 'named' && freedBy === undefined);
  const holders = ofTransactions.flatMap((wait) => ('session' in wait.for ? [wait.for.session] : []));
  return statements(lab).findLast(
    (one) =>
      one.statement !== statement &&
      holders.includes(one.session) &&
      isRolledBack(one) &&
      one.sentAt <= finishedAt &&
      (one.finishedAt ?? 0) > blockedAt,
  )?.session;
};

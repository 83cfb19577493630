import { serverErrors } from './outcome.ts';
import type { LabState, StatementEntry } from './state.ts';
import { statements } from './statements.ts';

/** Why a wait was over. `by` is the session that stood in the way and whose statement freed the lock. */
export type WaitEnd =
  | { readonly kind: 'freed'; readonly by: string; readonly with: StatementEntry }
  /** The server rolled somebody's transaction back: the waiting one's, or that of the one it waited for. */
  | { readonly kind: 'deadlock'; readonly victim: string }
  | { readonly kind: 'timeout' | 'ended' | 'lost' };

/** Is it the error by which the server ends a deadlock? Also that of named locks (3058). */
export const isDeadlock = (entry: Pick<StatementEntry, 'outcome'>): boolean =>
  isRolledBack(entry) ||
  (entry.outcome?.kind === 'error' && entry.outcome.errno === serverErrors.namedLockDeadlock);

/** Has the server rolled back the transaction, if there was one? After 3058 it stays open, with all that it holds. */
export const isRolledBack = ({ outcome }: Pick<StatementEntry, 'outcome'>): boolean =>
  outcome?.kind === 'error' && outcome.errno === serverErrors.deadlock;

/** Why the wait of a statement was over; undefined when it never waited, still does, or nobody can tell. */
export const waitEnd = (entry: StatementEntry, lab: Pick<LabState, 'timeline'>): WaitEnd | undefined => {
  const { outcome, blockedAt, freedBy } = entry;
  if (blockedAt === undefined || outcome === undefined) return undefined;
  if (isDeadlock(entry)) return { kind: 'deadlock', victim: entry.session };
  if (outcome.kind === 'lost') return { kind: 'lost' };
  if (outcome.kind === 'error') {
    if (outcome.errno === serverErrors.lockWaitTimeout) return { kind: 'timeout' };
    if (outcome.errno === serverErrors.interrupted || outcome.cancelled) return { kind: 'ended' };
  }
  const freeing = statements(lab).find(({ statement }) => statement === freedBy);
  if (freeing === undefined) return undefined;
  return isRolledBack(freeing)
    ? { kind: 'deadlock', victim: freeing.session }
    : { kind: 'freed', by: freeing.session, with: freeing };
};

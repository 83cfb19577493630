import type { LockView, Wait } from './observation.ts';

import type { LabState, StatementEntry } from './state.ts';
import { statements } from './statements.ts';
import { isRolledBack } from './wait-end.ts';
import { lastWaits } from './waits.ts';

/**
 * Whose statement let go of what others waited for, where it is proved: one session alone stood in the way when all had
 * settled last, this was all that it did since, and after it the server says that it is in no transaction, or does not
 * list the lock any more. Where several stood in the way, or somebody else may have ended a prepared transaction, or
 * GET_LOCK() may have given up by itself, nobody is named.
 *
 * @param before when all had settled but nobody had looked
 */
export const withFreeing = (after: LabState, before: LabState): LabState => {
  const lately = new Set(before.answeredLately);
  if (lately.size === 0) return after;
  const entries = statements(after);
  const freeing = new Map(
    entries.flatMap((entry): readonly [StatementEntry, number][] => {
      if (!lately.has(entry.statement) || entry.blockedAt === undefined || isRolledBack(entry)) return [];
      const one = freeingOf(entry, entries, lately);
      if (one === undefined || !isFreed(entry, one, { after, before })) return [];
      const isSure = isRolledBack(one) || !wasInDeadlock(entry.session, { after, before });
      return isSure ? [[entry, one.statement]] : [];
    }),
  );
  if (freeing.size === 0) return after;
  return {
    ...after,
    timeline: after.timeline.map((one) => {
      const freedBy = one.kind === 'statement' ? freeing.get(one) : undefined;
      return freedBy === undefined || one.kind !== 'statement' ? one : { ...one, freedBy };
    }),
  };
};

/** All that the one who stood in the way has done since then: a statement, and the application's ROLLBACK after it. */
const freeingOf = (
  { session, ...entry }: StatementEntry,
  entries: readonly StatementEntry[],
  lately: ReadonlySet<number>,
): StatementEntry | undefined => {
  const waits = lastWaits(entry);
  const holders = new Set(waits.map((wait) => ('session' in wait.for ? wait.for.session : undefined)));
  const [holder] = holders;
  if (holders.size !== 1 || holder === session) return undefined;
  const own = entries.filter(
    (one) => one.session === holder && (lately.has(one.statement) || one.outcome === undefined),
  );
  const [first, ...more] = own;
  const isOneStep = more.every(({ by, step }) => by === 'application' && step === first?.step);
  if (!isOneStep || own.some(({ outcome }) => outcome === undefined)) return undefined;
  return own.find(isRolledBack) ?? own.at(-1);
};

/** Then it has waited for another one before it went on, unless it was the victim that let it. */
const wasInDeadlock = (session: string, { after, before }: Looks): boolean => {
  const [now, then] = [after.observation.evidence?.deadlock, before.observation.evidence?.deadlock];
  return now !== undefined && now.id !== then?.id && now.circle.some((one) => one.session === session);
};

interface Looks {
  readonly after: LabState;
  readonly before: LabState;
}

const isFreed = (entry: StatementEntry, by: StatementEntry, looks: Looks): boolean =>
  lastWaits(entry).every((wait) => {
    const isOfTransaction = wait.kind !== 'named' && wait.freedBy === undefined;
    if (wait.prepared) return false;
    if (isOfTransaction && isOutside(by.session, looks)) return true;
    // GET_LOCK() gives up by itself, and answers 0 as if nothing was.
    if (wait.kind === 'named' && !holds(entry.session, wait, looks.after)) return false;
    return holds(by.session, wait, looks.before) && !holds(by.session, wait, looks.after);
  });

/** In no transaction, by the server's word. */
const isOutside = (session: string, { after }: Looks): boolean => {
  const newest = statements(after).findLast((one) => one.session === session);
  return newest?.leavesOpen === false;
};

const holds = (session: string, wait: Wait, { observation }: LabState): boolean =>
  [...observation.locks, ...(observation.evidence?.definitions ?? [])].some(
    (lock) => lock.session === session && lock.status === 'granted' && isSameThing(lock, wait),
  );

const isSameThing = (lock: LockView, wait: Wait): boolean =>
  kindOf(lock) === kindOf(wait) &&
  lock.object === wait.object &&
  lock.of === wait.of &&
  lock.index === wait.index &&
  lock.partition === wait.partition &&
  lock.key === wait.key;

/** A row and the gap before it have one place in the index. */
const kindOf = ({ kind }: Pick<LockView, 'kind'>): string =>
  kind === 'table' || kind === 'metadata' || kind === 'named' ? kind : 'entry';

import type { LabState, StatementEntry } from '../state.ts';
import { statements } from '../statements.ts';
import { samenessOfResult, samenessOfWaits } from './sameness.ts';

/**
 * The first statement in which a run that goes the way of another one again has come to something else than that one did;
 * undefined where they are the same so far. What happens after that statement says nothing of the first run.
 */
export const leftWay = (first: LabState, again: LabState): StatementEntry | undefined => {
  const [own, other] = [bySession(first), bySession(again)];
  for (const [session, entries] of own) {
    const same = other.get(session) ?? [];
    const left = entries.find((entry, at) => !isSame(entry, same[at]));
    if (left !== undefined) return left;
    const more = same[entries.length];
    if (more !== undefined) return more;
  }
  return undefined;
};

const bySession = (lab: LabState): ReadonlyMap<string, readonly StatementEntry[]> =>
  Map.groupBy(
    statements(lab).toSorted((a, b) => a.statement - b.statement),
    ({ session }) => session,
  );

const isSame = (one: StatementEntry, other: StatementEntry | undefined): boolean =>
  other !== undefined &&
  one.sql === other.sql &&
  (one.outcome === undefined) === (other.outcome === undefined) &&
  samenessOfResult(one) === samenessOfResult(other) &&
  samenessOfWaits(one.waits) === samenessOfWaits(other.waits);

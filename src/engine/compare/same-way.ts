import type { LabState, StatementEntry } from '../state.ts';
import { statements } from '../statements.ts';
import { samenessOfResult, samenessOfWaits } from './sameness.ts';

/**
 * The first statement in which a run that goes the way of another one again has come to something else than that one did;
 * undefined where they are the same so far. What happens after that statement says nothing of the first run.
 */
export const leftWay = (first: LabState, again: LabState): StatementEntry | undefined => {
  const other = bySession(again);
  for (const [session, entries] of bySession(first)) {
    const same = other.get(session) ?? [];
    const left =
      entries.find((entry, at) => !isSame([entry, first], [same[at], again])) ?? same[entries.length];
    if (left !== undefined) return left;
  }
  return undefined;
};

/**
 * The same of a run that goes on, held against one that went to its end: only what has its answer is held against that,
 * and what comes behind it there says nothing.
 */
export const leftWayToEnd = (sofar: LabState, whole: LabState): StatementEntry | undefined => {
  const other = bySession(whole);
  for (const [session, entries] of bySession(sofar)) {
    const same = other.get(session) ?? [];
    const left = entries.find(
      (entry, at) => entry.outcome !== undefined && !isSame([entry, sofar], [same[at], whole]),
    );
    if (left !== undefined) return left;
  }
  return undefined;
};

const bySession = (lab: LabState): ReadonlyMap<string, readonly StatementEntry[]> =>
  Map.groupBy(
    statements(lab).toSorted((a, b) => a.statement - b.statement),
    ({ session }) => session,
  );

/** A statement, and the run that it is one of. */
type In<Entry> = readonly [Entry, LabState];

const isSame = ([one, first]: In<StatementEntry>, [other, second]: In<StatementEntry | undefined>): boolean =>
  other !== undefined &&
  one.sql === other.sql &&
  (one.outcome === undefined) === (other.outcome === undefined) &&
  samenessOfResult(one, first) === samenessOfResult(other, second) &&
  samenessOfWaits(one.waits, first) === samenessOfWaits(other.waits, second);

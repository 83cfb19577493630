import type { Judged } from '../engine/judge/finding.ts';
import type { Bindings } from '../engine/judge/match-rows.ts';
import type { LabState } from '../engine/state.ts';
import { atLevel, type ByLevel, type Level } from '../lesson/level.ts';
import { meetsAll } from './corrected.ts';
import { dataAtLevel, mergeLevels } from './merge-levels.ts';
import type { Names } from './names.ts';
import type { YamlData, YamlMap } from './yaml-text.ts';

/** What the server showed: finished runs of one script a level, with the names that the lesson uses in it. */
export type Observed = ReadonlyMap<Level, SeenAtLevel>;

interface SeenAtLevel {
  readonly states: readonly LabState[];
  readonly names: Names;
}

/** Expectations for one place of a lesson: a step, or the end. */
export interface Place<T> {
  readonly claimed: ByLevel<T> | undefined;
  /** The same claims as the file has them. */
  readonly written: YamlData | undefined;
  readonly judge: (expected: T, state: LabState, bindings: Bindings) => Judged;
  readonly observe: (states: readonly LabState[], names: Names) => T;
  readonly correct: (claimed: T, observed: T, holds: (expected: T) => boolean) => T;
  readonly toData: (expected: T) => YamlMap;
  /** Does it claim enough to prove the place? */
  readonly isProved: (claimed: T) => boolean;
  /** May a claim that does not hold be replaced? What is missing is always filled in. */
  readonly mayReplace: (claimed: T, level: Level) => boolean;
  /** The claims stand somewhere else, so what is written here does not continue them. */
  readonly isInherited: boolean;
}

/** What the place should claim, by level where that matters; undefined when nothing is to be changed. */
export const decide = <T>(
  place: Place<T>,
  observed: Observed,
  levels: readonly Level[],
): YamlData | undefined => {
  const { claimed, written, isInherited } = place;
  const decisions = levels.map((level) => {
    const data = dataAtLevel(written, level);
    const seen = observed.get(level);
    if (seen === undefined) return { level, data, isChanged: false };
    const next = nextClaim(place, atLevel(claimed, level), level, seen);
    return { level, data, ...next };
  });
  if (!decisions.some(({ isChanged }) => isChanged)) return undefined;
  const wanted = new Map<Level, YamlData>();
  for (const { level, data, isChanged, found } of decisions) {
    // Claims that are made here for the first time say everything; others stay as the author wrote them.
    const next = isChanged || isInherited ? (found ?? data) : data;
    if (next !== undefined) wanted.set(level, next);
  }
  return mergeLevels(wanted, levels, isInherited ? undefined : written);
};

/** What was found at a level, and whether it must replace what is claimed there. */
const nextClaim = <T>(
  { judge, observe, correct, toData, isProved, mayReplace }: Place<T>,
  claim: T | undefined,
  level: Level,
  { states, names }: SeenAtLevel,
): { readonly isChanged: boolean; readonly found?: YamlData } => {
  const holds = (one: T) => meetsAll(states.map((state, run) => judge(one, state, names.bindings(run))));
  const seen = observe(states, names);
  const found = toData(claim === undefined ? seen : correct(claim, seen, holds));
  if (Object.keys(found).length === 0) return { isChanged: false };
  const isChanged = claim === undefined || (holds(claim) ? !isProved(claim) : mayReplace(claim, level));
  return { isChanged, found };
};

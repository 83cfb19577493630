import type { Judged } from '../engine/judge/finding.ts';
import type { Bindings } from '../engine/judge/match-rows.ts';
import type { LabState } from '../engine/state.ts';
import { atLevel, type ByLevel, type Level } from '../lesson/level.ts';
import { meetsAll } from './corrected.ts';
import { dataAtLevel, mergeLevels } from './merge-levels.ts';
import type { Names } from './names.ts';
import { isYamlMap, type YamlData } from './yaml-text.ts';

/** What the server showed: finished runs of one script a level, with the names that the lesson uses in it. */
export type Observed = ReadonlyMap<Level, SeenAtLevel>;

interface SeenAtLevel {
  readonly states: readonly LabState[];
  readonly names: Names;
}

/** What may say that one of several things comes. */
interface Alternatives<T> {
  readonly either?: readonly T[];
}

/** Expectations for one place of a lesson: a step, or the end. */
export interface Place<T extends Alternatives<T>> {
  readonly claimed: ByLevel<T> | undefined;
  /** The same claims as the file has them. */
  readonly written: YamlData | undefined;
  readonly judge: (expected: T, state: LabState, bindings: Bindings) => Judged;
  /** What these runs came to; undefined stands for one of others. */
  readonly observe: (states: readonly (LabState | undefined)[], names: Names) => T;
  /** Several things that may come, as one expectation. */
  readonly combine: (alternatives: readonly T[]) => T;
  readonly correct: (claimed: T, observed: T, holds: (expected: T) => boolean) => T;
  /** As a file writes it; in the keys of what it has there already, if that is spelled out. */
  readonly toData: (expected: T, before: YamlData | undefined) => YamlData;
  /** Does it claim enough to prove the place in these runs? */
  readonly isProved: (claimed: T, states: readonly (LabState | undefined)[], names: Names) => boolean;
  /** May a claim that does not hold be replaced? What is missing is always filled in. */
  readonly mayReplace: (claimed: T, level: Level) => boolean;
  /** The claims stand somewhere else, so what is written here does not continue them. */
  readonly isInherited: boolean;
}

/** What the place should claim, by level where that matters; undefined when nothing is to be changed. */
export const decide = <T extends Alternatives<T>>(
  place: Place<T>,
  observed: Observed,
  levels: readonly Level[],
): YamlData | undefined => {
  const { claimed, written, isInherited } = place;
  const decisions = levels.map((level) => {
    const data = dataAtLevel(written, level);
    const seen = observed.get(level);
    if (seen === undefined) return { level, data, isChanged: false };
    const next = nextClaim(
      place,
      { claim: atLevel(claimed, level), data: isInherited ? undefined : data },
      level,
      seen,
    );
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
const nextClaim = <T extends Alternatives<T>>(
  place: Place<T>,
  { claim, data }: { readonly claim: T | undefined; readonly data: YamlData | undefined },
  level: Level,
  seen: SeenAtLevel,
): { readonly isChanged: boolean; readonly found?: YamlData } => {
  const { isProved, mayReplace, toData } = place;
  const { states, names } = seen;
  if (claim === undefined) return changed(toData(place.observe(states, names), data));
  const others = runsThat(states, (state, run) => !meets(place, claim, state, run, names));
  const isMet = others.every((state) => state === undefined);
  if (isMet)
    return {
      ...changed(toData(completed(place, claim, seen), data)),
      isChanged: !isProved(claim, states, names),
    };
  const isSometimesMet = others.some((state) => state === undefined);
  const next = isSometimesMet
    ? place.combine([
        ...alternativesOf(completed(place, claim, seen)),
        ...alternativesOf(place.observe(others, names)),
      ])
    : place.correct(claim, place.observe(states, names), (one) => meetsAlways(place, one, states, names));
  return { ...changed(toData(next, data)), isChanged: mayReplace(claim, level) };
};

const changed = (found: YamlData) =>
  isYamlMap(found) && Object.keys(found).length === 0 ? { isChanged: false } : { isChanged: true, found };

/** The claim with what it does not say; each alternative by the runs that came to it. One that never came stays as it is. */
const completed = <T extends Alternatives<T>>(
  place: Place<T>,
  claim: T,
  { states, names }: SeenAtLevel,
): T => {
  const alternatives = alternativesOf(claim);
  const fitting = states.map((state, run) =>
    alternatives.findIndex((one) => meets(place, one, state, run, names)),
  );
  return place.combine(
    alternatives.map((one, index) => {
      const own = runsThat(states, (_, run) => fitting[run] === index);
      if (place.isProved(one, own, names) || own.every((state) => state === undefined)) return one;
      return place.correct(one, place.observe(own, names), (part) => meetsAlways(place, part, own, names));
    }),
  );
};

/** What is said beside the alternatives holds in each of them. */
const alternativesOf = <T extends Alternatives<T>>(claim: T): readonly T[] => {
  const { either, ...always } = claim;
  return either === undefined ? [claim] : either.map((one) => ({ ...always, ...one }));
};

const runsThat = (
  states: readonly LabState[],
  is: (state: LabState, run: number) => boolean,
): readonly (LabState | undefined)[] => states.map((state, run) => (is(state, run) ? state : undefined));

const meets = <T extends Alternatives<T>>(
  { judge }: Place<T>,
  claim: T,
  state: LabState,
  run: number,
  names: Names,
): boolean => meetsAll([judge(claim, state, names.bindings(run))]);

const meetsAlways = <T extends Alternatives<T>>(
  place: Place<T>,
  claim: T,
  states: readonly (LabState | undefined)[],
  names: Names,
): boolean => states.every((state, run) => state === undefined || meets(place, claim, state, run, names));

import { isDeepStrictEqual } from 'node:util';
import { happensAs } from '../engine/judge/judge-happened.ts';
import type { LabState } from '../engine/state.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { atLevel, type Level } from '../lesson/level.ts';
import type { Observed } from './decide.ts';
import { dataAtLevel, mergeLevels } from './merge-levels.ts';
import type { YamlEdit } from './yaml-edit.ts';
import { dataAt } from './yaml-nodes.ts';
import type { YamlData } from './yaml-text.ts';

/**
 * Which anomalies happened, where nothing is claimed of that yet, and in place of what does not hold when that is to be replaced. That
 * there are none is no claim of a lesson which is not about any.
 */
export const anomalyEdits = ({
  lesson,
  yaml,
  variant,
  observed,
  plain,
  update,
}: {
  readonly lesson: Lesson;
  readonly yaml: YamlData;
  readonly variant?: string;
  readonly observed: Observed;
  /** What the lesson without a variant came to. */
  readonly plain?: Observed;
  readonly update: boolean;
}): readonly YamlEdit[] => {
  const path = variant === undefined ? ['anomaly'] : ['variants', variant, 'anomaly'];
  const { happens, anomaly } = lesson.variants.find(({ id }) => id === variant) ?? lesson;
  // Words claim nothing: they make room, and stay as a comment.
  const written = happens === undefined ? undefined : dataAt(yaml, path);
  const wanted = new Map<Level, YamlData>();
  for (const level of lesson.levels) {
    const states = observed.get(level)?.states ?? [];
    const [found, claim] = [happenedIn(states), atLevel(happens, level)];
    const isWrong = claim !== undefined && !states.every((state) => holdsIn(state, claim));
    const isWanted = found !== undefined && (claim === undefined || (update && isWrong));
    const data = isWanted ? found : dataAtLevel(written, level);
    if (data !== undefined) wanted.set(level, data);
  }
  const isAbout =
    lesson.happens !== undefined ||
    lesson.anomaly !== undefined ||
    anomaly !== undefined ||
    [observed, plain].some((runs) => [...(runs?.values() ?? [])].some(({ states }) => states.some(isOdd)));
  if (wanted.size === 0 || (happens === undefined && !isAbout)) return [];
  const data = mergeLevels(wanted, lesson.levels, written);
  if (isDeepStrictEqual(data, written)) return [];
  return [{ path, data, ...(happens === undefined && anomaly !== undefined && { comment: anomaly }) }];
};

const isOdd = (state: LabState): boolean => {
  const claim = claimOf(state);
  return claim !== undefined && claim !== 'none';
};

const holdsIn = ({ finished }: LabState, claim: Parameters<typeof happensAs>[0]): boolean =>
  finished?.happened !== undefined && happensAs(claim, finished.happened);

/** What all of these runs came to; undefined where they differ, or nobody looked. */
const happenedIn = (states: readonly LabState[]): YamlData | undefined => {
  const [first, ...others] = states.map(claimOf);
  return others.every((one) => isDeepStrictEqual(one, first)) ? first : undefined;
};

const claimOf = ({ finished }: LabState): YamlData | undefined => {
  if (finished?.happened === undefined) return undefined;
  const { anomalies, doubts } = finished.happened;
  const kinds = [...new Set(anomalies.map(({ kind }) => kind))];
  const [only, second] = kinds;
  if (only === undefined) return doubts.length > 0 ? 'unknown' : 'none';
  return second === undefined ? only : kinds;
};

import { isDeepStrictEqual } from 'node:util';
import { type Level, levels } from '../lesson/level.ts';
import { isYamlMap, type YamlData, type YamlMap } from './yaml-text.ts';

/** What holds at each level, as far as it is known. */
export type DataByLevel = ReadonlyMap<Level, YamlData>;

/**
 * How a lesson file writes values by level: what holds everywhere without any level, what holds at most
 * levels once as `default`. A mapping by level that is there already keeps its shape as far as it can.
 */
export const mergeLevels = (
  wanted: DataByLevel,
  runLevels: readonly Level[],
  existing: YamlData | undefined,
): YamlData => {
  const values = runLevels.map((level) => wanted.get(level));
  const [first] = values;
  const isComplete = values.every((value) => value !== undefined);
  const isSame = isComplete && values.every((value) => isDeepStrictEqual(value, first));
  if (isYamlMap(existing) && isByLevel(existing)) return intoMap(wanted, runLevels, existing);
  if (isSame && first !== undefined) return first;
  const common = isComplete ? mostCommon(values) : undefined;
  return byLevel(common, (level) => wanted.get(level));
};

const intoMap = (wanted: DataByLevel, runLevels: readonly Level[], existing: YamlMap): YamlMap => {
  const unnamed = runLevels.filter((level) => !Object.hasOwn(existing, level));
  const values = unnamed.flatMap((level) => wanted.get(level) ?? []);
  const isComplete = values.length === unnamed.length;
  const old = existing['default'];
  const keepsOld = old !== undefined && values.some((value) => isDeepStrictEqual(value, old));
  // A default that is not true anywhere makes room for the one that is true most often.
  const common =
    keepsOld || !isComplete ? old : (mostCommon(values) ?? (unnamed.length === 0 ? old : undefined));
  const isNamed = (level: Level) => Object.hasOwn(existing, level);
  return byLevel(common, (level) => wanted.get(level), isNamed);
};

/** A level is named when it differs from the default, or when the author has named it. */
const byLevel = (
  common: YamlData | undefined,
  at: (level: Level) => YamlData | undefined,
  isNamed: (level: Level) => boolean = () => false,
): YamlMap => ({
  ...(common !== undefined && { default: common }),
  ...Object.fromEntries(
    levels.flatMap((level) => {
      const value = at(level);
      if (value === undefined) return [];
      const isDefault = common !== undefined && isDeepStrictEqual(value, common);
      return isDefault && !isNamed(level) ? [] : [[level, value]];
    }),
  ),
});

/** The value that is there most often, at least twice; the first one where several are. */
const mostCommon = (values: readonly (YamlData | undefined)[]): YamlData | undefined => {
  const counted = values.flatMap((value) => {
    if (value === undefined) return [];
    return [{ value, count: values.filter((other) => isDeepStrictEqual(other, value)).length }];
  });
  const [best] = counted.toSorted((a, b) => b.count - a.count);
  return best !== undefined && best.count > 1 ? best.value : undefined;
};

const isByLevel = (data: YamlMap): boolean =>
  Object.keys(data).some((key) => key === 'default' || levels.some((level) => level === key));

/** The value of a mapping by level, or of one value for all, at a level. */
export const dataAtLevel = (data: YamlData | undefined, level: Level): YamlData | undefined => {
  if (data === undefined) return undefined;
  return isYamlMap(data) && isByLevel(data) ? (data[level] ?? data['default']) : data;
};

/** The four isolation levels, weakest first, spelled as MySQL spells them in SET TRANSACTION. */
export const levels = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const;

export type Level = (typeof levels)[number];

/** As people write them who are short of room. */
export const shortNames: Readonly<Record<Level, string>> = {
  'READ UNCOMMITTED': 'RU',
  'READ COMMITTED': 'RC',
  'REPEATABLE READ': 'RR',
  SERIALIZABLE: 'S',
};

const shortLevels: ReadonlyMap<string, Level> = new Map([
  ['RU', 'READ UNCOMMITTED'],
  ['RC', 'READ COMMITTED'],
  ['RR', 'REPEATABLE READ'],
  ['S', 'SERIALIZABLE'],
  ['SER', 'SERIALIZABLE'],
  ['SERIALISABLE', 'SERIALIZABLE'],
  ...levels.map((level, index) => [String(index + 1), level] as const),
]);

/** `rr`, `repeatable-read`, `Repeatable Read` and `3` all mean one level. */
export const levelMeant = (word: string): Level | undefined => {
  const plain = plainLevel(word);
  return levels.find((one) => one === plain) ?? shortLevels.get(plain);
};

export const plainLevel = (word: string): string =>
  word
    .trim()
    .toUpperCase()
    .replaceAll(/[-_\s]+/g, ' ');

/** One value for every level, or one value a level with `default` for the levels that are not named. */
export type ByLevel<T> =
  | { readonly all: T }
  | { readonly default?: T; readonly levels: Readonly<Partial<Record<Level, T>>> };

export const atLevel = <T>(value: ByLevel<T> | undefined, level: Level): T | undefined => {
  if (value === undefined) return undefined;
  if ('all' in value) return value.all;
  return value.levels[level] ?? value.default;
};

/** The values of all levels, without saying which. */
export const valuesOf = <T>(value: ByLevel<T> | undefined): readonly T[] => {
  if (value === undefined) return [];
  if ('all' in value) return [value.all];
  return [...(value.default === undefined ? [] : [value.default]), ...Object.values(value.levels)];
};

/** The four isolation levels, weakest first, spelled as MySQL spells them in SET TRANSACTION. */
export const levels = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const;

export type Level = (typeof levels)[number];

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

import type { TableRows } from '../events.ts';

/** How many rows at the beginning and at the end are the same in several results. */
export interface CommonRows {
  readonly before: number;
  readonly after: number;
}

export const commonRows = (results: readonly TableRows['rows'][]): CommonRows => {
  const texts = results.map((rows) => rows.map((row) => JSON.stringify(row)));
  const [first = [], ...others] = texts;
  const least = Math.min(first.length, ...others.map(({ length }) => length));
  const isSame = (at: number): boolean => others.every((rows) => rows.at(at) === first.at(at));
  let before = 0;
  while (before < least && isSame(before)) before++;
  let after = 0;
  while (after < least - before && isSame(-1 - after)) after++;
  return { before, after };
};

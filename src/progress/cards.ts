import { z } from 'zod';

/** One answer to a question of a review. unknown: the student said so. */
export const reviewed = z.object({
  /** When it was given. */
  at: z.iso.datetime(),
  was: z.enum(['right', 'wrong', 'unknown']),
});

export type Reviewed = Readonly<z.infer<typeof reviewed>>;

/**
 * All answers to each question, the oldest first, by LEVEL/variant#subject. When a question is due is computed from them:
 * so two isolabs that write at once lose nothing, for answers of both are kept.
 */
export type Cards = Readonly<Record<string, readonly Reviewed[]>>;

export const mergeCards = (before: Cards = {}, later: Cards = {}): Record<string, Reviewed[]> =>
  Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(later)])].map((key) => [
      key,
      mergeAnswers(before[key] ?? [], later[key] ?? []),
    ]),
  );

const mergeAnswers = (before: readonly Reviewed[], later: readonly Reviewed[]): Reviewed[] => {
  const all = new Map([...before, ...later].map((one) => [`${one.at} ${one.was}`, one]));
  return [...all.values()].toSorted((a, b) => (a.at < b.at ? -1 : 1));
};

/** By key the later of two dates, as ISO texts in UTC, which sort as the dates do. */
export const mergeDates = (
  before: Readonly<Record<string, string>> = {},
  later: Readonly<Record<string, string>> = {},
): Record<string, string> => {
  const dates = { ...before };
  for (const [key, at] of Object.entries(later)) {
    const known = dates[key];
    if (known === undefined || known < at) dates[key] = at;
  }
  return dates;
};

import { UserError } from '../errors.ts';
import { type Level, levelMeant, levels, plainLevel } from '../lesson/level.ts';
import { nearMiss } from '../lesson/near-miss.ts';
import { told } from '../printable.ts';

/** Words that people type, read generously, and answered with a suggestion when they are not known. */

/** `rr`, `repeatable-read`, `REPEATABLE READ` and `3` all name one level. @throws UserError */
export const parseLevel = (word: string): Level => {
  const level = levelMeant(word);
  if (level !== undefined) return level;
  throw unknownWord('isolation level', word, levels, { near: plainLevel(word) });
};

/** @throws UserError with a suggestion when the word is none of those that there are. */
export const oneOf = <T extends string>(what: string, word: string, words: readonly T[]): T => {
  const known = words.find((one) => one === word.toLowerCase());
  if (known !== undefined) return known;
  throw unknownWord(what, word, words);
};

/** A whole number from 1, or from another one. @throws UserError */
export const parseCount = (option: string, word: string, most: number, least = 1): number => {
  const count = Number(word);
  if (/^\d+$/.test(word) && count >= least && count <= most) return count;
  throw new UserError(told`${option} ${word} is no whole number from ${least} to ${most}.`);
};

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** A time like 90s, 15m or 2h, in ms. @throws UserError */
export const parseTime = (option: string, word: string): number => {
  const [, count = '', unit = ''] = /^(\d{1,4})([smh])$/i.exec(word) ?? [];
  const ms = Number(count) * (unitsMs[unit.toLowerCase()] ?? 0);
  if (ms > 0) return ms;
  throw new UserError(told`${option} ${word} is no time.`, { next: ['Write it as 90s, 15m or 2h.'] });
};

export const unknownWord = (
  what: string,
  word: string,
  words: readonly string[],
  options: {
    /** The word in the form to compare, where that is another one. */
    readonly near?: string;
    /** What may have been meant; the words that there are, without it. */
    readonly among?: readonly string[];
    /** What to say instead of all words that there are. */
    readonly otherwise?: string;
  } = {},
): UserError => {
  const suggestion = suggest(options.near ?? word, options.among ?? words);
  const all = words.length === 0 ? 'There are none.' : told`There are ${words.join(', ')}.`;
  return new UserError(told`There is no ${what} ${word === '' ? "''" : word}.`, {
    next: [
      ...(suggestion === undefined ? [] : [told`Did you mean ${suggestion}?`]),
      options.otherwise ?? all,
    ],
  });
};

/** A near miss, or the only word that begins like this. */
const suggest = (word: string, words: readonly string[]): string | undefined => {
  const begin = words.filter((one) => word.length > 1 && one.toLowerCase().startsWith(word.toLowerCase()));
  return nearMiss(word, words) ?? (begin.length === 1 ? begin[0] : undefined);
};

import { UserError } from '../errors.ts';
import { type Level, levels } from '../lesson/level.ts';
import { nearMiss } from '../lesson/near-miss.ts';

/** Words that people type, read generously, and answered with a suggestion when they are not known. */

const shortLevels: ReadonlyMap<string, Level> = new Map([
  ['RU', 'READ UNCOMMITTED'],
  ['RC', 'READ COMMITTED'],
  ['RR', 'REPEATABLE READ'],
  ['S', 'SERIALIZABLE'],
  ['SER', 'SERIALIZABLE'],
  ['SERIALISABLE', 'SERIALIZABLE'],
  ...levels.map((level, index) => [String(index + 1), level] as const),
]);

/** `rr`, `repeatable-read`, `REPEATABLE READ` and `3` all name one level. @throws UserError */
export const parseLevel = (word: string): Level => {
  const plain = word
    .trim()
    .toUpperCase()
    .replaceAll(/[-_\s]+/g, ' ');
  const level = levels.find((one) => one === plain) ?? shortLevels.get(plain);
  if (level !== undefined) return level;
  throw unknownWord('isolation level', word, levels, plain);
};

/** @throws UserError with a suggestion when the word is none of those that there are. */
export const oneOf = <T extends string>(what: string, word: string, words: readonly T[]): T => {
  const known = words.find((one) => one === word.toLowerCase());
  if (known !== undefined) return known;
  throw unknownWord(what, word, words);
};

/** `near` is the word in the form to compare, where that is another one. */
export const unknownWord = (what: string, word: string, words: readonly string[], near = word): UserError => {
  const suggestion = nearMiss(near, words);
  return new UserError(`There is no ${what} ${word === '' ? "''" : word}.`, {
    next: [
      ...(suggestion === undefined ? [] : [`Did you mean ${suggestion}?`]),
      words.length === 0 ? 'There are none.' : `There are ${words.join(', ')}.`,
    ],
  });
};

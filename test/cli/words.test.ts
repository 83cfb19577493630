import { describe, expect, it } from 'vitest';
import { parseLevel } from '../../src/cli/words.ts';
import { UserError } from '../../src/errors.ts';

describe('a level on the command line', () => {
  it.each([
    ['READ UNCOMMITTED', ['1', 'ru', 'RU', 'read-uncommitted', 'Read Uncommitted', 'read_uncommitted']],
    ['READ COMMITTED', ['2', 'rc', 'read  committed', ' rc ']],
    ['REPEATABLE READ', ['3', 'rr', 'REPEATABLE READ', 'repeatable-read']],
    ['SERIALIZABLE', ['4', 's', 'ser', 'serializable', 'Serialisable']],
  ])('%s may be written as %o', (level, words) => {
    expect(words.map(parseLevel)).toEqual(words.map(() => level));
  });

  it.each([
    ['serialzable', 'Did you mean SERIALIZABLE?'],
    ['read-comitted', 'Did you mean READ COMMITTED?'],
    ['rep', 'Did you mean REPEATABLE READ?'],
  ])('%s is suggested', (word, suggestion) => {
    expect(nextOf(word)).toContain(suggestion);
  });

  it.each(['', '0', '5', 'read', 'snapshot'])('%j is none, and gets no suggestion', (word) => {
    expect(nextOf(word)).toEqual([
      'There are READ UNCOMMITTED, READ COMMITTED, REPEATABLE READ, SERIALIZABLE.',
    ]);
  });
});

const nextOf = (word: string): readonly string[] => {
  try {
    return [parseLevel(word)];
  } catch (error) {
    if (error instanceof UserError) return error.next;
    throw error;
  }
};

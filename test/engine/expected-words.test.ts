import { describe, expect, test } from 'vitest';
import { expectedWords } from '../../src/engine/judge/expected-words.ts';

const lab = { observation: { tables: [], transactions: [], locks: [] } };
const shaped = {
  observation: {
    ...lab.observation,
    shapes: [
      {
        table: 'jobs',
        isVersioned: true,
        indexes: [{ index: 'PRIMARY', columns: [{ name: 'id', descending: false }] }],
        partitions: [],
      },
    ],
  },
};
const row = { kind: 'record', table: 'jobs', index: 'PRIMARY', mode: 'X,REC_NOT_GAP', key: '1' };

describe('what a lesson expects of a step', () => {
  test.each([
    [
      { waitsFor: ['A'], on: row, affected: 1 },
      'waits for A (wants the row id=1 of jobs exclusive), then 1 row affected',
    ],
    [{ waitsFor: [], affected: 1 }, 'does not wait, 1 row affected'],
    [
      { on: row, error: 'ER_DUP_ENTRY' },
      'waits (wants the row id=1 of jobs exclusive), then ERROR ER_DUP_ENTRY',
    ],
    [{ waitsFor: ['A'], on: { table: 'jobs' } }, 'waits for A (table jobs)'],
    [{ skipped: true as const }, 'not taken'],
    [
      { either: [{ waitsFor: ['any'], affected: 1 }, { error: '1213' }] },
      'waits for somebody, then 1 row affected, or ERROR 1213',
    ],
  ])('%j', (expected, words) => {
    expect(expectedWords(expected, new Map(), shaped)).toBe(words);
  });

  test('a lock in a table that is not known', () => {
    expect(expectedWords({ on: row }, new Map(), lab)).toBe(
      'waits (wants the row (1) of jobs.PRIMARY exclusive)',
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/engine/outcome.ts';
import { endsOf } from '../../src/engine/run/session-ends.ts';
import type { StatementEntry } from '../../src/engine/state.ts';
import { tryParseLesson } from '../../src/lesson/parse.ts';
import { lessonText } from '../lesson/lesson-text.ts';

const ok: Outcome = { kind: 'ok', affected: 0, warnings: 0, info: '' };
const error = (errno: number): Outcome => ({ kind: 'error', errno, symbol: '', sqlState: '', message: '' });
const lost: Outcome = { kind: 'lost', message: '' };

/** How a session's transactions ended, by what it sent and what came of that. */
const ends = (...sent: readonly (string | readonly [string, Outcome])[]) => {
  const timeline = sent.map((one, statement): StatementEntry => {
    const [sql, outcome] = typeof one === 'string' ? [one, ok] : one;
    return {
      kind: 'statement',
      statement,
      session: 'A',
      sql,
      by: 'script',
      sentAt: 0,
      status: 'finished',
      waits: [],
      outcome,
    };
  });
  return endsOf('A', { timeline });
};

describe('how the transactions of a session ended', () => {
  it.each([
    ['nothing', [], 0, 0],
    ['a commit', ['START TRANSACTION', 'UPDATE t SET a = 1', 'COMMIT'], 1, 0],
    ['a rollback', ['begin', 'DELETE FROM t', 'ROLLBACK'], 0, 1],
    ['a commit without a transaction', ['UPDATE t SET a = 1', 'COMMIT'], 0, 0],
    ['one that is still open', ['BEGIN WORK', 'SELECT 1'], 0, 0],
    ['two', ['BEGIN', 'COMMIT', 'START TRANSACTION READ ONLY', 'ROLLBACK WORK'], 1, 1],
    [
      'a savepoint',
      [
        'BEGIN',
        'SAVEPOINT s',
        'ROLLBACK TO s',
        'ROLLBACK WORK TO SAVEPOINT s',
        'RELEASE SAVEPOINT s',
        'COMMIT',
      ],
      1,
      0,
    ],
    ['one that another one commits', ['BEGIN', 'BEGIN', 'ROLLBACK'], 1, 1],
    ["a deadlock's victim", ['BEGIN', ['UPDATE t SET a = 1', error(1213)]], 0, 1],
    ['a victim that tries again', ['BEGIN', ['UPDATE t SET a = 1', error(1213)], 'BEGIN', 'COMMIT'], 1, 1],
    [
      'one that a deadlock of table locks has left alone',
      ['BEGIN', ['UPDATE t SET a = 1', error(1213)], 'COMMIT'],
      1,
      0,
    ],
    ['an error that ends nothing', ['BEGIN', ['INSERT INTO t VALUES (1)', error(1062)], 'COMMIT'], 1, 0],
    ['a commit that failed', ['BEGIN', ['COMMIT', error(1180)]], 0, 0],
    ['a death', ['BEGIN', ['UPDATE t SET a = 1', lost]], 0, 1],
    ['a comment before it', ['/* x */ BEGIN', '-- y\nCOMMIT'], 1, 0],
  ] as const)('%s', (_, sent, committed, rolledBack) => {
    expect(ends(...sent)).toEqual({ committed, rolledBack });
  });

  it.each([
    'CREATE TABLE u (id INT)',
    'CALL p()',
    'SET autocommit = 0',
    'COMMIT AND CHAIN',
    'ROLLBACK RELEASE',
    "XA COMMIT 'x'",
    'LOCK TABLES t WRITE',
    'EXECUTE s',
    '/*!80000 COMMIT */',
  ])('are unknown after %s', (sql) => {
    expect(ends('BEGIN', sql, 'COMMIT')).toBe('unknown');
  });
});

describe('an invariant that asks who committed', () => {
  const said = (violations: string, rest: Readonly<Record<string, string>> = {}) =>
    tryParseLesson(
      lessonText({ invariant: `invariant: { says: It is., violations: "${violations}" }`, ...rest }),
    ).problems.map(({ message }) => message);

  it('speaks of :sessions alone, and not where a burst has none', () => {
    expect(said('SELECT 1 FROM :sessions AS s WHERE s.committed > 1')).toEqual([]);
    expect(said("SELECT ':other' FROM books WHERE @x := 1")).toEqual([]);
    expect(said('SELECT 1 FROM :session AS s')).toEqual(['invariant: an invariant has no value session']);
    const burst = {
      handler: 'handler: { title: T, path: /t, request: {}, steps: { go: DO 1 } }',
      burst: 'burst: { requests: 2, workers: 2 }',
    };
    expect(said('SELECT 1 FROM :sessions AS s', burst)).toEqual([
      'invariant: `:sessions` is about the sessions of steps, and a burst has none',
    ]);
  });
});

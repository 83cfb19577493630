import { describe, expect, it } from 'vitest';
import { verbOf } from '../../src/engine/history/moved.ts';
import {
  controlsTransaction,
  isEnd,
  isRead,
  setsPatience,
  startsTransaction,
} from '../../src/lesson/statement-kind.ts';

const leads = [
  '',
  '  ',
  '/*!50000 ',
  '/*!',
  '-- a word\n',
  '# a word\n',
  '/* select */ ',
  '/* a *//*!80000 ',
];

describe.each(leads)('what stands before a statement decides nothing: %j', (lead) => {
  it.each([
    'SELECT 1',
    '(SELECT 1)',
    '( (SELECT 1) UNION SELECT 2)',
    '(/* x */ (SELECT 1))',
    'WITH x AS (SELECT 1) TABLE x',
  ])('gives rows: %s', (sql) => {
    expect(isRead(lead + sql)).toBe(true);
  });

  it.each(['UPDATE t SET a = (SELECT 1)', "INSERT INTO t VALUES ('select')", 'selected', ''])(
    'gives none: %s',
    (sql) => {
      expect(isRead(lead + sql)).toBe(false);
    },
  );

  it('begins, ends or marks a transaction', () => {
    expect(startsTransaction(`${lead}START TRANSACTION`)).toBe(true);
    expect(isEnd(`${lead}COMMIT`)).toBe(true);
    expect(isEnd(`${lead}ROLLBACK TO here`)).toBe(false);
    expect(controlsTransaction(`${lead}savepoint here`)).toBe(true);
    expect(setsPatience(`${lead}SET innodb_lock_wait_timeout = 1`)).toBe(true);
  });

  it('has a verb', () => {
    expect(verbOf(`${lead}((select 1))`)).toBe('SELECT');
    expect(verbOf(`${lead}insert INTO t VALUES (1)`)).toBe('INSERT');
    expect(verbOf(`${lead}1`)).toBe('statement');
  });
});

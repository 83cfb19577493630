import { expect, it } from 'vitest';
import { asksServer } from '../../src/review/knowable.ts';
import { literalsIn } from '../../src/review/literals.ts';

it.each([
  'SHOW WARNINGS',
  '/* x */ SHOW WARNINGS',
  '-- x\nSHOW WARNINGS',
  '# x\n\tshow warnings',
  '/*!80000 SHOW */ WARNINGS',
  '/* a *//* b */SHOW/* c */WARNINGS',
  '(/* x */ DESC books)',
  'CHECKSUM TABLE books',
])('the server answers in words of its own to %j', (sql) => {
  expect(asksServer(sql)).toBe(true);
});

it.each(['SELECT 1 /* SHOW */', '-- SHOW\nSELECT 1', '#\nSELECT "SHOW"', "/*!80000 SELECT */ 'x'", ''])(
  'and not to %j',
  (sql) => {
    expect(asksServer(sql)).toBe(false);
  },
);

it.each([
  'CREATE /* x */ TABLE books (name VARCHAR(20))',
  '/*!80000 SET */ SESSION lock_wait_timeout = 20',
  '/* x */ SET @@session.lock_wait_timeout = 20',
  '-- x\nALTER TABLE books ADD COLUMN name VARCHAR(20)',
])('no number is a value in %j', (sql) => {
  expect(literalsIn(sql)).toEqual([]);
});

it('a variable is set to a value', () => {
  expect(literalsIn('SET /* x */ @price = 20')).toEqual([{ kind: 'number', value: '20' }]);
});

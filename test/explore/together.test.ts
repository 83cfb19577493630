import { describe, expect, it } from 'vitest';
import { isLocal } from '../../src/explore/local-step.ts';
import { ownTables } from '../../src/explore/own-tables.ts';
import { levels } from '../../src/lesson/level.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { countsOf, exploringHere } from './explored.ts';

const here = exploringHere();

const setup = [
  'CREATE TABLE shared (k INT PRIMARY KEY, v INT NOT NULL)',
  'INSERT INTO shared VALUES (1, 10), (2, 20)',
  'CREATE TABLE diary (n INT PRIMARY KEY, v INT)',
  'CREATE TABLE `notes` (n INT PRIMARY KEY, v INT)',
];

const at = (sql: string, more: Partial<Parameters<typeof isLocal>[1]> = {}) => {
  const steps = [
    step('A', sql),
    step('A', 'SELECT * FROM diary'),
    step('B', 'SELECT * FROM shared'),
    step('A', 'SELECT * FROM shared'),
  ];
  const tables = ownTables({ setup, steps });
  return isLocal(step('A', sql), {
    session: 'A',
    level: 'REPEATABLE READ',
    isInside: false,
    tables,
    ...more,
  });
};

describe('a step that nobody else can notice', () => {
  it.each([
    ['START TRANSACTION', 'begins'],
    ['/* mine */ begin work', 'begins'],
    ['START TRANSACTION READ ONLY', 'begins'],
    ['START TRANSACTION WITH CONSISTENT SNAPSHOT', undefined],
    ['BEGIN;', 'begins'],
    ['SAVEPOINT here', 'stays'],
    ['SET @next = @last + 1', 'stays'],
    ['SET @v = (SELECT MAX(v) FROM shared)', undefined],
    ['SET autocommit = 1', undefined],
    ['SET GLOBAL max_connections = 10', undefined],
    ['COMMIT', undefined],
    ['ROLLBACK', undefined],
    ['INSERT INTO diary VALUES (1, 1)', 'stays'],
    ['INSERT INTO `notes` VALUES (1, 1)', 'stays'],
    ['INSERT INTO diary SELECT k, v FROM shared', undefined],
    ['UPDATE shared SET v = 1', undefined],
    ['SELECT GET_LOCK("x", 1) FROM diary', undefined],
    ['SELECT * FROM diary', 'stays'],
    ['SELECT 1', undefined],
  ])('%s: %s', (sql, local) => {
    expect(at(sql)).toBe(local);
  });

  it('is no BEGIN inside a transaction, which would be committed', () => {
    expect(at('BEGIN', { isInside: true })).toBeUndefined();
  });

  it('is no query inside a transaction at REPEATABLE READ, which may take the snapshot of all tables', () => {
    expect(at('SELECT * FROM diary', { isInside: true })).toBeUndefined();
    expect(at('SELECT * FROM diary', { isInside: true, level: 'READ COMMITTED' })).toBe('stays');
  });

  it('is nothing on a table where a trigger may lead on, or somebody defines something', () => {
    const steps = [step('A', 'INSERT INTO diary VALUES (1, 1)'), step('B', 'SELECT * FROM shared')];
    const tables = (more: { setup?: readonly string[]; sql?: string }) =>
      ownTables({
        setup: [...setup, ...(more.setup ?? [])],
        steps: [...steps, ...(more.sql === undefined ? [] : [step('B', more.sql)])],
      });
    expect(tables({}).get('DIARY')).toEqual(new Set(['A']));
    expect(tables({ setup: ['CREATE TRIGGER t AFTER INSERT ON diary FOR EACH ROW SET @x = 1'] }).size).toBe(
      0,
    );
    expect(tables({ sql: 'ALTER TABLE shared ADD c INT' }).size).toBe(0);
    expect(tables({ sql: 'CALL p()' }).size).toBe(0);
    expect(tables({ sql: 'SET autocommit = 0' }).size).toBe(0);
  });
});

describe('steps that are taken together', () => {
  const own = (session: string, table: string, k: number) =>
    [
      'START TRANSACTION',
      `INSERT INTO ${table} VALUES (1, 1)`,
      `SELECT v FROM shared WHERE k = ${k}`,
      `UPDATE ${table} SET v = v + 1`,
      'UPDATE shared SET v = v + 1',
      `SELECT v FROM ${table}`,
      'COMMIT',
    ].map((sql) => step(session, sql));

  it.each(levels)('come to what they come to one by one at %s', async (level) => {
    const steps = [...own('A', 'diary', 1).toSpliced(5, 1), ...own('B', 'notes', 2).toSpliced(1, 3)];
    const script = scriptOfSteps(steps, { setup, level });
    const all = { orders: Number.POSITIVE_INFINITY };
    const together = await here().explored(script, { bound: all });
    const apart = await here().explored(script, { bound: all, together: false });
    expect(countsOf(together)).toEqual(countsOf(apart));
    expect(together.covered).toEqual(apart.covered);
    expect(together.covered.interleavings).toBe(210n);
    expect(apart.runs).toBe(Number(apart.covered.feasible));
    expect(together.runs * 2).toBeLessThan(apart.runs);
    expect(together.outcomes.map(({ interleavings, kind }) => [interleavings, kind])).toEqual(
      apart.outcomes.map(({ interleavings, kind }) => [interleavings, kind]),
    );
  });
});

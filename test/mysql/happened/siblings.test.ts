import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Level } from '../../../src/lesson/level.ts';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { happenedTo, inShort, rows } from './named.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

const at = async (level: Level, steps: string, setup: readonly string[] = rows) =>
  inShort(await happenedTo(own.lab, { steps, level, setup }));

const both = (first: string, change: readonly string[], second = first) =>
  [
    `A: BEGIN`,
    `A: ${first}`,
    'B: BEGIN',
    ...change.map((one) => `B: ${one}`),
    'B: COMMIT',
    `A: ${second}`,
    'A: COMMIT',
  ].join('\n');

describe('what several rows make together', () => {
  const orders = [
    'CREATE TABLE o (id INT PRIMARY KEY)',
    'CREATE TABLE i (id INT PRIMARY KEY, o INT, n INT)',
    'INSERT INTO o VALUES (1)',
    'INSERT INTO i VALUES (1, 1, 10)',
    'CREATE VIEW whole AS SELECT o.id, i.n FROM o JOIN i ON i.o = o.id',
  ];
  const inserted = ['INSERT INTO o VALUES (2)', 'INSERT INTO i VALUES (2, 2, 20)'];

  it.each([
    ['a join', 'SELECT o.id, i.n FROM o JOIN i ON i.o = o.id'],
    ['a view over one', 'SELECT * FROM whole'],
  ])('%s finds a phantom', async (_, read) => {
    const [found = ''] = await at('READ COMMITTED', both(read, inserted), orders);
    expect(found).toMatch(/^P3 A ─rw\(answer: row 2\)→ B ─wr\(row 2\)→ A$/);
    expect(await at('REPEATABLE READ', both(read, inserted), orders)).toEqual(['A, B']);
  });

  it('each asks a join and writes what the other one would find', async () => {
    const read = 'SELECT COUNT(*) FROM o JOIN i ON i.o = o.id';
    const steps = `A: BEGIN\nB: BEGIN\nA: ${read}\nB: ${read}
      A: INSERT INTO o VALUES (2)\nA: INSERT INTO i VALUES (2, 2, 20)
      B: INSERT INTO o VALUES (3)\nB: INSERT INTO i VALUES (3, 3, 30)\nA: COMMIT\nB: COMMIT`;
    expect((await at('REPEATABLE READ', steps, orders)).map((one) => one.split(' ')[0])).toEqual(['G2']);
  });

  it.each([
    ['the largest of two', 'SELECT MAX(n) FROM t WHERE n > 15', ['UPDATE t SET n = 19 WHERE n >= 20'], 'P2'],
    [
      'whether there is any',
      'SELECT EXISTS(SELECT 1 FROM t WHERE n >= 20) AS e',
      ['DELETE FROM t WHERE n >= 20'],
      'P2',
    ],
    [
      'which values there are',
      'SELECT DISTINCT n FROM t',
      ['INSERT INTO t VALUES (4, 99)', 'INSERT INTO t VALUES (5, 99)'],
      'P3',
    ],
    [
      'enough of them',
      'SELECT COUNT(*) > 4 AS many FROM t',
      ['INSERT INTO t VALUES (4, 99)', 'INSERT INTO t VALUES (5, 99)'],
      'P3',
    ],
  ])('%s', async (_, read, change, name) => {
    const two = [...rows, 'INSERT INTO t VALUES (3, 20)'];
    const [found = ''] = await at('READ COMMITTED', both(read, change), two);
    expect(found).toMatch(new RegExp(`^${name} A ─rw`));
  });

  it('what was never committed', async () => {
    const steps = `A: BEGIN\nA: INSERT INTO t VALUES (3, 99)\nA: INSERT INTO t VALUES (4, 99)
      B: SELECT MAX(n) FROM t\nA: ROLLBACK`;
    expect(await at('READ UNCOMMITTED', steps)).toEqual(['G1a A ─wr(row 4)→ B']);
  });
});

describe('a name is told of what it says, and of nothing else', () => {
  const look = 'SELECT n FROM t WHERE id = 1';
  const change = ['UPDATE t SET n = 11 WHERE id = 1'];

  it('a lost update loses something', async () => {
    const names = async (second: string, more: readonly string[] = change, first = look) =>
      (await at('REPEATABLE READ', both(first, more, second))).map((one) => one.split(' ')[0]);
    expect(await names('UPDATE t SET n = 12 WHERE id = 1')).toEqual(['P4']);
    expect(await names('UPDATE t SET n = n + 1 WHERE id = 1')).toEqual(['G-single']);
    expect(await names('UPDATE t SET n = 11 WHERE id = 1')).toEqual(['P4']);
    expect(
      await names('SELECT n INTO @n FROM t WHERE id = 1 FOR UPDATE\nA: UPDATE t SET n = @n + 1 WHERE id = 1'),
    ).toEqual(['P2']);
    expect(
      await names('UPDATE t SET n = @n + 1 WHERE id = 1', change, 'SELECT n INTO @n FROM t WHERE id = 1'),
    ).toEqual(['P4']);
  });

  it('nothing is lost of a column that was left alone', async () => {
    const setup = [
      'CREATE TABLE p (id INT PRIMARY KEY, price INT, stock INT)',
      'INSERT INTO p VALUES (1, 100, 5)',
    ];
    const steps = (stock: string) =>
      both(
        'SELECT price FROM p WHERE id = 1',
        ['UPDATE p SET price = 120 WHERE id = 1'],
        `UPDATE p SET ${stock} WHERE id = 1`,
      );
    expect((await at('REPEATABLE READ', steps('stock = 4'), setup))[0]).toMatch(/^G-single/);
    expect((await at('REPEATABLE READ', steps('stock = 4, price = 90'), setup))[0]).toMatch(/^P4/);
  });

  it('WITH before a locking read is a read', async () => {
    const second = 'WITH x AS (SELECT 1 AS one) SELECT n FROM t JOIN x WHERE id = 1 FOR UPDATE';
    expect(await at('READ COMMITTED', both(look, change, second))).toEqual([
      'P2 A ─rw(row 1)→ B ─wr(row 1)→ A',
    ]);
  });

  it('what is beside the SELECT that locks is read from the snapshot', async () => {
    const second = 'SELECT n, (SELECT SUM(n) FROM t WHERE id < 3) AS s FROM t WHERE id = 1 FOR UPDATE';
    expect(await at('REPEATABLE READ', both(look, change, second))).toEqual(['? unknown-read']);
  });

  it('a taken key tells of the row that it is there, and not what else is in it', async () => {
    expect(await at('REPEATABLE READ', both(look, change, 'INSERT INTO t VALUES (1, 5)'))).toEqual(['A, B']);
  });
});

describe('a unique key that another one has freed was read', () => {
  const users = [
    'CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(9) UNIQUE, UNIQUE KEY both_of (id, email))',
    "INSERT INTO users VALUES (1, 'x'), (2, 'y')",
  ];
  it.each([
    ['by an UPDATE', "UPDATE users SET email = 'z' WHERE id = 1", "INSERT INTO users VALUES (3, 'X')"],
    ['by a DELETE', 'DELETE FROM users WHERE id = 1', "UPDATE users SET email = 'x' WHERE id = 2"],
    ['before INSERT IGNORE', 'DELETE FROM users WHERE id = 1', "INSERT IGNORE INTO users VALUES (3, 'x')"],
  ])('%s', async (_, change, second) => {
    const steps = both('SELECT email FROM users WHERE id = 1', [change], second);
    for (const level of ['READ COMMITTED', 'REPEATABLE READ'] as const)
      expect(await at(level, steps, users)).toEqual(['G-single A ─rw(row 1)→ B ─wr(answer: row 1)→ A']);
  });

  it('and not one that was always free, or NULL', async () => {
    const look = 'SELECT email FROM users WHERE id = 1';
    for (const second of ["INSERT INTO users VALUES (3, 'w')", 'INSERT INTO users VALUES (3, NULL)'])
      expect(
        await at('REPEATABLE READ', both(look, ['DELETE FROM users WHERE id = 1'], second), users),
      ).toEqual(['A, B']);
  });
});

describe('what is not known is told as that', () => {
  const look = 'SELECT n FROM t WHERE id = 1';
  it.each([
    ['a row that is replaced by the same', 'REPLACE INTO t VALUES (1, 9)'],
    ['one of several rows that stays', 'INSERT INTO t VALUES (1, 9), (5, 50) ON DUPLICATE KEY UPDATE n = 9'],
    ['VALUES with a SELECT in it', 'VALUES ROW((SELECT n FROM t WHERE id = 1))'],
    ['a temporary table that is filled', 'CREATE TEMPORARY TABLE x TABLE t'],
  ])('%s', async (_, second) => {
    expect(await at('READ COMMITTED', both(look, ['UPDATE t SET n = 9 WHERE id = 1'], second))).toContain(
      '? unknown-read',
    );
  });

  it('and a row that is replaced by another is known', async () => {
    const steps = (second: string) => both(look, ['UPDATE t SET n = 9 WHERE id = 1'], second);
    for (const second of [
      'REPLACE INTO t VALUES (1, 8)',
      'INSERT INTO t VALUES (1, 8), (5, 50) ON DUPLICATE KEY UPDATE n = 8',
    ])
      expect((await at('READ COMMITTED', steps(second))).map((one) => one.split(' ')[0])).toEqual(['P4']);
  });
});

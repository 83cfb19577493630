import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Level } from '../../../src/lesson/level.ts';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { happenedTo, inShort, rows } from './named.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

const told = async (steps: string, more: readonly string[] = [], level: Level = 'READ COMMITTED') =>
  await happenedTo(own.lab, { steps, level, setup: [...rows, ...more] });

/** A asks, B changes something, A asks again. */
const twice = (first: string, changes: readonly string[], second = first) =>
  ['A: BEGIN', `A: ${first}`, ...changes.map((one) => `B: ${one}`), `A: ${second}`, 'A: COMMIT'].join('\n');

const sum = 'SELECT SUM(n) FROM t';
const count = 'SELECT COUNT(*) FROM t';

describe('what was changed, and is not in the answer, was not read', () => {
  it.each([
    ['another column', twice(sum, ['UPDATE t SET n = n + 1 WHERE id = 1'], count)],
    [
      'a value that its writer set back',
      twice(
        'SELECT n FROM t WHERE id = 2',
        [
          'BEGIN',
          'UPDATE t SET n = 11 WHERE id = 1',
          'UPDATE t SET n = 10 WHERE id = 1',
          'UPDATE t SET n = 21 WHERE id = 2',
          'COMMIT',
        ],
        'SELECT n FROM t WHERE id = 1',
      ),
    ],
    [
      'a row that came and went',
      twice(
        'SELECT n FROM t WHERE id = 2',
        [
          'BEGIN',
          'INSERT INTO t VALUES (3, 30)',
          'DELETE FROM t WHERE id = 3',
          'UPDATE t SET n = 21 WHERE id = 2',
          'COMMIT',
        ],
        count,
      ),
    ],
  ])('%s', async (_, steps) => {
    expect(inShort(await told(steps))).toEqual(['A, B']);
  });
});

describe('of several that changed a row one behind the other the last one is told', () => {
  const both = ['UPDATE t SET n = 11 WHERE id = 1', 'UPDATE t SET n = 12 WHERE id = 1'];

  it.each([
    [
      'read again',
      twice(sum, both),
      'A read row 1 of t in step 2 and again in step 5, and it had become another one: B changed it in step 4.',
    ],
    [
      'written over',
      twice(sum, both, 'UPDATE t SET n = 13 WHERE id = 1'),
      'A wrote over what it had not seen: it read row 1 of t in step 2, B changed that in step 4, and A wrote it in step 5.',
    ],
    [
      'inserted, and changed',
      twice(count, ['INSERT INTO t VALUES (3, 30)', 'UPDATE t SET n = 31 WHERE id = 3']),
      'A asked the same question in step 2 and in step 5, and row 3 of t had come into the answer: B wrote it in step 3.',
    ],
    [
      'inserted, and gone again: the same is answered',
      twice(count, ['INSERT INTO t VALUES (3, 30)', 'DELETE FROM t WHERE id = 3']),
      'A did not see in step 2 what B (from step 3) did in step 3, and comes after it all the same, by way of B (from step 4).',
    ],
  ])('%s', async (_, steps, says) => {
    expect((await told(steps)).anomalies.map((one) => one.says)).toEqual([says]);
  });
});

it.each([
  ['nothing but the order', 'UPDATE t SET n = 30 WHERE id = 1', 'P2 A ─rw(row 1)→ B ─wr(row 1)→ A'],
  ['nothing at all', 'UPDATE t SET n = 11 WHERE id = 1', ''],
])('what is asked for in an order is told by that: %s has changed', async (_, change, is) => {
  expect(inShort(await told(twice('SELECT id FROM t ORDER BY n', [change])))).toEqual([is]);
});

it('functions of the server that go by what they are given alone leave no doubt', async () => {
  const asks =
    'SELECT CAST(MAX(n) AS DECIMAL(10, 2)), ANY_VALUE(ISNULL(n)), EXTRACT(YEAR FROM MIN(n)) FROM t';
  expect(inShort(await told(twice(asks, ['UPDATE t SET n = 30 WHERE id = 2'])))).toEqual([
    'P2 A ─rw(row 2)→ B ─wr(row 2)→ A',
  ]);
});

it('who met one thing, and had not had another one, met no phantom', async () => {
  const changes = [
    'BEGIN',
    'INSERT INTO t VALUES (3, 30)',
    'UPDATE t SET n = 11 WHERE id = 1',
    'COMMIT',
  ] as const;
  const steps = twice('SELECT id FROM t', changes, 'SELECT n FROM t WHERE id = 1');
  expect(inShort(await told(steps))).toEqual(['G-single A ─rw(answer: row 3)→ B ─wr(row 1)→ A']);
});

describe('who reads what it has written itself', () => {
  it('has met the row that came in below that', async () => {
    const steps = `A: BEGIN
      A: ${count}
      B: INSERT INTO t VALUES (3, 30)
      A: UPDATE t SET n = 31 WHERE id = 3
      A: ${count}
      A: COMMIT`;
    expect(inShort(await told(steps, [], 'REPEATABLE READ'))).toEqual([
      'P3 A ─rw(answer: row 3)→ B ─wr(answer: row 3)→ A',
    ]);
  });

  it.each([
    ['changed', 'UPDATE t SET n = 11 WHERE id = 1', 'UPDATE t SET n = 12 WHERE id = 1', 'P4'],
    ['taken away', 'DELETE FROM t WHERE id = 1', 'INSERT INTO t VALUES (1, 12)', 'P4'],
  ])('does not find missing what was %s below that', async (_, change, write, kind) => {
    const read = 'SELECT n FROM t WHERE id = 1';
    const { anomalies } = await told(
      `A: BEGIN\nA: ${read}\nB: ${change}\nA: ${write}\nA: ${read}\nA: COMMIT`,
    );
    expect(anomalies.map((one) => one.kind)).toEqual([kind]);
  });
});

it('what is committed was read before what the snapshot has', async () => {
  const steps = `A: BEGIN
    A: SELECT n FROM t WHERE id = 2
    B: UPDATE t SET n = 11 WHERE id = 1
    A: SELECT n FROM t WHERE id = 1 FOR UPDATE
    A: SELECT n FROM t WHERE id = 1`;
  const { anomalies } = await told(steps, [], 'REPEATABLE READ');
  expect(anomalies.map(({ says }) => says)).toEqual([
    'A met in step 4 what B had done to row 1 of t, and what it asked in step 5 did not have what B did to row 1 of t in step 3.',
  ]);
});

describe('what the words of a statement do not tell', () => {
  const change = 'UPDATE t SET n = 30 WHERE id = 1';
  const aFunction = 'CREATE FUNCTION f() RETURNS INT READS SQL DATA RETURN (SELECT n FROM t WHERE id = 1)';
  const aTrigger =
    'CREATE TRIGGER g BEFORE INSERT ON u FOR EACH ROW SET NEW.n = (SELECT n FROM t WHERE id = 1)';
  const u = 'CREATE TABLE u (id INT PRIMARY KEY, n INT)';
  const temporary = 'CREATE TEMPORARY TABLE t SELECT 1 AS id, 10 AS n';

  const whyOf = async (steps: string, more: readonly string[]) => {
    const { anomalies, doubts } = await told(steps, more);
    return [...anomalies, ...new Set(doubts.map(({ why }) => why))];
  };

  it.each([
    ['a function of the lab, asked for nothing else', twice('SELECT f()', [change]), [aFunction]],
    ['a function, and a variable', twice('SET @n = f()', [change]), [aFunction]],
    [
      'a function in what is written',
      twice(sum, [change], 'INSERT INTO u (id, n) VALUES (1, f())'),
      [u, aFunction],
    ],
    ['a trigger that reads', twice(sum, [change], 'INSERT INTO u VALUES (1, 1)'), [u, aTrigger]],
  ])('%s', async (_, steps, more) => {
    expect(await whyOf(steps, more)).toEqual(['runs-more']);
  });

  it.each([
    [
      'a temporary table in place of one with a name in quotes',
      `A: CREATE TEMPORARY TABLE /* own */ \`a \`\`b\` (n INT)\n${twice('SELECT n FROM `a ``b`', [
        'INSERT INTO `a ``b` VALUES (1)',
      ])}`,
      ['CREATE TABLE `a ``b` (n INT PRIMARY KEY)'],
    ],
    ['a temporary table in place of another one', `A: ${temporary}\n${twice(sum, [change])}`, []],
    [
      'a table that is made of another one',
      twice(sum, [change], 'CREATE TEMPORARY TABLE u SELECT n FROM t'),
      [],
    ],
    [
      'a key that was taken, and ignored',
      twice(
        'SELECT * FROM t WHERE id = 3',
        ['INSERT INTO t VALUES (3, 30)'],
        'INSERT IGNORE INTO t VALUES (3, 31)',
      ),
      [],
    ],
    [
      'a key that was taken, and left as it was',
      twice(
        'SELECT * FROM t WHERE id = 3',
        ['INSERT INTO t VALUES (3, 30)'],
        'INSERT INTO t VALUES (3, 31) ON DUPLICATE KEY UPDATE n = n',
      ),
      [],
    ],
  ])('%s', async (_, steps, more) => {
    expect(await whyOf(steps, more)).toEqual(['unknown-read']);
  });

  it('leaves no doubt where that is something else', async () => {
    const lost = 'P4 A ─rw(row 1)→ B ─ww(row 1)→ A';
    const steps = `A: CREATE TEMPORARY TABLE x (id INT)
      A: BEGIN
      A: ${sum}
      B: INSERT INTO u (id, n) VALUES (1, 1)
      B: UPDATE t SET n = 30 WHERE id = 1
      A: UPDATE t SET n = 31 WHERE id = 1
      A: COMMIT`;
    const log = 'CREATE TRIGGER g BEFORE INSERT ON u FOR EACH ROW SET NEW.n = NEW.n + 1';
    expect(inShort(await told(steps, [u, aFunction, log]))).toEqual([lost]);
  });
});

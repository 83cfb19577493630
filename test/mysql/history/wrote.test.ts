import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Claim } from '../../../src/engine/claim.ts';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { saysOf, type Told, tell } from './story.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

const base = {
  setup: [
    'CREATE TABLE accounts (id INT PRIMARY KEY, n INT NOT NULL)',
    'INSERT INTO accounts VALUES (1, 10), (2, 20), (3, 30)',
    'CREATE TABLE log (nr INT AUTO_INCREMENT PRIMARY KEY, account INT NOT NULL)',
    'CREATE TRIGGER logs AFTER DELETE ON accounts FOR EACH ROW INSERT INTO log (account) VALUES (OLD.id)',
  ],
  watch: ['accounts'],
};

const wrote = (claims: readonly Claim[]) =>
  claims.flatMap((one) => (one.kind === 'wrote' ? [[one.table, one.rows, one.waits]] : []));

const toldOf = async (steps: string, more: Partial<Told> = {}) =>
  await tell(own.lab, { ...base, ...more, steps });

it('a statement that waits has written already, row by row, and people are told', async () => {
  const story = await toldOf(`A: START TRANSACTION
    A: UPDATE accounts SET n = 31 WHERE id = 3
    B: UPDATE accounts SET n = n + 5
    A: COMMIT`);
  expect(saysOf(story.at(3))).toContain(
    'B has written already, and still waits: in accounts, (1, 10) → (1, 15); (2, 20) → (2, 25).',
  );
  const before = [
    { before: ['1', '10'], after: ['1', '15'] },
    { before: ['2', '20'], after: ['2', '25'] },
  ];
  expect(wrote(story.at(3))).toEqual([['accounts', before, true]]);
  expect(wrote(story.after(3))).toEqual([
    ['accounts', [...before, { before: ['3', '31'], after: ['3', '36'] }], false],
  ]);
  expect(saysOf(story.after(3)).join()).not.toContain('wr');
});

it.each([
  ['INSERT INTO accounts VALUES (5, 50)', [['accounts', [{ after: ['5', '50'] }], false]]],
  [
    'INSERT INTO accounts VALUES (1, 50), (6, 60) ON DUPLICATE KEY UPDATE n = 99',
    [['accounts', [{ before: ['1', '10'], after: ['1', '99'] }, { after: ['6', '60'] }], false]],
  ],
  [
    'UPDATE accounts SET id = 9 WHERE id = 1',
    [['accounts', [{ after: ['9', '10'] }, { before: ['1', '10'] }], false]],
  ],
  [
    'DELETE FROM accounts WHERE id = 2',
    [
      ['accounts', [{ before: ['2', '20'] }], false],
      ['log', [{ after: ['1', '2'] }], false],
    ],
  ],
  ['UPDATE accounts SET n = 10 WHERE id = 1', []],
  ['SELECT * FROM accounts', []],
  ['INSERT INTO accounts VALUES (7, 70), (1, 70)', []],
])(
  '%s is told by row, also what a trigger wrote, and nothing that an error took back',
  async (sql, expected) => {
    const alone = await toldOf(`A: ${sql}`);
    expect(wrote(alone.after(1))).toEqual(expected);
    const inside = await toldOf(`A: START TRANSACTION
    A: ${sql}
    A: ROLLBACK`);
    expect(wrote(inside.after(2))).toEqual(expected);
    expect(wrote(inside.after(3))).toEqual([]);
  },
);

it('of many rows, twenty are listed', async () => {
  const rows = Array.from({ length: 30 }, (_, at) => `(${at + 10}, 0)`).join();
  const story = await toldOf(`A: INSERT INTO accounts VALUES ${rows}`);
  const [claim] = story.after(1);
  expect(claim).toMatchObject({ kind: 'wrote', more: 10 });
  expect(claim?.says).toBe('A wrote: in accounts, (10, 0) is new; (11, 0) is new; (12, 0) is new; 27 more.');
});

it('of two that were freed in one moment nobody saw what each of them did', async () => {
  const story = await toldOf(`A: START TRANSACTION
    A: UPDATE accounts SET n = 11 WHERE id = 1
    B: UPDATE accounts SET n = n + 5 WHERE id = 1
    C: START TRANSACTION
    C: UPDATE accounts SET n = n * 2 WHERE id = 1
    A: COMMIT
    C: COMMIT`);
  expect(story.state.observation.tables[0]).toMatchObject({
    rows: [
      ['1', '32'],
      ['2', '20'],
      ['3', '30'],
    ],
  });
  expect([...wrote(story.after(3)), ...wrote(story.after(5))]).toEqual([]);
});

it('nothing is told of a row that was written on the way and is not there in the end', async () => {
  const setup = [
    'CREATE TABLE u (id INT PRIMARY KEY, mail VARCHAR(20), UNIQUE KEY one (mail))',
    "INSERT INTO u VALUES (1, 'x')",
  ];
  const story = await toldOf(
    `A: START TRANSACTION
    A: INSERT INTO u VALUES (2, 'y')
    B: START TRANSACTION
    B: INSERT IGNORE INTO u VALUES (3, 'y')
    A: COMMIT
    B: COMMIT`,
    { setup, watch: ['u'] },
  );
  expect(wrote(story.at(4))).toEqual([['u', [{ after: ['3', 'y'] }], true]]);
  expect(wrote(story.after(4))).toEqual([]);
});

it('nor what one did where DDL was let through beside it', async () => {
  const setup = [
    'CREATE TABLE t (id INT PRIMARY KEY, n INT)',
    'CREATE TABLE u (id INT PRIMARY KEY, n INT)',
    'INSERT INTO t VALUES (1, 10)',
    'INSERT INTO u VALUES (1, 10), (2, 20)',
  ];
  const story = await toldOf(
    `A: START TRANSACTION
    A: UPDATE t SET n = 11 WHERE id = 1
    A: SELECT * FROM u WHERE id = 1 FOR UPDATE
    B: UPDATE t SET n = 12 WHERE id = 1
    C: TRUNCATE TABLE u
    A: COMMIT`,
    { setup, watch: ['t', 'u'] },
  );
  expect(story.state.observation.tables[1]).toMatchObject({ rows: [] });
  expect(
    story.events
      .flatMap((one) => (one.type === 'settled' ? (one.seen ?? []) : []))
      .flatMap(({ statement, claims }) => (statement >= 3 ? wrote(claims) : [])),
  ).toEqual([]);
});

it('nor where others wrote at the same time, what it did before', async () => {
  const story = await toldOf(`A: START TRANSACTION
    A: UPDATE accounts SET n = 31 WHERE id = 3
    B: UPDATE accounts SET n = n + 1
    C: START TRANSACTION
    C: UPDATE accounts SET n = n * 2 WHERE id = 3
    A: COMMIT
    C: COMMIT`);
  expect(wrote(story.at(3))).toHaveLength(1);
  expect(wrote(story.after(3))).toEqual([]);
});

it('of what is made of several statements nothing is told', async () => {
  const setup = [...base.setup, 'CREATE PROCEDURE p() UPDATE accounts SET n = 0'];
  const story = await toldOf(
    `A: CALL p()
    A: PREPARE s FROM 'DELETE FROM accounts WHERE id = 3'
    A: EXECUTE s`,
    { setup },
  );
  expect([...wrote(story.after(1)), ...wrote(story.after(3))]).toEqual([]);
});

it('a text that looks like NULL is none, and what differs beyond what is shown is changed all the same', async () => {
  const long = 'x'.repeat(60);
  const setup = [
    'CREATE TABLE texts (id INT PRIMARY KEY, a VARCHAR(80))',
    `INSERT INTO texts VALUES (1, '${long}1'), (2, NULL)`,
  ];
  const story = await toldOf(
    `A: UPDATE texts SET a = '${long}2' WHERE id = 1
    A: UPDATE texts SET a = 'NULL' WHERE id = 2`,
    { setup, watch: ['texts'] },
  );
  expect(story.after(1)[0]?.says).toMatch(/^A wrote: in texts, \(1, x+…\) is changed\.$/);
  expect(story.after(2)[0]?.says).toBe("A wrote: in texts, (2, NULL) → (2, 'NULL').");
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import type { Moment } from './moments.ts';
import { saysOf, tell } from './story.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

const seats = {
  setup: [
    'CREATE TABLE seats (nr INT PRIMARY KEY, zone INT NOT NULL, who VARCHAR(20), KEY by_zone (zone))',
    "INSERT INTO seats VALUES (10, 100, 'a'), (20, 200, 'b'), (30, 300, 'c'), (900, 9000, 'z')",
  ],
  watch: ['seats'],
};
const people = {
  setup: [
    'CREATE TABLE people (name VARCHAR(20) PRIMARY KEY, n INT)',
    "INSERT INTO people VALUES ('ann', 1), ('bob', 2)",
  ],
  watch: ['people'],
};

const waits = (taker: string, since?: number): string =>
  `B waits for a lock that A took with its ${taker}${since === undefined ? '' : `; A's transaction is still open (since step ${since})`}.`;

const inherited: readonly Moment[] = [
  {
    ...seats,
    name: 'a row that an INSERT has put where it looked itself has the gap from that look, not from an older one elsewhere',
    steps: `A: START TRANSACTION
      A: SELECT * FROM seats WHERE nr = 500 FOR SHARE
      A: INSERT INTO seats SELECT 15, COUNT(*), 'x' FROM seats WHERE nr BETWEEN 12 AND 18
      B: INSERT INTO seats VALUES (13, 0, 'y')
      A: COMMIT`,
    step: 4,
    says: [waits('INSERT in step 3', 1)],
  },
  {
    ...seats,
    name: 'so has an entry that an UPDATE has moved in a secondary index',
    steps: `A: START TRANSACTION
      A: SELECT * FROM seats WHERE zone = 5000 FOR UPDATE
      A: UPDATE seats SET zone = 250 WHERE zone = 200
      B: INSERT INTO seats VALUES (21, 240, 'y')
      A: COMMIT`,
    step: 4,
    says: [
      waits('UPDATE in step 3', 1),
      'B has written already, and still waits: in seats, (21, 240, y) is new.',
    ],
  },
  {
    ...seats,
    name: 'rows side by side have the gap from who had it before them',
    steps: `A: START TRANSACTION
      A: SELECT * FROM seats WHERE nr = 500 FOR UPDATE
      A: SELECT * FROM seats WHERE nr = 15 FOR UPDATE
      A: INSERT INTO seats VALUES (12, 1, 'x'), (14, 2, 'x'), (16, 3, 'x')
      B: INSERT INTO seats VALUES (13, 4, 'y')
      A: COMMIT`,
    step: 5,
    says: [waits('SELECT in step 3', 1)],
  },
  {
    setup: [
      'CREATE TABLE slots (id INT PRIMARY KEY, at DATETIME NOT NULL, n INT, KEY (at))',
      `INSERT INTO slots VALUES (1, '2026-01-01 09:00', 1), (2, '2026-01-01 10:00', 1), (3, '2026-01-01 11:00', 1),
        (4, '2030-01-01 00:00', 1)`,
    ],
    name: 'what an UPDATE leaves in an index has come in from nowhere, also where entries cannot be compared',
    steps: `A: START TRANSACTION
      A: SELECT * FROM slots WHERE at = '2028-01-01 00:00' FOR UPDATE
      A: UPDATE slots SET n = 2 WHERE at = '2026-01-01 10:00'
      B: INSERT INTO slots VALUES (5, '2026-01-01 10:30', 1)
      A: COMMIT`,
    step: 4,
    says: [
      waits('UPDATE in step 3', 1),
      'B has written already, and still waits: in slots, (5, 2026-01-01 10:30:00, 1) is new.',
    ],
  },
  {
    setup: ['CREATE TABLE bag (k INT NOT NULL, KEY (k))', 'INSERT INTO bag VALUES (10), (20)'],
    name: 'in a table without a primary key it is not told who had the gap that a new row is in',
    steps: `A: START TRANSACTION
      A: SELECT * FROM bag WHERE k = 15 FOR UPDATE
      A: INSERT INTO bag VALUES (17)
      B: INSERT INTO bag VALUES (16)
      A: COMMIT`,
    step: 4,
    says: [],
  },
  {
    ...seats,
    name: 'a gap in which a row was that ROLLBACK TO SAVEPOINT took back was locked by no ROLLBACK',
    steps: `A: START TRANSACTION
      A: UPDATE seats SET who = 'x' WHERE nr = 10
      A: SAVEPOINT s
      A: INSERT INTO seats VALUES (15, 1, 'x')
      A: ROLLBACK TO SAVEPOINT s
      B: INSERT INTO seats VALUES (15, 2, 'y')
      A: COMMIT`,
    step: 6,
    says: [],
  },
];

const respelt: readonly Moment[] = [
  {
    ...people,
    name: 'a key that is spelt otherwise keeps its lock',
    steps: `A: START TRANSACTION
      A: SELECT * FROM people WHERE name = 'ann' FOR UPDATE
      A: UPDATE people SET name = 'Ann' WHERE name = 'ann'
      B: UPDATE people SET n = 5 WHERE name = 'ann'
      A: COMMIT`,
    step: 4,
    says: [waits('SELECT in step 2', 1)],
  },
];

const ofOthers: readonly Moment[] = [
  {
    ...seats,
    name: 'what XA has prepared is of no later transaction of its session',
    steps: `A: XA START 'x'
      A: UPDATE seats SET who = 'x' WHERE nr = 10
      A: XA END 'x'
      A: XA PREPARE 'x'
      A: START TRANSACTION
      A: UPDATE seats SET who = 'x' WHERE nr = 20
      B: UPDATE seats SET who = 'y' WHERE nr = 10
      A: COMMIT
      A: XA ROLLBACK 'x'`,
    step: 7,
    says: [],
  },
  {
    ...seats,
    name: 'once it is over, a later one has its locks from its own statements',
    steps: `A: XA START 'x'
      A: UPDATE seats SET who = 'x' WHERE nr = 10
      A: XA END 'x'
      A: XA PREPARE 'x'
      A: XA COMMIT 'x'
      A: START TRANSACTION
      A: UPDATE seats SET who = 'z' WHERE nr = 10
      B: UPDATE seats SET who = 'y' WHERE nr = 10
      A: COMMIT`,
    step: 8,
    says: [waits('UPDATE in step 7', 6)],
  },
  {
    ...seats,
    name: 'what DDL did is no write of the statement that was behind it, and no lock',
    steps: `A: START TRANSACTION
      A: SELECT * FROM seats WHERE nr = 10
      D: TRUNCATE TABLE seats
      C: START TRANSACTION
      C: INSERT INTO seats VALUES (10, 1, 'c')
      A: COMMIT
      C: INSERT INTO seats VALUES (20, 2, 'c')
      B: UPDATE seats SET who = 'y' WHERE nr = 20
      C: COMMIT`,
    step: 8,
    says: [],
  },
];

const anew: readonly Moment[] = [
  {
    ...seats,
    name: 'LOCK TABLES lets go of what it locked before',
    steps: `A: LOCK TABLES seats WRITE
      A: LOCK TABLES seats WRITE
      B: SELECT nr FROM seats
      A: UNLOCK TABLES`,
    step: 3,
    says: [waits('LOCK in step 2')],
  },
  {
    ...seats,
    name: 'and keeps it while its session writes',
    steps: `A: LOCK TABLES seats WRITE
      A: INSERT INTO seats VALUES (15, 1, 'x')
      B: SELECT nr FROM seats
      A: UNLOCK TABLES`,
    step: 3,
    says: [waits('LOCK in step 1')],
  },
  {
    setup: [],
    name: 'a named lock that one statement lets go of and takes again is that statement’s',
    steps: `A: DO GET_LOCK('x', 0)
      A: SELECT RELEASE_LOCK('x') + GET_LOCK('x', 0)
      B: DO GET_LOCK('x', 60)
      A: DO RELEASE_LOCK('x')`,
    step: 3,
    says: [waits('SELECT in step 2')],
  },
  {
    ...seats,
    name: 'a definition that HANDLER has let go of is kept by who reads the table',
    steps: `A: HANDLER seats OPEN
      A: START TRANSACTION
      A: SELECT nr FROM seats
      A: HANDLER seats CLOSE
      B: ALTER TABLE seats ADD COLUMN more INT
      A: COMMIT`,
    step: 5,
    says: [waits('SELECT in step 3', 2)],
  },
  {
    ...seats,
    setup: [
      ...seats.setup,
      'CREATE PROCEDURE again() BEGIN COMMIT; START TRANSACTION; SELECT COUNT(*) FROM seats; END',
    ],
    name: 'a definition is locked anew by a procedure that begins another transaction',
    steps: `A: START TRANSACTION
      A: SELECT nr FROM seats
      A: CALL again()
      B: ALTER TABLE seats ADD COLUMN more INT
      A: COMMIT`,
    step: 4,
    says: [waits('CALL in step 3', 3)],
  },
  {
    ...seats,
    setup: [
      ...seats.setup,
      "CREATE PROCEDURE back() BEGIN ROLLBACK TO SAVEPOINT s; UPDATE seats SET who = 'x' WHERE nr = 20; END",
    ],
    name: 'of a row that a procedure has let go of nobody is said to have it since before',
    steps: `A: START TRANSACTION
      A: SAVEPOINT s
      A: UPDATE seats SET who = 'x' WHERE nr = 10
      A: CALL back()
      A: UPDATE seats SET who = 'z' WHERE nr = 10
      B: UPDATE seats SET who = 'y' WHERE nr = 10
      A: COMMIT`,
    step: 6,
    says: [],
  },
];

const refusals: readonly Moment[] = [
  {
    ...seats,
    name: 'NOWAIT is refused by a row that it only met',
    steps: `A: START TRANSACTION
      A: SELECT * FROM seats WHERE nr = 10 FOR UPDATE
      B: SELECT * FROM seats WHERE who = 'c' FOR UPDATE NOWAIT
      A: COMMIT`,
    step: 3,
    says: ['B was refused, and does not wait: A has (10, 100, a) locked, since its SELECT in step 2.'],
  },
  {
    ...seats,
    name: 'by which of two it was refused is not told',
    steps: `A: START TRANSACTION
      A: SELECT * FROM seats WHERE nr IN (10, 30) FOR UPDATE
      B: SELECT * FROM seats WHERE who = 'c' FOR UPDATE NOWAIT
      A: COMMIT`,
    step: 3,
    says: [],
  },
  {
    ...seats,
    setup: [...seats.setup, 'CREATE TABLE other (id INT PRIMARY KEY)', 'INSERT INTO other VALUES (1)'],
    name: 'a row of a table that it does not read has not refused it',
    steps: `A: START TRANSACTION
      A: SELECT * FROM other FOR UPDATE
      A: SELECT * FROM seats WHERE zone = 300 FOR UPDATE
      B: SELECT * FROM seats WHERE nr = 30 FOR SHARE NOWAIT
      A: COMMIT`,
    step: 4,
    says: ['B was refused, and does not wait: A has (30, 300, c) locked, since its SELECT in step 3.'],
  },
];

it.each([...inherited, ...respelt, ...ofOthers, ...anew, ...refusals])(
  '$name',
  async ({ step, says, ...told }) => {
    const story = await tell(own.lab, told);
    expect(saysOf(story.at(step))).toEqual(says);
  },
);

it('a wait that is told anew for an entry of another text is not called over', async () => {
  const story = await tell(own.lab, {
    ...people,
    steps: `A: START TRANSACTION
      A: SELECT * FROM people WHERE name = 'ann' FOR UPDATE
      B: UPDATE people SET n = 5 WHERE name = 'ann'
      A: UPDATE people SET name = 'Ann' WHERE name = 'ann'
      A: SELECT 1
      A: COMMIT`,
  });
  const said = story.events.flatMap((event) =>
    event.type === 'settled' ? [saysOf((event.seen ?? []).flatMap(({ claims }) => claims))] : [],
  );
  const over = said.findIndex((says) => says.some((one) => one.startsWith('B waited')));
  expect(over).toBe(said.length - 1);
});

import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LabServer } from '../../src/engine/ports.ts';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import { readAnswer } from '../../src/exercise/answer-file.ts';
import { judgeAnswer } from '../../src/exercise/judge.ts';
import { openExercise } from '../../src/exercise/open-exercise.ts';
import { describeProblems } from '../../src/lesson/problem.ts';
import { clock, openLab } from '../mysql/real-lab.ts';

let lab: LabServer & AsyncDisposable;
let pool: SandboxPool;

beforeAll(async () => {
  lab = await openLab();
  pool = new SandboxPool(lab);
});

afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

/** What is said of a file that somebody has written for an exercise that comes with isolab. */
const judged = async (id: string, parts: string) => {
  const opened = await openExercise(join('lessons', `${id}.yaml`));
  const text = `exercise: ${id}\n${parts}`;
  const { answer, problems } = readAnswer(text, 'answer.yaml', opened);
  if (answer === undefined)
    throw new Error(
      describeProblems(problems, { text: opened.text, expected: { file: 'answer.yaml', text } }),
    );
  const stop = AbortSignal.timeout(60_000);
  const verdict = await judgeAnswer(opened, answer, { server: pool, clock, jobs: 4, stop });
  if (verdict.kind !== 'fix') throw new Error(`${id} asks for no fix`);
  const fails = verdict.checks.filter((check) => check.verdict === 'fails');
  return {
    isSolved: verdict.isSolved,
    fails: fails.map(({ kind }) => kind),
    seen: fails.map(({ seen }) => seen).join('\n'),
    mistakes: verdict.mistakes.map((one) => one.id),
  };
};

const join409 = 'reject_if: { found: { status: 409, json: { error: taken } } }';

it('a program that does nothing keeps its promise, and does not serve as before', async () => {
  const verdict = await judged('fix-lost-update', 'handler: { begin: START TRANSACTION, end: COMMIT }');
  expect(verdict).toMatchObject({ isSolved: false, fails: ['served'] });
  expect(verdict.seen).toContain('Then there are in cards: (1, 10) (2, 25). As it is: (1, 20) (2, 25).');
});

it('whoever thanks for a row that INSERT IGNORE has ignored says what is not so', async () => {
  const verdict = await judged(
    'fix-look-then-insert',
    `
setup: ALTER TABLE players ADD UNIQUE (nick)
handler:
  begin: START TRANSACTION
  look: { sql: SELECT id FROM players WHERE nick = :nick, ${join409} }
  insert: INSERT IGNORE INTO players (nick) VALUES (:nick)
  commit: { sql: COMMIT, answer: { status: 201, json: { welcome: true } } }`,
  );
  expect(verdict).toMatchObject({ isSolved: false, fails: ['told'], mistakes: ['ignored'] });
  expect(verdict.seen).toMatch(/^In [AB]+ A is told “201 .*” and B is told “201 .*”\. One after the other/);
});

it('the same without a look is seen one after the other already', async () => {
  const verdict = await judged(
    'fix-look-then-insert',
    `
setup: ALTER TABLE players ADD UNIQUE (nick)
handler:
  insert:
    sql: INSERT IGNORE INTO players (nick) VALUES (:nick)
    answer: { status: 201, json: { welcome: true } }`,
  );
  expect(verdict).toMatchObject({ isSolved: false, fails: ['served'], mistakes: ['ignored'] });
  expect(verdict.seen).toContain('As it is: “409 {"error":"taken"}”.');
});

it('who sends a cook away with NOWAIT makes nobody wait, and turns somebody away', async () => {
  const verdict = await judged(
    'fix-queue',
    `
handler:
  begin: START TRANSACTION
  first:
    sql: SELECT id FROM orders WHERE is_taken = FALSE ORDER BY id LIMIT 1 FOR UPDATE NOWAIT
    keep: { order_id: id }
    reject_if: { error: { status: 503, json: { error: later } } }
  take: UPDATE orders SET is_taken = TRUE WHERE id = :order_id
  note: INSERT INTO pizzas (order_id, cook) VALUES (:order_id, :cook)
  commit: { sql: COMMIT, answer: { status: 200, json: { order: "{order_id}" } } }`,
  );
  expect(verdict).toMatchObject({ isSolved: false, fails: ['refused'], mistakes: ['nowait'] });
});

it('a solution that nobody has written down counts, too', async () => {
  const verdict = await judged(
    'fix-write-skew',
    `
handler:
  begin: START TRANSACTION
  switch_on:
    sql: >-
      UPDATE devices SET is_on = TRUE WHERE name = :device AND
      (SELECT SUM(amps) FROM (SELECT * FROM devices) AS d WHERE is_on OR name = :device) <= 16
    reject_if: { unchanged: { status: 409, json: { error: the fuse is full } } }
  commit: { sql: COMMIT, answer: { status: 200, json: { on: true } } }`,
  );
  expect(verdict).toMatchObject({ isSolved: true, fails: [], mistakes: [] });
});

it('an error of a type of column is an error page as any other', async () => {
  const verdict = await judged('fix-stock', 'setup: ALTER TABLE stock MODIFY pieces INT UNSIGNED NOT NULL');
  expect(verdict).toMatchObject({ isSolved: false, fails: ['errors'] });
  expect(verdict.seen).toContain('B gets error 1690 (ER_DATA_OUT_OF_RANGE)');
});

const queue = (statements: string) => `
handler:
  begin: START TRANSACTION
  first:
    sql: SELECT id FROM orders WHERE is_taken = FALSE ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    keep: { order_id: id }
    reject_if: { missing: { status: 404, json: { error: no order is left } } }
${statements}
  commit: { sql: COMMIT, answer: { status: 200, json: { order: "{order_id}" } } }`;
const take = '  take: UPDATE orders SET is_taken = TRUE WHERE id = :order_id';
const note = '  note: INSERT INTO pizzas (order_id, cook) VALUES (:order_id, :cook)';

it.each([
  ['a typo', `  take: UPDTE orders SET is_taken = TRUE WHERE id = :order_id\n${note}`, 'take', 1064],
  [
    'an unknown column',
    `${take}\n  note: INSERT INTO pizzas (order_id, chef) VALUES (:order_id, :cook)`,
    'note',
    1054,
  ],
  [
    'an unknown table',
    `  take: UPDATE ordrs SET is_taken = TRUE WHERE id = :order_id\n${note}`,
    'take',
    1146,
  ],
  ['too few values', `${take}\n  note: INSERT INTO pizzas (order_id, cook) VALUES (:cook)`, 'note', 1136],
  ['a column left out', `${take}\n  note: INSERT INTO pizzas (cook) VALUES (:cook)`, 'note', 1364],
  [
    'an unknown function',
    `${take}\n  note: INSERT INTO pizzas (order_id, cook) VALUES (nr(:order_id), :cook)`,
    'note',
    1305,
  ],
  [
    'a value too long',
    `${take}\n  note: INSERT INTO pizzas (order_id, cook) VALUES (:order_id, REPEAT(:cook, 9))`,
    'note',
    1406,
  ],
])('of a statement that the server refuses, nothing else is said: %s', async (_, statements, step, errno) => {
  const verdict = await judged('fix-queue', queue(statements));
  expect(verdict).toMatchObject({ isSolved: false, fails: ['statements'], mistakes: [] });
  expect(verdict.seen).toMatch(
    new RegExp(`^Step ${step} is refused with ${errno} \\(ER_\\w+\\): .+\\. It is: [A-Z]+ `),
  );
});

it('nor where the statement is taken in some orders only', async () => {
  const verdict = await judged(
    'fix-look-then-insert',
    `
setup: CREATE UNIQUE INDEX one_nick ON players (nick)
handler:
  begin: START TRANSACTION
  look: { sql: SELECT id FROM players WHERE nick = :nick, ${join409} }
  insert: INSERT INTO players (nick) VALUES (:nick)
  whose: { when: { insert: ER_DUP_ENTRY }, sql: SELECT nmae FROM players }
  commit: { sql: COMMIT, answer: { status: 201, json: { welcome: true } } }`,
  );
  expect(verdict.fails).toEqual(['statements']);
  expect(verdict.seen).toMatch(/^Step whose is refused with 1054 /);
});

it('an error of the rows is no matter of the statement, also where it comes to who is alone', async () => {
  const verdict = await judged(
    'fix-look-then-insert',
    `
setup: CREATE UNIQUE INDEX one_nick ON players (nick)
handler:
  begin: START TRANSACTION
  insert: INSERT INTO players (nick) VALUES (:nick)
  again: INSERT INTO players (nick) VALUES (:nick)
  commit: { sql: COMMIT, answer: { status: 201, json: { welcome: true } } }`,
  );
  expect(verdict.fails).toContain('errors');
  expect(verdict.fails).not.toContain('statements');
});

it('of the program as it is given no usual mistake is told: its task asks for that', async () => {
  const opened = await openExercise(join('lessons', 'fix-stock.yaml'));
  const { text } = opened;
  const steps = /^steps:\n[\s\S]*$/m.exec(text)?.[0] ?? '';
  const verdict = await judged('fix-stock', steps);
  expect(verdict).toMatchObject({ isSolved: false, fails: ['promise'], mistakes: [] });
  const other = await judged('fix-stock', steps.replace('FOR UPDATE', 'for update'));
  expect(other.mistakes).not.toEqual([]);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { explain } from '../../src/engine/explain.ts';
import { retrace } from '../../src/engine/run/retrace.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { Level } from '../../src/lesson/level.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { clock, openLab } from './real-lab.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const setup = ['CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))', "INSERT INTO t VALUES (1, 'one')"];

/** What the lab says after the last of these steps, at a level. */
const said = async (level: Level, ...steps: readonly (readonly [string, string])[]) => {
  const script = scriptOfSteps(
    steps.map(([session, sql]) => step(session, sql)),
    { level, setup, watch: ['t'] },
  );
  const states: LabState[] = [];
  let now: LabState | undefined;
  const run = await retrace({
    script,
    server: lab,
    clock,
    actions: steps.map(() => ({ kind: 'next' })),
    emit: (_, state) => {
      now = state;
    },
    onAction: () => {
      if (now) states.push(now);
    },
  });
  await using _ = run;
  return explain([...states, run.state]);
};

const insertOf = (id: number): readonly [string, string] => ['A', `INSERT INTO t VALUES (${id}, 'new')`];
const begin = (session: string): readonly [string, string] => [session, 'START TRANSACTION'];
const read: readonly [string, string] = ['B', 'SELECT * FROM t'];

it('who wrote the row that is not seen, and that its transaction is open', async () => {
  expect(await said('READ COMMITTED', begin('A'), insertOf(2), read)).toEqual([
    "B does not see (2, new): A wrote it in step 2, and A's transaction is still open (since step 1).",
  ]);
});

it('a row that is not committed and seen all the same is a dirty read', async () => {
  expect(await said('READ UNCOMMITTED', begin('A'), insertOf(2), read)).toEqual([
    'B sees (2, new), which A wrote in step 2 and has not committed: a dirty read.',
  ]);
});

it('a row that was committed after the snapshot says when that was taken', async () => {
  expect(await said('REPEATABLE READ', begin('B'), read, insertOf(2), read)).toEqual([
    'B does not see (2, new): A committed it in step 3, after B took its snapshot in step 2.',
  ]);
});

it('a look-up says nothing of rows that it does not ask for', async () => {
  const lookUp = (id: number): readonly [string, string] => ['B', `SELECT id FROM t WHERE id = ${id}`];
  expect(await said('READ COMMITTED', begin('A'), insertOf(2), lookUp(1))).toEqual([]);
  expect(await said('READ COMMITTED', begin('A'), insertOf(2), lookUp(2))).toHaveLength(1);
});

it('a wait names the statement that took the lock, also the hidden one of an insert', async () => {
  const update: readonly [string, string] = ['B', "UPDATE t SET name = 'x' WHERE id = 1"];
  const lock: readonly [string, string] = ['A', 'SELECT * FROM t WHERE id = 1 FOR UPDATE'];
  expect(await said('REPEATABLE READ', begin('A'), lock, update)).toEqual([
    "B waits for a lock that A took with its SELECT in step 2; A's transaction is still open (since step 1).",
  ]);
  const same: readonly [string, string] = ['B', "INSERT INTO t VALUES (2, 'same')"];
  expect(await said('REPEATABLE READ', begin('A'), insertOf(2), same)).toEqual([
    "B waits for a lock that A took with its INSERT in step 2; A's transaction is still open (since step 1).",
  ]);
});

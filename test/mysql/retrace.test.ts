import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunAction, retrace } from '../../src/engine/run/retrace.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { Level } from '../../src/lesson/level.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { type OwnLab, openOwnLab } from './own-lab.ts';
import { clock } from './real-lab.ts';

/** Nobody else is in a transaction there: it is known how many snapshots there are. */
let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

const scriptAt = (level: Level) =>
  scriptOfSteps(
    [
      step('A', 'START TRANSACTION'),
      step('A', 'SELECT * FROM t'),
      step('B', "UPDATE t SET name = 'uno' WHERE id = 1"),
      step('A', 'SELECT * FROM t'),
      step('A', 'COMMIT'),
    ],
    {
      level,
      watch: ['t'],
      setup: ['CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))', "INSERT INTO t VALUES (1, 'one')"],
    },
  );

const next: RunAction = { kind: 'next' };
const actions: readonly RunAction[] = [
  next,
  next,
  // With a table it is an error wherever it is interrupted; alone it would be the number 1, once it sleeps.
  { kind: 'submit', session: 'B', sql: 'SELECT SLEEP(3600) FROM t' },
  { kind: 'cancel', session: 'B' },
  { kind: 'submit', session: 'B', sql: "INSERT INTO t VALUES (2, 'two')" },
  next,
  next,
];

/** What happened, without times. */
const told = (state: LabState) =>
  state.timeline.map((one) =>
    one.kind === 'statement' ? [one.session, one.sql, one.outcome ?? one.waits] : [one.session, one.kind],
  );

const at = async (level: Level) => {
  const run = await retrace({ script: scriptAt(level), server: own.lab, clock, actions, emit: () => {} });
  await using _ = run;
  return run.state;
};

it('a run goes the same way twice, with the statements of the user in their places', async () => {
  const first = await at('REPEATABLE READ');
  const second = await at('REPEATABLE READ');
  expect(told(second)).toEqual(told(first));
  expect(second.observation).toEqual(first.observation);
  expect(told(first).at(-1)).toEqual([
    'A',
    'SELECT * FROM t',
    { kind: 'rows', columns: ['id', 'name'], rows: [['1', 'one']] },
  ]);
});

it('the same way at another level shows what the level changes', async () => {
  const committed = await at('READ COMMITTED');
  expect(told(committed).at(-1)?.[2]).toMatchObject({
    rows: [
      ['1', 'uno'],
      ['2', 'two'],
    ],
  });
  const serializable = await at('SERIALIZABLE');
  // B's INSERT waits for A's shared locks: its step is kept, and A comes first.
  expect(told(serializable)).toContainEqual(['B', 'defer']);
  expect(told(serializable).at(-1)?.slice(0, 2)).toEqual(['A', 'COMMIT']);
});

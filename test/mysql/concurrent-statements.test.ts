import { stripVTControlCharacters } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { PromiseFailed } from '../../src/engine/failed-sql.ts';
import { type RunAction, retrace } from '../../src/engine/run/retrace.ts';
import type { LessonRun } from '../../src/engine/run/run.ts';
import type { LabState } from '../../src/engine/state.ts';
import { statements } from '../../src/engine/statements.ts';
import { unaskedWords } from '../../src/engine/words/promise-words.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { doing } from '../../src/ui/view/session-heads.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { begin, clock, openLab } from './real-lab.ts';

const lab = await openLab();
afterAll(() => lab[Symbol.asyncDispose]());

const script = scriptOfSteps([step('A', 'DO 1'), step('B', 'DO 1')], {
  setup: ['CREATE TABLE t (id INT PRIMARY KEY, v INT)', 'INSERT INTO t VALUES (1, 1), (2, 1)'],
  watch: ['t'],
});

const until = async (run: LessonRun, holds: (state: LabState) => boolean): Promise<void> => {
  while (!holds(run.state)) await clock.delay(5);
};

const statusOf = ({ sessions }: LabState, name: string) => sessions.find((one) => one.name === name)?.status;

/** Holds the first row and is at work until it is ended. */
const atWork = 'UPDATE t SET v = v + SLEEP(3600) WHERE id = 1';

it('others are sent, answered and seen to wait while one is at work; of what is not settled nothing is derived', async () => {
  const { run, events } = await begin(lab, script);
  await using _ = run;
  const working = run.submit('B', atWork);
  await until(run, (state) => statusOf(state, 'B') === 'running');
  const others = [
    run.submit('A', 'START TRANSACTION'),
    run.submit('A', 'SELECT v FROM t'),
    run.submit('A', 'UPDATE t SET v = 5 WHERE id = 2'),
    run.submit('A', 'UPDATE t SET v = 6 WHERE id = 1'),
  ];
  const heads: string[] = [];
  await until(run, (state) => {
    heads.push(stripVTControlCharacters(doing('A', state, 0, makeTheme(false))));
    return statusOf(state, 'A') === 'blocked';
  });
  // Nobody has looked since: what was read before is not said.
  expect(new Set(heads)).toContain('· free, not looked at yet');
  expect(run.state.settled).toBe(false);
  expect(statusOf(run.state, 'B')).toBe('running');
  await run.cancel('B');
  await Promise.all([working, ...others]);
  expect(
    statements(run.state).map(({ session, outcome, waits }) => [session, outcome?.kind, waits.length]),
  ).toEqual([
    ['B', 'error', 0],
    ['A', 'ok', 0],
    ['A', 'rows', 0],
    ['A', 'ok', 0],
    ['A', 'ok', 1],
  ]);
  await run.submit('A', 'COMMIT');
  const told = await run.finish();
  expect(statements(told).every(({ seen = [] }) => seen.length === 0)).toBe(true);
  expect(told.finished?.happened).toBeUndefined();
  const [table] = told.observation.tables;
  expect(table && 'rows' in table && table.rows).toEqual([
    ['1', '6'],
    ['2', '5'],
  ]);
  expect(events.filter(({ type }) => type === 'settled')).toHaveLength(4);
});

it('the same is done again in another sandbox, while the other one is at work there', async () => {
  const actions: readonly RunAction[] = [
    { kind: 'submit', session: 'B', sql: atWork },
    { kind: 'submit', session: 'A', sql: 'UPDATE t SET v = 5 WHERE id = 2', while: 'B' },
    { kind: 'submit', session: 'A', sql: 'UPDATE t SET v = 6 WHERE id = 1', while: 'B' },
    { kind: 'cancel', session: 'B' },
  ];
  const run = await retrace({ script, server: lab, clock, actions, emit: () => {} });
  await using _ = run;
  expect(
    statements(run.state).map(({ session, outcome, waits }) => [session, outcome?.kind, waits.length]),
  ).toEqual([
    ['B', 'error', 0],
    ['A', 'ok', 0],
    ['A', 'ok', 1],
  ]);
});

it('what the invariant reads is taken by a statement of the user: that is said to the user, and the run comes to its end', async () => {
  const promised = {
    ...script,
    invariant: { says: 'Every v is 1.', violations: 'SELECT * FROM t WHERE v <> 1' },
  };
  for (const evidence of ['everything', 'outcomes'] as const) {
    const { run } = await begin(lab, promised, evidence);
    await using _ = run;
    await run.submit('A', 'SELECT 1');
    await run.submit('A', 'DROP TABLE t');
    const told = await run.finish();
    expect(told.finished?.violations).toBeUndefined();
    expect(unaskedWords(told)).toMatch(
      /^Nobody can ask whether it holds: Every v is 1. Your DROP TABLE t took what that reads: .*t' doesn't exist\.$/,
    );
  }
  const wrong = { ...promised, invariant: { says: '', violations: 'SELECT * FROM nowhere' } };
  const { run } = await begin(lab, wrong);
  await using _ = run;
  await expect(run.finish()).rejects.toThrow(PromiseFailed);
});

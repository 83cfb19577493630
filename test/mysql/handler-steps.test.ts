import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Script, ScriptStep } from '../../src/lesson/script.ts';
import type { Values } from '../../src/lesson/step.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { finish, openLab, statementOf } from './real-lab.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const setup = [
  'CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(60), big BIGINT UNSIGNED, day DATE, doc JSON, n INT)',
];

const session = (name: string, values: Values): Script['sessions'][number] => ({
  name,
  role: name,
  level: 'REPEATABLE READ',
  values,
});

const run = (steps: readonly ScriptStep[], values: Values = {}) =>
  finish(
    lab,
    scriptOfSteps(steps, { setup, watch: ['t'], sessions: [session('A', values), session('B', {})] }),
  );

const rowsOf = (entry: ReturnType<typeof statementOf>) =>
  entry.outcome?.kind === 'rows' ? entry.outcome.rows : entry.outcome;

describe('a value', () => {
  it('reaches the server exactly: text, NULL, numbers, big ones, dates, JSON', async () => {
    const values = {
      name: `Zoë's 書籍 𐍈 \\ "?" :big`,
      big: '18446744073709551615',
      day: '2026-02-28',
      doc: '{"a": [1, null]}',
      n: -7,
      none: null,
      yes: true,
    };
    const state = await run(
      [
        step(
          'A',
          'INSERT INTO t VALUES (1, :name, :big, :day, :doc, :n), (:yes + 1, :none, NULL, NULL, NULL, NULL)',
        ),
        step('A', 'SELECT * FROM t ORDER BY id'),
      ],
      values,
    );
    expect(rowsOf(statementOf(state, 1))).toEqual([
      ['1', values.name, values.big, values.day, values.doc, '-7'],
      ['2', null, null, null, null, null],
    ]);
  });

  it('is none inside of a text or a comment, nor where the request has no such field', async () => {
    const state = await run([step('A', "SELECT ':n' AS a, @x := 3 AS b, :n AS c /* :n */")], { n: 5 });
    expect(rowsOf(statementOf(state, 0))).toEqual([[':n', '3', '5']]);
    expect((await run([step('A', 'SELECT :n')])).timeline[0]).toMatchObject({
      outcome: { kind: 'error', errno: 1064 },
    });
  });

  it('is kept from a row and from AUTO_INCREMENT, every digit of it, for later steps of the session', async () => {
    const state = await run([
      step('A', 'SELECT 9007199254740993 AS much', { keep: { kept: 'much' } }),
      step('A', 'SELECT :kept + 0 AS again'),
      step('B', 'SELECT :kept'),
    ]);
    expect(rowsOf(statementOf(state, 1))).toEqual([['9007199254740993']]);
    expect(statementOf(state, 2).outcome).toMatchObject({ kind: 'error' });
  });
});

describe('an application that dies', () => {
  it('has rolled back when its step is over, and takes no step more, not even a finally', async () => {
    const state = await run([
      step('A', 'START TRANSACTION'),
      step('A', 'INSERT INTO t (id) VALUES (1)'),
      step('A', 'the application dies', { does: { kind: 'crash' } }),
      step('B', 'SELECT id FROM t WHERE id = 1 FOR UPDATE'),
      step('A', 'SELECT 1', { always: true }),
    ]);
    const look = statementOf(state, 3);
    expect(look.waits).toEqual([]);
    expect(rowsOf(look)).toEqual([]);
    expect(state.steps[4]?.status).toBe('skipped');
  });
});

describe('a step that is always taken', () => {
  it('is taken after a rejection, unless its condition says no', async () => {
    const claim = { name: 'claim', rejectIf: [{ condition: { kind: 'found' } as const, answer: 'no' }] };
    const state = await run([
      step('A', 'SELECT 1 AS got', claim),
      step('A', 'SELECT 2'),
      step('A', 'SELECT 3', { always: true }),
      step('A', 'SELECT 4', {
        always: true,
        when: { step: 'claim', is: { kind: 'value', column: 'got', is: '0' } },
      }),
    ]);
    expect(state.steps.map(({ status }) => status)).toEqual(['taken', 'skipped', 'taken', 'skipped']);
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Claim } from '../../../src/engine/claim.ts';
import type { LabState } from '../../../src/engine/state.ts';
import { statements } from '../../../src/engine/statements.ts';
import { scriptOfSteps, step } from '../../engine/script-of.ts';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { finish } from '../real-lab.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

const setup = [
  'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)',
  'INSERT INTO t VALUES (1, 0), (2, 0), (3, 0), (20, 0)',
  `CREATE PROCEDURE hides (one INT, other INT)
   BEGIN
     DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END;
     UPDATE t SET n = n + 1 WHERE id = one;
     UPDATE t SET n = n + 1 WHERE id = other;
   END`,
];

type Line = readonly [session: string, sql: string];

const after = (lines: readonly Line[], stops = false): Promise<LabState> =>
  finish(
    own.lab,
    scriptOfSteps(
      lines.map(([session, sql]) => step(session, sql, stops ? { onError: 'stop' } : {})),
      { setup, watch: ['t'] },
    ),
  );

const deadlocksIn = (state: LabState): readonly (Claim & { kind: 'deadlock' })[] =>
  statements(state).flatMap(({ seen = [] }) =>
    seen.flatMap((claim) => (claim.kind === 'deadlock' ? [claim] : [])),
  );

/** "B:2> A:1" – B waits for the entry 2, A for the entry 1; * closed the circle. */
const circleOf = (state: LabState): readonly string[] =>
  deadlocksIn(state).map(({ victim, circle }) =>
    [
      victim,
      ...circle.map(
        ({ session, lock, closes }) => `${session}${closes ? '*' : ''}:${lock.index} ${lock.key}`,
      ),
    ].join(' '),
  );

const begin = (...sessions: readonly string[]): readonly Line[] =>
  sessions.map((session) => [session, 'START TRANSACTION'] as const);

const update = (session: string, id: number): Line => [session, `UPDATE t SET n = n + 1 WHERE id = ${id}`];

it('two that wait for each other: the entry, and who closed the circle', async () => {
  const lines = [...begin('A', 'B'), update('A', 1), update('B', 2), update('A', 2), update('B', 1)];
  expect(circleOf(await after(lines))).toEqual(['B B*:PRIMARY 1 A:PRIMARY 2']);
});

it('three in a circle, with every lock in it', async () => {
  const lines = [
    ...begin('A', 'B', 'C'),
    update('A', 1),
    update('B', 2),
    update('C', 3),
    update('A', 2),
    update('B', 3),
    update('C', 1),
  ];
  expect(circleOf(await after(lines))).toEqual(['C C*:PRIMARY 1 A:PRIMARY 2 B:PRIMARY 3']);
});

it('a gap, and the application that rolls back behind the error', async () => {
  const look = (session: string, id: number): Line => [
    session,
    `SELECT id FROM t WHERE id = ${id} FOR UPDATE`,
  ];
  const insert = (session: string, id: number): Line => [session, `INSERT INTO t VALUES (${id}, 0)`];
  const state = await after(
    [...begin('A', 'B'), look('A', 7), look('B', 8), insert('A', 7), insert('B', 8)],
    true,
  );
  expect(circleOf(state)).toEqual(['B B*:PRIMARY 20 A:PRIMARY 20']);
});

it('a procedure that hides the error has lost its transaction all the same', async () => {
  const lines: readonly Line[] = [
    ...begin('A'),
    update('A', 1),
    update('A', 3),
    ...begin('B'),
    ['B', 'CALL hides(2, 1)'],
    update('A', 2),
    ['B', 'SELECT id, n FROM t WHERE id = 2'],
    ['A', 'COMMIT'],
  ];
  const state = await after(lines);
  const [deadlock] = deadlocksIn(state);
  expect(deadlock?.victim).toBe('B');
  expect(statements(state).find(({ sql }) => sql.startsWith('CALL'))?.outcome?.kind).toBe('ok');
});

it('the same report is told once, and one of others not at all', async () => {
  const circle = [...begin('A', 'B'), update('A', 1), update('B', 2), update('A', 2), update('B', 1)];
  expect(deadlocksIn(await after([...circle, ['A', 'COMMIT'], ['B', 'SELECT 1']]))).toHaveLength(1);
  // The server still has the report of that one.
  expect(deadlocksIn(await after([...begin('A', 'B'), update('A', 1), update('B', 2)]))).toEqual([]);
});

it.each([
  ['INT UNSIGNED', '1', '4000000000'],
  ['BIGINT', '-1', '1'],
  ['VARCHAR(20)', "'O''Neill'", "'Sapiné'"],
  ['CHAR(10)', "'a'", "'b'"],
  ['DECIMAL(10, 2)', '1.25', '2.50'],
  ['DATE', "'2026-01-01'", "'2026-01-02'"],
  ['DATETIME(6)', "'2026-01-01 00:00:00.5'", "'2026-01-02'"],
  ['VARBINARY(8)', "x'01ff'", "x'02'"],
])('the entries of a key of %s', async (type, one, other) => {
  const wait = ([session, id]: readonly [string, string]): Line => [
    session,
    `UPDATE k SET n = 1 WHERE id = ${id}`,
  ];
  const script = scriptOfSteps(
    [
      ...begin('A', 'B'),
      ...(
        [
          ['A', one],
          ['B', other],
          ['A', other],
          ['B', one],
        ] as const
      ).map(wait),
    ].map(([session, sql]) => step(session, sql)),
    {
      setup: [
        `CREATE TABLE k (id ${type} PRIMARY KEY, n INT)`,
        `INSERT INTO k VALUES (${one}, 0), (${other}, 0)`,
      ],
    },
  );
  const [deadlock] = deadlocksIn(await finish(own.lab, script));
  expect(deadlock?.circle.map(({ lock }) => lock.key)).toEqual([expect.any(String), expect.any(String)]);
});

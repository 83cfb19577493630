import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import type { Connection } from 'mysql2/promise';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LabServer } from '../../../src/engine/ports.ts';
import type { LabState } from '../../../src/engine/state.ts';
import { statements } from '../../../src/engine/statements.ts';
import type { MysqlLab } from '../../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../../engine/script-of.ts';
import { connect } from '../../server/sql.ts';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { finish } from '../real-lab.ts';

/** Runs beside each other on one server: InnoDB's status has the last deadlock of all, the error log has every one. */
let own: OwnLab;
let log: string;
let stack: AsyncDisposableStack;
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  own = stack.use(await openOwnLab());
  log = own.server.errorLog ?? '';
});
afterEach(() => stack.disposeAsync());

const open = async (): Promise<MysqlLab> => stack.use(await own.open());

type Line = readonly [session: string, sql: string];

const update = (session: string, id: number): Line => [session, `UPDATE t SET n = n + 1 WHERE id = ${id}`];

/** Each holds an entry and waits for that of the other. */
const circle = (one: number, other: number): readonly Line[] => [
  ['A', 'START TRANSACTION'],
  ['B', 'START TRANSACTION'],
  update('A', one),
  update('B', other),
  update('A', other),
  update('B', one),
  ['A', 'COMMIT'],
];

const setup = [
  'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)',
  'INSERT INTO t VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)',
];

const ran = (lab: LabServer, lines: readonly Line[]): Promise<LabState> =>
  finish(
    lab,
    scriptOfSteps(
      lines.map(([session, sql]) => step(session, sql)),
      { setup, watch: ['t'] },
    ),
  );

/** "B B*:1 A:2" – B was the victim, waited for the entry 1 and closed the circle; A waited for the entry 2. */
const circlesOf = (state: LabState): readonly string[] =>
  statements(state).flatMap(({ seen = [] }) =>
    seen.flatMap((claim) =>
      claim.kind === 'deadlock'
        ? [
            [
              claim.victim,
              ...claim.circle.map(
                ({ session, lock, closes }) => `${session}${closes ? '*' : ''}:${lock.key}`,
              ),
            ].join(' '),
          ]
        : [],
    ),
  );

/** The lab, and what others do whenever it is about to observe. */
const beside = (lab: MysqlLab, meanwhile: () => Promise<unknown>): LabServer => ({
  about: lab.about,
  lost: lab.lost,
  createSandbox: async (needs) => {
    const sandbox = await lab.createSandbox(needs);
    const { observer } = sandbox;
    const observe = observer.observe.bind(observer);
    observer.observe = async (...asked) => {
      await meanwhile();
      return await observe(...asked);
    };
    return sandbox;
  },
});

/** A deadlock of two connections that are no lab's. */
const strangersDeadlock = async (): Promise<() => Promise<void>> => {
  const opened = async (): Promise<Connection> => {
    const connection = await connect(own.server.address);
    stack.defer(() => connection.end());
    return connection;
  };
  const [one, other] = [await opened(), await opened()];
  await one.query('CREATE SCHEMA strangers');
  await one.query('CREATE TABLE strangers.t (id INT PRIMARY KEY)');
  await one.query('INSERT INTO strangers.t VALUES (1), (2)');
  const lock = (connection: Connection, id: number) =>
    connection.query(`SELECT id FROM strangers.t WHERE id = ${id} FOR UPDATE`);
  return async () => {
    for (const connection of [one, other]) await connection.query('START TRANSACTION');
    await lock(one, 1);
    await lock(other, 2);
    const ends = await Promise.allSettled([lock(one, 2), lock(other, 1)]);
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    for (const connection of [one, other]) await connection.query('ROLLBACK');
  };
};

it('two runs whose deadlocks come between those of the other have all of their own, and strangers have theirs', async () => {
  const strangers = await strangersDeadlock();
  const other = await open();
  const others: LabState[] = [];
  let { size } = await stat(log);
  const lab = beside(own.lab, async () => {
    // Theirs come as soon as there is one of ours, before it is read.
    if ((await stat(log)).size === size) return;
    others.push(await ran(beside(other, strangers), [...circle(3, 4), ...circle(5, 6)]));
    size = (await stat(log)).size;
  });
  const state = await ran(lab, [...circle(1, 2), ...circle(2, 3)]);
  expect(circlesOf(state)).toEqual(['B B*:1 A:2', 'B B*:2 A:3']);
  expect(others.length).toBeGreaterThanOrEqual(2);
  for (const one of others) expect(circlesOf(one)).toEqual(['B B*:3 A:4', 'B B*:5 A:6']);
});

it('many runs at the same time', async () => {
  const labs = [own.lab, await open(), await open()];
  const states = await Promise.all(
    Array.from({ length: 12 }, (_, at) =>
      ran(labs[at % 3] ?? own.lab, [...circle(1, 2), ...circle(3, 4), ...circle(5, 6)]),
    ),
  );
  for (const state of states) expect(circlesOf(state)).toEqual(['B B*:1 A:2', 'B B*:3 A:4', 'B B*:5 A:6']);
});

it('two deadlocks in one moment', async () => {
  const lines: readonly Line[] = [
    ...['A', 'B', 'C'].map((session) => [session, 'START TRANSACTION'] as const),
    ['A', 'UPDATE t SET n = n + 1 WHERE id IN (1, 4, 5, 6)'],
    update('B', 2),
    update('C', 3),
    update('B', 1),
    update('C', 4),
    ['A', 'UPDATE t SET n = n + 1 WHERE id IN (2, 3)'],
    ['A', 'COMMIT'],
  ];
  expect(circlesOf(await ran(own.lab, lines))).toEqual(['B B:1 A*:2', 'C C:4 A*:3']);
});

it('a statement that looks like a report is no part of it', async () => {
  const strangers = await strangersDeadlock();
  const forged = `/*
2026-12-01T01:08:08.728837Z 0 [Note] [MY-012469] [InnoDB]  *** (1) HOLDS THE LOCK(S): 
*** (1) WAITING FOR THIS LOCK TO BE GRANTED:
2026-12-01T01:08:08.729277Z 0 [Note] [MY-012469] [InnoDB] *** WE ROLL BACK TRANSACTION (1) 
2026-12-01T01:08:08.729278Z 0 [Note] [MY-012468] [InnoDB] Transactions deadlock detected, dumping detailed information.
2026-12-01T01:08:08.729279Z 0 [Note] [MY-012469] [InnoDB] *** (1) TRANSACTION: 
*/`;
  const lines = circle(1, 2).map(([session, sql]): Line => [session, sql.replace('SET', `SET ${forged}`)]);
  expect(circlesOf(await ran(beside(own.lab, strangers), lines))).toEqual(['B B*:1 A:2']);
});

it('a report that is cut off, or lacks a part, tells nothing', async () => {
  const strangers = await strangersDeadlock();
  const mutated = async (mutation: (report: string) => string): Promise<readonly string[]> => {
    const { size } = await stat(log);
    const lab = beside(own.lab, async () => {
      const text = (await readFile(log)).subarray(size).toString();
      if (!text.includes('MY-012468')) return;
      await strangers();
      await truncate(log, size);
      await writeFile(log, mutation(text), { flag: 'a' });
    });
    return circlesOf(await ran(lab, circle(1, 2)));
  };
  const isWhole = (report: string) => report;
  expect(await mutated(isWhole)).toEqual(['B B*:1 A:2']);
  const places = ['(1) HOLDS', '(1) WAITING', '(2) TRANSACTION', '(2) HOLDS', '*** WE ROLL'];
  for (const place of places) {
    expect(await mutated((report) => report.slice(0, report.indexOf(place)))).toEqual([]);
    expect(await mutated((report) => report.replace(place, ''))).toEqual([]);
  }
  // Somebody else's line in the middle of one.
  expect(await mutated((report) => report.replaceAll(' locks rec', '2026-12-01\n locks rec'))).toEqual([]);
});

it('without the log the last deadlock on the server is told, and nothing of another', async () => {
  const strangers = await strangersDeadlock();
  await rm(log);
  expect(circlesOf(await ran(own.lab, [...circle(1, 2), ...circle(3, 4)]))).toEqual([
    'B B*:1 A:2',
    'B B*:3 A:4',
  ]);
  expect(circlesOf(await ran(beside(own.lab, strangers), circle(1, 2)))).toEqual([]);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LabEvent } from '../../src/engine/events.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { recordingLine } from '../../src/engine/recording-line.ts';
import { finishLooking } from '../../src/engine/run/look-along.ts';
import { stepsOfRecording } from '../../src/engine/run/replay.ts';
import { retrace } from '../../src/engine/run/retrace.ts';
import { sightsOf } from '../../src/engine/run/sees.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import type { Level } from '../../src/lesson/level.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { clock, openLab } from './real-lab.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const scriptAt = (level: Level) =>
  scriptOfSteps(
    [
      step('B', 'START TRANSACTION'),
      step('B', 'SELECT COUNT(*) FROM other'),
      step('A', 'START TRANSACTION'),
      step('A', "INSERT INTO t VALUES (2, 'two')"),
      step('A', 'COMMIT'),
    ],
    {
      level,
      watch: ['t'],
      setup: [
        'CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))',
        "INSERT INTO t VALUES (1, 'one')",
        'CREATE TABLE other (id INT PRIMARY KEY)',
      ],
    },
  );

const sees = async (level: Level, session: string, steps: number) => {
  const options = {
    script: scriptAt(level),
    server: lab,
    clock,
    actions: Array.from({ length: steps }, () => ({ kind: 'next' as const })),
  };
  await using run = await retrace({ ...options, emit: () => {} });
  const { signal } = new AbortController();
  const { [session]: sight } = await sightsOf({ ...options, first: run.state, signal });
  if (sight?.kind !== 'reads') return sight;
  const [table] = sight.tables;
  if (table && 'rows' in table) return table.rows.map(([id]) => id);
  return table && 'waits' in table ? table.waits.map((wait) => wait.for) : table?.error;
};

it('each session is asked for itself: dirty reads, own writes, snapshots', async () => {
  expect(await sees('READ UNCOMMITTED', 'B', 4)).toEqual(['1', '2']);
  expect(await sees('READ COMMITTED', 'B', 4)).toEqual(['1']);
  expect(await sees('READ COMMITTED', 'A', 4)).toEqual(['1', '2']);
  expect(await sees('READ COMMITTED', 'B', 5)).toEqual(['1', '2']);
  expect(await sees('REPEATABLE READ', 'B', 5)).toEqual(['1']);
});

it('a reader that would wait says for whom', async () => {
  expect(await sees('SERIALIZABLE', 'B', 4)).toEqual([{ session: 'A' }]);
});

it('who is asked first changes nothing for the next, and rows that the run knows are not kept twice', async () => {
  const steps = 4;
  const options = {
    script: scriptAt('SERIALIZABLE'),
    server: lab,
    clock,
    actions: Array.from({ length: steps }, () => ({ kind: 'next' as const })),
  };
  await using run = await retrace({ ...options, emit: () => {} });
  const { signal } = new AbortController();
  const sights = await sightsOf({ ...options, first: run.state, signal });
  const own = sights['A']?.kind === 'reads' ? sights['A'].tables[0] : undefined;
  const newest = run.state.observation.newest?.[0];
  expect(own && 'rows' in own && own.rows).toBe(newest && 'rows' in newest && newest.rows);
  expect(sights).toMatchObject({
    A: {
      kind: 'reads',
      tables: [
        {
          rows: [
            ['1', 'one'],
            ['2', 'two'],
          ],
        },
      ],
    },
    B: { kind: 'reads', tables: [{ waits: [{ for: { session: 'A' } }] }] },
  });
});

it('nobody is asked where the way lets time pass, and no view that may do more than read', async () => {
  const { signal } = new AbortController();
  const script = scriptOfSteps([step('A', 'SELECT 1'), step('B', 'SELECT 1')], {
    watch: ['plain', 'calling', 'over_it', 'locking'],
    setup: [
      'CREATE TABLE t (id INT PRIMARY KEY)',
      'CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1',
      'CREATE VIEW plain AS SELECT COUNT(*) AS sleep FROM t',
      'CREATE VIEW calling AS SELECT f() AS v',
      'CREATE VIEW over_it AS SELECT * FROM calling',
      "CREATE VIEW locking AS SELECT GET_LOCK('x', 0) AS v",
      'CREATE PROCEDURE waits() DO SLEEP(0.01)',
      'CREATE PROCEDURE outer_one() CALL waits()',
      'CREATE TRIGGER slowly BEFORE INSERT ON t FOR EACH ROW SET NEW.id = NEW.id + BENCHMARK(1, 1)',
    ],
  });
  const after = async (...own: readonly string[]) => {
    const actions = own.map((sql) => ({ kind: 'submit', session: 'A', sql }) as const);
    await using run = await retrace({ script, server: lab, clock, actions, emit: () => {} });
    return await sightsOf({ script, server: lab, clock, actions, first: run.state, signal });
  };
  const sights = await after("SELECT 'SLEEP(9)'", 'SELECT sleep FROM plain');
  const unasked = { error: expect.stringContaining('may do more than read') };
  const tables = [{ name: 'plain', rows: [['0']] }, unasked, unasked, unasked];
  expect(sights).toMatchObject({ A: { kind: 'reads', tables }, B: { kind: 'reads', tables } });
  for (const sql of [
    'DO sleep(0)',
    'SELECT BENCHMARK (1, 1)',
    'CALL outer_one()',
    'INSERT INTO t VALUES (1)',
  ])
    expect([sql, await after(sql)]).toEqual([sql, { A: { kind: 'slow' }, B: { kind: 'slow' } }]);
});

it('is told in the run itself, unless something has happened since, and is outdated by whatever happens', async () => {
  const options = { script: scriptAt('READ COMMITTED'), server: lab, clock };
  const events: LabEvent[] = [];
  const actions = [{ kind: 'next' }] as const;
  await using run = await retrace({ ...options, actions, emit: (event) => void events.push(event) });
  const { signal } = new AbortController();
  const first = run.state;
  const sights = await sightsOf({ ...options, actions, first, signal });
  const told = await run.lookedAside(first, sights);
  expect(told.sights).toBe(sights);
  expect(events.at(-1)).toMatchObject({ type: 'looked-aside', sights });
  expect(await run.lookedAside(first, {})).toBe(told);
  const { sights: gone, sightsBefore } = await run.next();
  expect(gone).toBeUndefined();
  // Nobody has a statement before which it would have been.
  expect(sightsBefore).toBeUndefined();
});

it('is in a recording at every settled moment, and replays with its step', async () => {
  const told: LabEvent[] = [];
  const options = { script: scriptAt('REPEATABLE READ'), server: lab, clock };
  const { signal } = new AbortController();
  await using run = await startRun({ ...options, emit: (event) => void told.push(event) });
  const end = await finishLooking(run, { ...options, signal });
  expect(end.sights?.['B']).toMatchObject({ tables: [{ rows: [['1', 'one']] }] });
  const steps = stepsOfRecording(parseRecording(told.map(recordingLine).join('')));
  expect(steps.map((events) => events.at(-1)?.type)).toEqual(Array.from({ length: 6 }, () => 'looked-aside'));
});

it('the run tells the newest rows beside the committed ones, without a lock of its own', async () => {
  const actions = Array.from({ length: 4 }, () => ({ kind: 'next' }) as const);
  const run = await retrace({
    script: scriptAt('REPEATABLE READ'),
    server: lab,
    clock,
    actions,
    emit: () => {},
  });
  await using _ = run;
  const { tables, newest, locks } = run.state.observation;
  expect(tables).toMatchObject([{ name: 't', rows: [['1', 'one']] }]);
  expect(newest).toMatchObject([
    {
      name: 't',
      rows: [
        ['1', 'one'],
        ['2', 'two'],
      ],
    },
  ]);
  expect(locks.filter((one) => one.object === 't')).toMatchObject([{ session: 'A', mode: 'IX' }]);
});

it('what is committed is told also after the newest rows of a table that is gone', async () => {
  await using sandbox = await lab.createSandbox();
  await sandbox.setUp(['CREATE TABLE t (id INT PRIMARY KEY)']);
  const session = await sandbox.openSession('A', 'REPEATABLE READ');
  await session.execute('START TRANSACTION');
  await session.execute('INSERT INTO t VALUES (1)');
  expect((await sandbox.observer.observe(['gone'])).newest).toMatchObject([
    { name: 'gone', unreadable: expect.stringContaining('exist') },
  ]);
  expect(await sandbox.observer.query('SELECT id FROM t')).toMatchObject({ rows: [] });
  expect((await sandbox.observer.observe(['t', 'gone'])).newest).toMatchObject([{ rows: [['1']] }, {}]);
  expect((await sandbox.observer.end(['t'])).tables).toMatchObject([{ rows: [] }]);
});

it('what is committed stays what is committed, whatever was asked of no table before', async () => {
  await using run = await startRun({
    script: scriptOfSteps([step('A', 'SELECT 1'), step('B', 'SELECT 1')], {
      watch: ['t', 'one'],
      setup: [
        'CREATE TABLE t (id INT PRIMARY KEY, v INT)',
        'INSERT INTO t VALUES (1, 100)',
        // A view of no table is no transaction either.
        'CREATE VIEW one AS SELECT 1 AS v',
      ],
    }),
    server: lab,
    clock,
    emit: () => {},
  });
  const submitted: readonly (readonly [string, string])[] = [
    ['A', 'START TRANSACTION'],
    ['A', 'UPDATE t SET v = 55 WHERE id = 1'],
    ['B', 'START TRANSACTION'],
    ['B', 'SELECT 1'],
    ['B', 'SELECT @x, NOW() > 0'],
    ['B', 'SELECT * FROM t'],
    ['B', 'SELECT * FROM one'],
    ['B', 'SELECT nothing'],
    ['A', 'UPDATE t SET v = 60 WHERE id = 1'],
  ];
  for (const [session, sql] of submitted) {
    const { observation } = await run.submit(session, sql);
    expect([sql, observation.tables[0]]).toMatchObject([sql, { rows: [['1', '100']] }]);
  }
});

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Wait } from '../../src/engine/events.ts';
import type { Script, ScriptStep } from '../../src/lesson/script.ts';
import { Client } from '../../src/mysql/client.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { begin, clock, finish, openLab, statementOf } from './real-lab.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const setup = [
  'CREATE TABLE t (id INT PRIMARY KEY, k INT, name VARCHAR(20), KEY by_k (k))',
  "INSERT INTO t VALUES (10, 10, 'ten'), (20, 20, 'twenty')",
];

const scriptOf = (steps: readonly ScriptStep[], more: Partial<Script> = {}): Script =>
  scriptOfSteps(steps, { setup, watch: ['t'], ...more });

/** Runs `holder` in A, then `waiter` in B, and tells what B waits for and what came of it. */
const waitOf = async (
  holder: readonly string[],
  waiter: readonly string[],
  end = 'COMMIT',
): Promise<{ readonly waits: readonly Wait[]; readonly outcome: string; readonly waitedMs: number }> => {
  const steps = [
    ...holder.map((sql) => step('A', sql)),
    ...waiter.map((sql) => step('B', sql)),
    step('A', end),
  ];
  const state = await finish(lab, scriptOf(steps));
  const { waits, outcome, waitedMs } = statementOf(state, steps.length - 2);
  return { waits, outcome: outcome?.kind ?? 'none', waitedMs: waitedMs ?? -1 };
};

const forA = { for: { session: 'A' } };

describe('the server says that a statement waits', () => {
  it('for a record lock', async () => {
    const { waits, outcome, waitedMs } = await waitOf(
      ['START TRANSACTION', "UPDATE t SET name = 'x' WHERE id = 10"],
      ["UPDATE t SET name = 'y' WHERE id = 10"],
    );
    expect(waits).toEqual([
      {
        ...forA,
        kind: 'record',
        object: 't',
        index: 'PRIMARY',
        mode: 'X,REC_NOT_GAP',
        key: '10',
        heldMode: 'X,REC_NOT_GAP',
      },
    ]);
    expect(outcome).toBe('ok');
    expect(waitedMs).toBeGreaterThanOrEqual(0);
  });

  it('for a gap that another session locked, to insert into it', async () => {
    const { waits } = await waitOf(
      ['START TRANSACTION', 'SELECT * FROM t WHERE id = 15 FOR UPDATE'],
      ["INSERT INTO t VALUES (15, 15, 'fifteen')"],
    );
    expect(waits).toMatchObject([
      { ...forA, kind: 'insert-intention', index: 'PRIMARY', key: '20', heldMode: 'X,GAP' },
    ]);
  });

  it('for a next-key lock', async () => {
    const { waits } = await waitOf(
      ['START TRANSACTION', 'SELECT * FROM t WHERE k = 10 FOR UPDATE'],
      ['SELECT * FROM t WHERE k <= 10 FOR UPDATE'],
    );
    expect(waits).toMatchObject([{ ...forA, kind: 'next-key', index: 'by_k', mode: 'X', key: '10, 10' }]);
  });

  it('for an insert that only became a lock because of the wait', async () => {
    const { waits } = await waitOf(
      ['START TRANSACTION', "INSERT INTO t VALUES (30, 30, 'thirty')"],
      ["INSERT INTO t VALUES (30, 31, 'thirty too')"],
    );
    expect(waits).toMatchObject([{ ...forA, index: 'PRIMARY', key: '30', heldMode: 'X,REC_NOT_GAP' }]);
  });

  it('for a row that its holder changes meanwhile, so that it has to move', async () => {
    const steps = [
      step('A', 'START TRANSACTION'),
      step('A', 'INSERT INTO t VALUES (30, NULL, NULL)'),
      step('B', 'INSERT INTO t VALUES (30, NULL, NULL)'),
      step('A', "UPDATE t SET k = 30, name = 'thirty' WHERE id = 30"),
      step('A', 'COMMIT'),
    ];
    const state = await finish(lab, scriptOf(steps));
    expect(statementOf(state, 2).waits).toMatchObject([{ ...forA, index: 'PRIMARY', key: '30' }]);
    expect(statementOf(state, 2).outcome).toMatchObject({ kind: 'error', errno: 1062 });
    expect(statementOf(state, 3).waits).toEqual([]);
  });

  it('for a table that another session locked', async () => {
    const { waits } = await waitOf(['LOCK TABLES t WRITE'], ['SELECT * FROM t'], 'UNLOCK TABLES');
    expect(waits).toEqual([
      {
        ...forA,
        kind: 'metadata',
        object: 't',
        mode: 'SHARED_READ',
        heldMode: 'SHARED_NO_READ_WRITE',
        freedBy: 'UNLOCK TABLES',
      },
    ]);
  });

  it('for the metadata lock of an open transaction', async () => {
    const { waits, outcome } = await waitOf(
      ['START TRANSACTION', 'SELECT * FROM t'],
      ['ALTER TABLE t ADD COLUMN more INT'],
    );
    expect(waits).toEqual([
      { ...forA, kind: 'metadata', object: 't', mode: 'EXCLUSIVE', heldMode: 'SHARED_READ' },
    ]);
    expect(outcome).toBe('ok');
  });

  it('for the definition of a procedure that is being called', async () => {
    const state = await finish(
      lab,
      scriptOf(
        [
          step('A', 'START TRANSACTION'),
          step('A', "UPDATE t SET name = 'x' WHERE id = 10"),
          step('B', 'CALL p()'),
          step('C', 'DROP PROCEDURE p'),
          step('A', 'COMMIT'),
        ],
        { setup: [...setup, "CREATE PROCEDURE p() UPDATE t SET name = 'y' WHERE id = 10"] },
      ),
    );
    expect(statementOf(state, 3).waits).toEqual([
      {
        for: { session: 'B' },
        kind: 'metadata',
        object: 'p',
        of: 'PROCEDURE',
        mode: 'EXCLUSIVE',
        heldMode: 'SHARED',
      },
    ]);
    expect(statementOf(state, 3).outcome).toMatchObject({ kind: 'ok' });
  });

  it('for a GET_LOCK() name, which COMMIT does not free', async () => {
    const { waits, outcome } = await waitOf(
      ["SELECT GET_LOCK('work', 0)", 'COMMIT'],
      ["SELECT GET_LOCK('work', 60)"],
      "SELECT RELEASE_LOCK('work')",
    );
    expect(waits).toEqual([
      {
        ...forA,
        kind: 'named',
        object: 'work',
        mode: 'EXCLUSIVE',
        heldMode: 'EXCLUSIVE',
        freedBy: 'RELEASE_LOCK()',
      },
    ]);
    expect(outcome).toBe('rows');
  });

  it('behind a waiting ALTER TABLE, of which it says that it waits too', async () => {
    const state = await finish(
      lab,
      scriptOf([
        step('A', 'START TRANSACTION'),
        step('A', 'SELECT * FROM t'),
        step('B', 'ALTER TABLE t ADD COLUMN more INT'),
        step('C', 'SELECT * FROM t'),
        step('A', 'COMMIT'),
      ]),
    );
    expect(statementOf(state, 2).waits).toMatchObject([{ for: { session: 'A' } }]);
    expect(statementOf(state, 3).waits).toMatchObject([{ for: { session: 'B' }, heldMode: 'EXCLUSIVE' }]);
    expect(state.finished?.end).toBe('complete');
  });

  it('for somebody outside the lab', async () => {
    const { run } = await begin(
      lab,
      scriptOf([step('A', 'UPDATE outsiders SET id = 2')], {
        setup: ['CREATE TABLE outsiders (id INT PRIMARY KEY)', 'INSERT INTO outsiders VALUES (1)'],
        watch: [],
      }),
    );
    await using _ = run;
    const outsider = await Client.open(inject('mysql'));
    const { rows } = await outsider.query(
      "SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = 'outsiders'",
    );
    await outsider.query('START TRANSACTION');
    await outsider.query(`SELECT * FROM ${rows[0]?.[0]}.outsiders FOR UPDATE`);
    const state = await run.next();
    expect(statementOf(state, 0).status).toBe('blocked');
    expect(statementOf(state, 0).waits[0]?.for).toEqual({
      outsider: `connection ${outsider.connectionId} of root`,
    });
    await outsider.query('ROLLBACK');
    outsider.destroy();
  });
});

describe('what is no wait', () => {
  it('is a statement at work: SLEEP is running, and is cancelled at its limit', async () => {
    const { run, events } = await begin(
      lab,
      scriptOf([step('A', 'SELECT SLEEP(100) FROM t', { limitMs: 400 }), step('A', 'SELECT 1')]),
    );
    await using _ = run;
    const state = await run.finish();
    expect(events.map((event) => event.type)).toContain('statement-running');
    expect(events.map((event) => event.type)).not.toContain('statement-blocked');
    expect(statementOf(state, 0).outcome).toMatchObject({ kind: 'error', errno: 1317, cancelled: 'limit' });
    expect(statementOf(state, 1).outcome).toMatchObject({ kind: 'rows' });
  });
});

describe('what ends a wait', () => {
  it('is the lock wait timeout: 1205 undoes the statement and leaves the transaction open', async () => {
    const state = await finish(
      lab,
      scriptOf([
        step('A', 'START TRANSACTION'),
        step('A', "UPDATE t SET name = 'x' WHERE id = 10"),
        // Long enough that the wait is seen, too, when the machine stands still for seconds.
        step('B', 'SET SESSION innodb_lock_wait_timeout = 8'),
        step('B', 'START TRANSACTION'),
        step('B', "UPDATE t SET name = 'kept' WHERE id = 20"),
        step('B', "UPDATE t SET name = 'y' WHERE id = 10", { until: 'finished' }),
        step('A', 'ROLLBACK'),
        step('B', 'COMMIT'),
      ]),
    );
    expect(statementOf(state, 5).outcome).toMatchObject({ errno: 1205, symbol: 'ER_LOCK_WAIT_TIMEOUT' });
    expect(statementOf(state, 5).waitedMs).toBeGreaterThan(0);
    expect(state.observation.tables).toMatchObject([
      {
        rows: [
          ['10', '10', 'ten'],
          ['20', '20', 'kept'],
        ],
      },
    ]);
  });

  it('is a deadlock: 1213 for one, and the other goes on', async () => {
    const state = await finish(
      lab,
      scriptOf([
        step('A', 'START TRANSACTION'),
        step('A', "UPDATE t SET name = 'a' WHERE id = 10"),
        step('B', 'START TRANSACTION'),
        step('B', "UPDATE t SET name = 'b' WHERE id = 20"),
        step('A', "UPDATE t SET name = 'a' WHERE id = 20"),
        step('B', "UPDATE t SET name = 'b' WHERE id = 10"),
        step('A', 'COMMIT'),
        step('B', 'COMMIT'),
      ]),
    );
    const [a, b] = [statementOf(state, 4).outcome, statementOf(state, 5).outcome];
    const victims = [a, b].filter((one) => one?.kind === 'error' && one.errno === 1213);
    expect(victims).toHaveLength(1);
    expect([a, b].filter((one) => one?.kind === 'ok')).toHaveLength(1);
    expect(state.steps.filter((one) => one.status === 'skipped')).toEqual([
      { status: 'skipped', because: 'transaction-gone' },
    ]);
  });

  it('is the end of the holder’s connection', async () => {
    const { run } = await begin(
      lab,
      scriptOf([
        step('A', 'START TRANSACTION'),
        step('A', "UPDATE t SET name = 'x' WHERE id = 10"),
        step('A', 'SELECT CONNECTION_ID()'),
        step('B', "UPDATE t SET name = 'y' WHERE id = 10"),
        step('B', 'SELECT name FROM t WHERE id = 10'),
        step('A', 'COMMIT'),
      ]),
    );
    await using _ = run;
    for (let taken = 0; taken < 4; taken++) await run.next();
    const asked = statementOf(run.state, 2).outcome;
    const connection = asked?.kind === 'rows' ? asked.rows[0]?.[0] : undefined;
    const admin = await Client.open(inject('mysql'));
    await admin.query(`KILL CONNECTION ${connection}`);
    admin.destroy();
    while (run.state.sessions[0]?.status !== 'lost') await clock.delay(1);
    const state = await run.finish();
    expect(state.sessions[0]).toMatchObject({ status: 'lost', over: 'lost' });
    expect(statementOf(state, 3).outcome).toMatchObject({ kind: 'ok', affected: 1 });
    expect(statementOf(state, 4).outcome).toMatchObject({ rows: [['y']] });
    expect(state.steps[5]).toEqual({ status: 'skipped', because: 'lost' });
  });
});

describe('a session that another one has ended', () => {
  const killing = scriptOf([
    step('B', 'INSERT INTO t (id, k, name) SELECT CONNECTION_ID(), 0, 0'),
    step('A', 'SELECT id INTO @b FROM t ORDER BY id DESC LIMIT 1'),
    step('A', 'KILL @b'),
    step('B', 'SELECT 1'),
    step('A', 'SELECT 2'),
  ]);

  it.each(
    (['everything', 'outcomes'] as const).flatMap((evidence) => Array.from({ length: 5 }, () => evidence)),
  )('is known to be lost before its next step: %s', async (evidence) => {
    const { run, events } = await begin(lab, killing, evidence);
    await using _ = run;
    const state = await run.finish();
    expect(state.steps[3]).toEqual({ status: 'skipped', because: 'lost' });
    expect(events.map(({ type }) => type).slice(-5)).toEqual([
      'step-skipped',
      'statement-sent',
      'statement-finished',
      'settled',
      'run-finished',
    ]);
  });

  it('is told to have been closed by the server, once', async () => {
    const { run } = await begin(lab, killing);
    await using _ = run;
    const state = await run.finish();
    expect(state.timeline.flatMap((one) => (one.kind === 'lost' ? [one.message] : []))).toEqual([
      'The server closed the connection.',
    ]);
  });

  it.each(['everything', 'outcomes'] as const)('is told as lost before the end: %s', async (evidence) => {
    const { run, events } = await begin(lab, { ...killing, steps: killing.steps.slice(0, 3) }, evidence);
    await using _ = run;
    await run.finish();
    expect(events.map(({ type }) => type).slice(-3)).toEqual(['session-lost', 'settled', 'run-finished']);
  });
});

describe('the observer', () => {
  it('never waits: a table under DDL is told to be unreadable', async () => {
    const { run } = await begin(
      lab,
      scriptOf([
        step('A', 'START TRANSACTION'),
        step('A', 'SELECT * FROM t'),
        step('B', 'ALTER TABLE t ADD COLUMN more INT'),
        step('A', 'COMMIT'),
      ]),
    );
    await using _ = run;
    for (let taken = 0; taken < 3; taken++) await run.next();
    expect(run.state.observation.tables).toEqual([
      { name: 't', unreadable: 'Somebody waits to have the table alone, and readers would wait behind.' },
    ]);
    const state = await run.finish();
    expect(state.observation.tables).toMatchObject([{ columns: ['id', 'k', 'name', 'more'] }]);
  });

  it('never waits for who has locked a table', async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(['CREATE TABLE t (id INT PRIMARY KEY)']);
    const session = await sandbox.openSession('A', 'REPEATABLE READ');
    for (const sql of ['LOCK TABLES t WRITE', '/* all */ LOCK TABLE t WRITE', 'lock tables t write']) {
      expect(await session.execute(sql)).toMatchObject({ kind: 'ok' });
      expect((await sandbox.observer.end(['t'])).tables).toMatchObject([
        { unreadable: 'A lock on the table keeps readers out.' },
      ]);
      await expect(sandbox.observer.end(['t'], 'SELECT id FROM t')).rejects.toMatchObject({
        message: expect.stringContaining("The invariant's query failed: "),
        next: [expect.stringContaining('let go of it before the end')],
      });
      await session.execute('UNLOCK TABLES');
    }
  });

  it('sees committed rows only, in the order of the primary key', async () => {
    const { run } = await begin(
      lab,
      scriptOf(
        [
          step('A', 'START TRANSACTION'),
          step('A', "INSERT INTO b (name) VALUES ('aaa')"),
          step('A', 'COMMIT'),
        ],
        {
          setup: [
            'CREATE TABLE b (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(9), UNIQUE (name))',
            "INSERT INTO b (name) VALUES ('z')",
          ],
          watch: ['b'],
        },
      ),
    );
    await using _ = run;
    await run.next();
    await run.next();
    expect(run.state.observation.tables).toMatchObject([{ rows: [['1', 'z']] }]);
    expect(run.state.observation.transactions).toEqual([
      { session: 'A', level: 'REPEATABLE READ', autocommit: false },
    ]);
    await run.finish();
    expect(run.state.observation.tables).toMatchObject([
      {
        rows: [
          ['1', 'z'],
          ['2', 'aaa'],
        ],
      },
    ]);
    expect(run.state.observation.transactions).toEqual([]);
  });

  it('tells which locks a session holds and waits for', async () => {
    const { run } = await begin(
      lab,
      scriptOf([
        step('A', 'START TRANSACTION'),
        step('A', 'SELECT * FROM t WHERE id = 10 FOR UPDATE'),
        step('B', 'SELECT * FROM t WHERE id = 10 FOR SHARE'),
        step('A', 'COMMIT'),
      ]),
    );
    await using _ = run;
    for (let taken = 0; taken < 3; taken++) await run.next();
    const locks = run.state.observation.locks.filter((lock) => lock.kind !== 'table');
    expect(locks).toEqual([
      {
        session: 'A',
        kind: 'record',
        object: 't',
        index: 'PRIMARY',
        mode: 'X,REC_NOT_GAP',
        key: '10',
        status: 'granted',
      },
      {
        session: 'B',
        kind: 'record',
        object: 't',
        index: 'PRIMARY',
        mode: 'S,REC_NOT_GAP',
        key: '10',
        status: 'waiting',
      },
    ]);
    await run.finish();
    expect(run.state.observation.locks).toEqual([]);
  });
});

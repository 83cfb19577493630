import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/cli/clock.ts';
import { UserError } from '../../src/errors.ts';
import { Client } from '../../src/mysql/client.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { within } from '../../src/race/within.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { startServerApart } from '../server/server-apart.ts';
import { killAlways, killOnce } from './killers.ts';
import { begin, finish, statementOf } from './real-lab.ts';

/**
 * A server that goes with this file. What ignores a KILL keeps processors busy until the server ends: nobody else is
 * to notice, and no test here is to wait for the one before.
 */
let server: Awaited<ReturnType<typeof startServerApart>>;
let lab: MysqlLab;
let admin: Client;
beforeAll(async () => {
  server = await startServerApart({ isPatient: true });
  lab = await MysqlLab.open({ address: server.address, provider: 'url', place: 'the test server' });
  admin = await Client.open(server.address);
});
afterAll(async () => {
  admin?.destroy();
  await lab?.[Symbol.asyncDispose]().catch(() => {});
  await server?.[Symbol.asyncDispose]();
});

/** Looks at whether it was killed only at its end, which is hours away. */
const stubborn = `SELECT INSTR(REPEAT('a', 6e7), CONCAT(REPEAT('a', 3e7), 'b'))`;

const cutOff = {
  kind: 'lost',
  message:
    'The statement did not end when it was killed; the lab cut the connection. The server is still at work on it.',
};

const stages = ['limit', 'cancelled by the user', 'race'] as const;

/** What comes of a statement that ignores a KILL, when it is ended in one of the ways. */
const ended = async (how: (typeof stages)[number]) => {
  switch (how) {
    case 'limit': {
      const script = scriptOfSteps([step('A', stubborn, { limitMs: 200 }), step('B', 'SELECT 2')]);
      const state = await finish(lab, script);
      expect(statementOf(state, 1).outcome).toMatchObject({ kind: 'rows', rows: [['2']] });
      return statementOf(state, 0).outcome;
    }
    case 'cancelled by the user': {
      const { run } = await begin(lab, scriptOfSteps([step('A', stubborn, { limitMs: 3_600_000 })]));
      await using _ = run;
      const taken = run.next();
      await vi.waitFor(() => expect(run.state.sessions[0]?.status).toBe('running'), { timeout: 60_000 });
      await run.cancel('A');
      await taken;
      return statementOf(run.state, 0).outcome;
    }
    case 'race': {
      await using sandbox = await lab.createSandbox();
      const session = await sandbox.openSession('w1', 'REPEATABLE READ');
      const errand = { run: () => session.execute(stubborn), cancel: () => session.cancel() };
      return await within(200, errand, { session, clock: systemClock });
    }
  }
};

describe.concurrent('a statement that ignores a KILL', () => {
  it.each(stages)('is cut off, and told as that: %s', { timeout: 120_000 }, async (how) => {
    expect(await ended(how)).toEqual(cutOff);
  });

  it('that keeps the sandbox from being removed is named', { timeout: 120_000 }, async () => {
    const sandbox = await lab.createSandbox();
    await sandbox.setUp(['CREATE TABLE t (id INT PRIMARY KEY)', 'INSERT INTO t VALUES (1)']);
    const session = await sandbox.openSession('A', 'REPEATABLE READ');
    const answer = session.execute(`${stubborn.replace("'b'", 'id')} FROM t`);
    // With its first row read: right after that it looks at whether it was killed, and then no more.
    let seen = 0;
    await vi.waitFor(
      async () => {
        const { rows } = await admin.query(
          `SELECT 1 FROM performance_schema.metadata_locks l JOIN performance_schema.threads t
             ON t.THREAD_ID = l.OWNER_THREAD_ID
             JOIN performance_schema.status_by_thread s ON s.THREAD_ID = t.THREAD_ID
           WHERE s.VARIABLE_NAME IN ('Handler_read_first', 'Handler_read_rnd_next') AND s.VARIABLE_VALUE > 0
             AND l.OBJECT_TYPE = 'TABLE' AND l.OBJECT_NAME = 't' AND t.PROCESSLIST_INFO LIKE 'SELECT INSTR%'`,
        );
        seen += rows.length;
        expect(seen).toBeGreaterThan(3);
      },
      { timeout: 60_000, interval: 20 },
    );
    await expect(sandbox[Symbol.asyncDispose]()).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /at work on a statement of the lesson, which was killed \(connection \d+\)/,
      ),
    });
    expect(await answer).toMatchObject({ kind: 'lost' });
  });

  it('in a watched view is not read again, and the other tables are', { timeout: 120_000 }, async () => {
    const sandbox = await lab.createSandbox();
    await sandbox.setUp([
      'CREATE TABLE t (id INT PRIMARY KEY)',
      'INSERT INTO t VALUES (1)',
      `CREATE VIEW v AS ${stubborn} AS place`,
    ]);
    const unreadable = { name: 'v', unreadable: expect.stringContaining('the lab cut the connection') };
    const views = (await sandbox.observer.end(['v', 't'])).tables;
    expect(views).toMatchObject([unreadable, { name: 't', rows: [['1']] }]);
    expect((await sandbox.observer.observe(['v'])).newest).toEqual([views[0]]);
    await expect(sandbox.observer.query(stubborn)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('the lab cut the connection'),
    });
    expect(await sandbox.observer.observe([])).toMatchObject({ locks: [] });
    await expect(sandbox[Symbol.asyncDispose]()).rejects.toThrow('which was killed');
  });

  it('in a setup ends that', { timeout: 120_000 }, async () => {
    await using sandbox = await lab.createSandbox();
    await expect(sandbox.setUp([stubborn], 200)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('did not end when it was killed'),
    });
  });
});

describe.concurrent('a setup', () => {
  const marked = (mark: string) => `SELECT '${mark}', SLEEP(100000)`;

  it('has a limit for each statement, which is named', async () => {
    await using sandbox = await lab.createSandbox();
    const sql = marked(randomUUID());
    await expect(sandbox.setUp([sql], 100)).rejects.toMatchObject({
      name: 'UserError',
      exitCode: 2,
      message: expect.stringMatching(/limit of 0.1 s, and the lab ended it\.\n {2}SELECT '/),
    });
    const { rows } = await admin.query(
      `SELECT 1 FROM performance_schema.threads WHERE PROCESSLIST_INFO = '${sql.replaceAll("'", "''")}'`,
    );
    expect(rows).toEqual([]);
  });

  it('that ends its own connection is told as that', async () => {
    await using sandbox = await lab.createSandbox();
    await expect(
      sandbox.setUp(['CREATE PROCEDURE bye() KILL CONNECTION_ID()', 'CALL bye()']),
    ).rejects.toMatchObject({
      name: 'UserError',
      exitCode: 2,
      message: expect.stringContaining('CALL bye()'),
    });
  });
});

const connectionsOf = async (account: string | null | undefined): Promise<number> => {
  const { rows } = await admin.query(
    `SELECT 1 FROM performance_schema.threads WHERE PROCESSLIST_USER = '${account}'`,
  );
  return rows.length;
};

describe.concurrent("a lesson that ends the lab's own connection", () => {
  it('loses its own others, is cancelled as ever, and leaves nothing', async () => {
    const script = scriptOfSteps(
      [
        step('A', 'CALL kill_once()'),
        step('B', 'SELECT 1'),
        step('A', 'SELECT SLEEP(1000) FROM t', { limitMs: 200 }),
        step('A', 'SELECT 2'),
      ],
      { setup: [killOnce, 'CREATE TABLE t (a INT)', 'INSERT INTO t VALUES (1)'] },
    );
    const state = await finish(lab, script);
    expect(state.sessions).toMatchObject([
      { name: 'A', status: 'idle' },
      { name: 'B', status: 'lost' },
    ]);
    expect(statementOf(state, 2).outcome).toMatchObject({ kind: 'error', errno: 1317, cancelled: 'limit' });
    expect(statementOf(state, 3).outcome).toMatchObject({ rows: [['2']] });
  });

  it('while it is cancelled, without end, is ended all the same', { timeout: 120_000 }, async () => {
    const sandbox = await lab.createSandbox();
    await sandbox.setUp([killOnce, killAlways]);
    const a = await sandbox.openSession('A', 'REPEATABLE READ');
    const database = await a.execute('SELECT DATABASE()');
    const [schema] = database.kind === 'rows' ? (database.rows[0] ?? []) : [];
    const answer = a.execute('CALL kill_always()');
    await vi.waitFor(async () => expect(await connectionsOf(schema)).toBe(1), { timeout: 60_000 });
    // Which of the two is faster is open: the lab that has to connect first, or the procedure.
    await a.cancel().catch((error: unknown) => expect(error).toBeInstanceOf(UserError));
    await sandbox[Symbol.asyncDispose]();
    await answer;
    await vi.waitFor(async () => expect(await connectionsOf(schema)).toBe(0), { timeout: 60_000 });
  });
});

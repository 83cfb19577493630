import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { Client } from '../../src/mysql/client.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { startServerApart } from '../server/server-apart.ts';
import { begin, finish, openLab, statementOf } from './real-lab.ts';

let lab: MysqlLab;
let admin: Client;
beforeAll(async () => {
  lab = await openLab();
  admin = await Client.open(inject('mysql'));
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  admin.destroy();
});

/** The error a session of a sandbox gets. */
const refusalOf = async (sql: string): Promise<number | string | undefined> => {
  const state = await finish(lab, scriptOfSteps([step('A', sql)]));
  const outcome = statementOf(state, 0).outcome;
  return outcome?.kind === 'error' ? outcome.errno : outcome?.kind;
};

/** Schemas and accounts of one lab, by its token. */
const leftOf = async (token: string): Promise<readonly (string | null)[]> => {
  const { rows } = await admin.query(
    `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'isolab\\_${token}%'
     UNION ALL SELECT User FROM mysql.user WHERE User LIKE 'isolab\\_${token}%'`,
  );
  return rows.map(([name]) => name ?? null);
};

const tokenOf = async (session: { execute(sql: string): Promise<unknown> }): Promise<string> => {
  const outcome = await session.execute('SELECT DATABASE()');
  return /isolab_([0-9a-f]+)_/.exec(JSON.stringify(outcome))?.[1] ?? '';
};

describe('a sandbox', () => {
  it('is observed on when somebody has ended the connection of the observer', async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(['CREATE TABLE seen (a INT)', 'INSERT INTO seen VALUES (1)']);
    const { rows } = await sandbox.observer.query('SELECT CONNECTION_ID() AS id');
    await admin.query(`KILL ${rows[0]?.[0]}`);
    expect((await sandbox.observer.end(['seen'])).tables).toMatchObject([{ rows: [['1']] }]);
    expect(await sandbox.observer.observe(['seen'])).toMatchObject({ locks: [] });
  });

  it.each([
    ['SELECT * FROM mysql.user', 1142],
    ['SELECT * FROM performance_schema.data_locks', 1142],
    ['SELECT * FROM performance_schema.data_lock_waits', 1142],
    ['SELECT * FROM information_schema.innodb_trx', 1227],
    ['CREATE SCHEMA elsewhere', 1044],
    ["CREATE USER somebody IDENTIFIED BY 'x'", 1227],
    ['SET GLOBAL innodb_lock_wait_timeout = 1', 1227],
    ['SET GLOBAL TRANSACTION ISOLATION LEVEL READ COMMITTED', 1227],
    ["SELECT 1 INTO OUTFILE '/tmp/isolab-outfile'", 1227],
    ['SHUTDOWN', 1227],
    ['GRANT SELECT ON *.* TO CURRENT_USER()', 1045],
  ])('refuses %s', async (sql, errno) => {
    expect(await refusalOf(sql)).toBe(errno);
  });

  it('cannot reach a sandbox beside it, not even one whose name a wildcard would match', async () => {
    const { run } = await begin(
      lab,
      scriptOfSteps([step('A', 'SELECT 1')], { setup: ['CREATE TABLE kept_beside (a INT)'] }),
    );
    await using _ = run;
    const { rows } = await admin.query(
      "SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = 'kept_beside'",
    );
    const other = rows[0]?.[0] ?? '';
    expect(await refusalOf(`SELECT * FROM ${other}.kept_beside`)).toBe(1142);
    const wild = other.replace(/_([^_]*)$/, 'x$1');
    await admin.query(`CREATE SCHEMA ${wild}`);
    try {
      const outcome = await finish(lab, scriptOfSteps([step('A', `CREATE TABLE ${wild}.t (a INT)`)]));
      expect(statementOf(outcome, 0).outcome).toMatchObject({ kind: 'error', errno: 1142 });
    } finally {
      await admin.query(`DROP SCHEMA ${wild}`);
    }
  });

  it('sets the level a session, never globally', async () => {
    const { rows: before } = await admin.query('SELECT @@GLOBAL.transaction_isolation');
    const state = await finish(
      lab,
      scriptOfSteps([step('A', 'SELECT @@session.transaction_isolation')], { level: 'SERIALIZABLE' }),
    );
    expect(statementOf(state, 0).outcome).toMatchObject({ rows: [['SERIALIZABLE']] });
    const { rows: after } = await admin.query('SELECT @@GLOBAL.transaction_isolation');
    expect(after).toEqual(before);
  });

  it('leaves nothing: not after a run, not while statements wait, not after a failed setup', async () => {
    const own = await openLab();
    const sandbox = await own.createSandbox();
    const a = await sandbox.openSession('A', 'REPEATABLE READ');
    const b = await sandbox.openSession('B', 'REPEATABLE READ');
    const token = await tokenOf(a);
    expect(await leftOf(token)).toHaveLength(3);
    await a.execute('CREATE TABLE t (a INT PRIMARY KEY)');
    await a.execute('INSERT INTO t VALUES (1)');
    await a.execute('START TRANSACTION');
    await a.execute('SELECT * FROM t FOR UPDATE');
    const waiting = b.execute('UPDATE t SET a = 2');
    const c = await sandbox.openSession('C', 'REPEATABLE READ');
    const working = c.execute('SELECT SLEEP(1000) FROM t');
    while (!(await sandbox.observer.waits()).has('B')) await sandbox.observer.observe([]);
    await sandbox[Symbol.asyncDispose]();
    await sandbox[Symbol.asyncDispose]();
    await waiting;
    expect((await working).kind).not.toBe('rows');
    expect(await leftOf(token)).toEqual([`isolab_${token}_observer`]);

    await expect(
      begin(own, scriptOfSteps([step('A', 'SELECT 1')], { setup: ['CREATE TABLE t (a INT)', 'SELEC 1'] })),
    ).rejects.toThrow(/setup failed[\s\S]*SELEC 1[\s\S]*1064/);
    expect(await leftOf(token)).toEqual([`isolab_${token}_observer`]);

    await own[Symbol.asyncDispose]();
    expect(await leftOf(token)).toEqual([]);
  });

  it('is removed while its setup has long to go', async () => {
    const sandbox = await lab.createSandbox();
    const mark = randomUUID();
    const settingUp = sandbox
      .setUp([
        'CREATE TABLE t (a INT)',
        `INSERT INTO t SELECT BENCHMARK(1000000000000, SHA2('${mark}', 512))`,
      ])
      .catch((error: unknown) => error);
    await vi.waitFor(
      async () => {
        const { rows } = await admin.query(
          `SELECT DB FROM performance_schema.processlist WHERE INFO LIKE 'INSERT%${mark}%'`,
        );
        expect(rows).toHaveLength(1);
      },
      { timeout: 120_000, interval: 20 },
    );
    await sandbox[Symbol.asyncDispose]();
    expect(await settingUp).toBeInstanceOf(UserError);
  });
});

describe('a session', () => {
  it('is cancelled however soon: also before the server has read its statement', async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(['CREATE TABLE t (a INT)', 'INSERT INTO t VALUES (1)']);
    const session = await sandbox.openSession('A', 'REPEATABLE READ');
    // A KILL QUERY that comes too early does nothing: it did in one of four rounds.
    for (let round = 0; round < 20; round++) {
      const working = session.execute('SELECT SLEEP(1000) FROM t');
      await session.cancel();
      expect(await working).toMatchObject({ kind: 'error', errno: 1317 });
      expect(await session.execute('SELECT 1')).toMatchObject({ kind: 'rows' });
    }
    await session.cancel();
    expect(await session.execute('SELECT 1')).toMatchObject({ kind: 'rows' });
  });

  it('outlives the pauses of those who step through a lesson, whatever the server allows others', async () => {
    const state = await finish(lab, scriptOfSteps([step('A', 'SELECT @@SESSION.wait_timeout')]));
    expect(statementOf(state, 0).outcome).toMatchObject({ rows: [['2147483']] });
  });

  it('that is lost has been rolled back by then', async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(['CREATE TABLE t (a INT PRIMARY KEY)', 'INSERT INTO t VALUES (1)']);
    const other = await sandbox.openSession('B', 'REPEATABLE READ');
    for (let round = 0; round < 10; round++) {
      const session = await sandbox.openSession('A', 'REPEATABLE READ');
      await session.execute('START TRANSACTION');
      await session.execute('SELECT * FROM t FOR UPDATE');
      const me = await session.execute('SELECT CONNECTION_ID()');
      await admin.query(`KILL CONNECTION ${me.kind === 'rows' ? me.rows[0]?.[0] : ''}`);
      // Whether a statement or the idle connection shows it.
      if (round % 2 === 0) expect(await session.execute('SELECT 1')).toMatchObject({ kind: 'lost' });
      else await session.lost;
      expect(await other.execute('SELECT * FROM t FOR UPDATE NOWAIT')).toMatchObject({ kind: 'rows' });
    }
  });
});

describe('what a server has set for everybody', () => {
  const globals = [
    ['autocommit', '0', '1'],
    ['transaction_isolation', "'READ-UNCOMMITTED'", "'REPEATABLE-READ'"],
    ['completion_type', "'CHAIN'", "'NO_CHAIN'"],
  ] as const;

  it('does not change what a lesson comes to, nor what counts as committed', async () => {
    // A server of its own: other test files must not see these settings.
    await using server = await startServerApart();
    const root = await Client.open(server.address);
    for (const [name, value] of globals) await root.query(`SET GLOBAL ${name} = ${value}`);
    root.destroy();
    await using own = await MysqlLab.open(server);
    const { run } = await begin(
      own,
      scriptOfSteps(
        [step('A', 'START TRANSACTION'), step('A', 'INSERT INTO t VALUES (2)'), step('A', 'COMMIT')],
        { setup: ['CREATE TABLE t (a INT PRIMARY KEY)', 'INSERT INTO t VALUES (1)'], watch: ['t'] },
      ),
    );
    await using _ = run;
    await run.next();
    await run.next();
    expect(run.state.observation.tables).toMatchObject([{ rows: [['1']] }]);
    const state = await run.finish();
    expect(state.observation.tables).toMatchObject([{ rows: [['1'], ['2']] }]);
    expect(state.observation.transactions).toEqual([]);
  });
});

describe('what a lesson leaves open', () => {
  it('in its setup is committed before the sessions begin', async () => {
    const state = await finish(
      lab,
      scriptOfSteps([step('A', 'UPDATE t SET a = 3')], {
        setup: ['CREATE TABLE t (a INT)', 'START TRANSACTION', 'INSERT INTO t VALUES (1)'],
      }),
    );
    expect(statementOf(state, 0).outcome).toMatchObject({ kind: 'ok', affected: 1 });
  });
});

describe('a lab', () => {
  it('says what to do when the password is wrong, and never shows it', async () => {
    const wrong = { ...inject('mysql'), user: 'nobody', password: 'hunter2' };
    const refusal = await MysqlLab.open({ address: wrong, provider: 'url', place: 'there' }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal).toMatchObject({ exitCode: 3, message: expect.stringContaining('password') });
    expect(String(refusal)).not.toContain('hunter2');
  });

  it('says what is missing when the account may not do enough, and leaves nothing', async () => {
    await admin.query("CREATE USER isolab_test_weak IDENTIFIED BY 'weak'");
    try {
      const address = { ...inject('mysql'), user: 'isolab_test_weak', password: 'weak' };
      const refusal = await MysqlLab.open({ address, provider: 'url', place: 'there' }).catch(
        (error: unknown) => error,
      );
      expect(refusal).toBeInstanceOf(UserError);
      expect(refusal).toMatchObject({ exitCode: 3 });
    } finally {
      await admin.query('DROP USER isolab_test_weak');
    }
  });

  it('says when nothing answers', async () => {
    const address = { user: 'root', password: '', socketPath: '/nowhere/mysqld.sock' };
    await expect(MysqlLab.open({ address, provider: 'url', place: 'there' })).rejects.toThrow(
      /Nothing answers/,
    );
  });
});

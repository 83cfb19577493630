import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { Client } from '../../src/mysql/client.ts';
import { preparingStatements } from '../../src/mysql/grants.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { startServerApart } from '../server/server-apart.ts';

/** A server of its own: what is switched off here is so for everybody. */
let server: Awaited<ReturnType<typeof startServerApart>>;
let admin: Client;
beforeAll(async () => {
  server = await startServerApart();
  admin = await Client.open(server.address);
});
afterAll(async () => {
  admin?.destroy();
  await server?.[Symbol.asyncDispose]();
});

const set = (table: string, what: string, where = '') =>
  admin.query(`UPDATE performance_schema.setup_${table} SET ${what}${where}`);

afterEach(async () => {
  await set('actors', "ENABLED = 'YES', HISTORY = 'YES'");
  const needed =
    "('global_instrumentation', 'thread_instrumentation', 'events_transactions_current', 'events_transactions_history')";
  await set('consumers', "ENABLED = 'YES'", ` WHERE NAME IN ${needed}`);
  await set('instruments', "ENABLED = 'YES'", " WHERE NAME IN ('transaction', 'wait/lock/metadata/sql/mdl')");
});

const at = () => ({ address: server.address, provider: 'url', place: 'HERE' }) as const;

/** Schemas and accounts of the lab's that are on the server. */
const left = async () =>
  (
    await admin.query(
      `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'isolab%'
       UNION ALL SELECT User FROM mysql.user WHERE User LIKE 'isolab%'`,
    )
  ).rows;

/** Why no sandbox can be had, and what to do. */
const refusal = async (): Promise<readonly string[]> => {
  const outcome = await (async () => {
    await using lab = await MysqlLab.open(at());
    await using _ = await lab.createSandbox();
    return undefined;
  })().catch((error: unknown) => error);
  expect(await left()).toEqual([]);
  if (!(outcome instanceof UserError)) throw new Error('It was not refused');
  expect(outcome.exitCode).toBe(3);
  return [outcome.message, outcome.next[0] ?? ''];
};

describe('a server is refused, with the way out, that', () => {
  it.each([
    'global_instrumentation',
    'thread_instrumentation',
    'events_transactions_current',
    'events_transactions_history',
  ])('has the consumer %s off', async (name) => {
    await set('consumers', "ENABLED = 'NO'", ` WHERE NAME = '${name}'`);
    expect(await refusal()).toEqual([
      `The server at HERE cannot run the lab: its consumer ${name} is off.`,
      `UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME IN ('${name}');`,
    ]);
  });

  it.each(['transaction', 'wait/lock/metadata/sql/mdl'])('has the instrument %s off', async (name) => {
    await set('instruments', "ENABLED = 'NO'", ` WHERE NAME = '${name}'`);
    expect(await refusal()).toEqual([
      `The server at HERE cannot run the lab: its instrument ${name} is off.`,
      `UPDATE performance_schema.setup_instruments SET ENABLED = 'YES' WHERE NAME IN ('${name}');`,
    ]);
  });

  it.each([
    ['ENABLED', "ENABLED = 'NO', HISTORY = 'NO'", 'the transaction of a session'],
    ['HISTORY', "HISTORY = 'NO'", 'how a transaction of a session ended'],
  ])('watches no connection: %s', async (column, off, what) => {
    await set('actors', off);
    expect(await refusal()).toEqual([
      `The server at HERE cannot run the lab: it does not show ${what}.`,
      `Set ${column} = 'YES' in performance_schema.setup_actors, in its row for the accounts of the lab ('%' for all).`,
    ]);
  });

  it('watches the administrator alone', async () => {
    await admin.query("INSERT INTO performance_schema.setup_actors VALUES ('%', 'root', '%', 'YES', 'YES')");
    await set('actors', "ENABLED = 'NO', HISTORY = 'NO'", " WHERE USER = '%'");
    expect(await refusal()).toMatchObject(
      [/does not show the transaction of a session/, /setup_actors/].map((one) => expect.stringMatching(one)),
    );
    await admin.query("DELETE FROM performance_schema.setup_actors WHERE USER = 'root'");
  });
});

describe('what changes nothing is no reason', () => {
  it.each([
    "objects SET ENABLED = 'NO', TIMED = 'NO'",
    "threads SET ENABLED = 'NO' WHERE NAME = 'thread/sql/one_connection'",
  ])('setup_%s', async (sql) => {
    await admin.query(`UPDATE performance_schema.setup_${sql}`);
    await using lab = await MysqlLab.open(at());
    await using _ = await lab.createSandbox();
  });
});

it('leaves nothing behind, and is made once', async () => {
  await using lab = await MysqlLab.open(at());
  const tried = async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(['CREATE TABLE isolab_trial (id INT PRIMARY KEY)']);
    const { tables, locks, transactions } = await sandbox.observer.observe(['isolab_trial']);
    expect({ tables, locks, transactions }).toEqual({
      tables: [{ name: 'isolab_trial', columns: ['id'], rows: [] }],
      locks: [],
      transactions: [],
    });
    const { rows } = await admin.query("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_waits'");
    return rows[0]?.[1];
  };
  const waits = await tried();
  expect(await tried()).toBe(waits);
});

it('is made with a prepared account, which may do no more than a lesson', async () => {
  for (const sql of preparingStatements('ann', 'ann', 'localhost'))
    await admin.query(sql.replace(/'(a|the same) password'/, "'secret'"));
  const address = { ...server.address, user: 'ann', password: 'secret' };
  const open = () => MysqlLab.open({ address, provider: 'url', place: 'HERE', schemaPrefix: 'ann' });
  {
    await using lab = await open();
    await using _ = await lab.createSandbox();
  }
  await set('actors', "ENABLED = 'NO', HISTORY = 'NO'");
  await using lab = await open();
  await expect(lab.createSandbox()).rejects.toThrow('it does not show the transaction of a session');
});

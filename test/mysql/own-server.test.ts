import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes, UserError } from '../../src/errors.ts';
import type { ServerWish } from '../../src/hosts/provider.ts';
import { Client } from '../../src/mysql/client.ts';
import { accountOf, observerOf, preparingStatements } from '../../src/mysql/grants.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { urlProvider } from '../../src/mysql/server/url.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { type NetworkServer, startNetworkServer } from '../server/network-server.ts';
import { makePlaces, type Places } from '../server/places.ts';
import { killOnce } from './killers.ts';
import { finish, statementOf } from './real-lab.ts';

let places: Places;
let server: NetworkServer;
let root: Client;

/** A server on which others work, with names that come close to ours. */
const others = [
  'CREATE SCHEMA shop',
  'CREATE TABLE shop.orders (id INT PRIMARY KEY, total DECIMAL(10,2))',
  'INSERT INTO shop.orders VALUES (1, 9.99), (2, 20.00)',
  'CREATE PROCEDURE shop.p() SELECT 1',
  'CREATE EVENT shop.nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM shop.orders',
  'CREATE SCHEMA isolab_of_somebody_else',
  'CREATE TABLE isolab_of_somebody_else.t (id INT PRIMARY KEY)',
  'INSERT INTO isolab_of_somebody_else.t VALUES (7)',
  "CREATE USER isolab_of_somebody_else IDENTIFIED BY 'theirs'",
  "CREATE USER 'shop'@'localhost' IDENTIFIED BY 'theirs'",
  "GRANT ALL ON shop.* TO 'shop'@'localhost'",
  'CREATE ROLE clerk',
  "SET GLOBAL innodb_lock_wait_timeout = 33, GLOBAL transaction_isolation = 'READ-COMMITTED'",
];

/** Everything on the server that a lab could have changed. */
const everything = async (): Promise<unknown> => {
  const of = async (sql: string) => (await root.query(sql)).rows;
  const tables = await of(
    `SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE'
     AND TABLE_SCHEMA NOT IN ('performance_schema', 'sys') AND TABLE_NAME NOT IN ('innodb_table_stats',
       'innodb_index_stats', 'gtid_executed') AND ENGINE = 'InnoDB' ORDER BY 1`,
  );
  return {
    schemas: await of('SELECT * FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME'),
    tables: await of(`CHECKSUM TABLE ${tables.map(([name]) => name).join(', ')}`),
    routines: await of('SELECT ROUTINE_SCHEMA, ROUTINE_NAME FROM information_schema.ROUTINES ORDER BY 1, 2'),
    events: await of('SELECT EVENT_SCHEMA, EVENT_NAME, STATUS FROM information_schema.EVENTS'),
    accounts: await of('SELECT * FROM mysql.user ORDER BY User, Host'),
    variables: await of(
      `SELECT * FROM performance_schema.global_variables
       WHERE VARIABLE_NAME NOT IN ('gtid_executed', 'timestamp') ORDER BY 1`,
    ),
  };
};

beforeAll(async () => {
  places = await makePlaces();
  server = await startNetworkServer(places);
  root = await Client.open(server.root);
  for (const sql of others) await root.query(sql);
});
afterAll(async () => {
  root?.destroy();
  await server?.[Symbol.asyncDispose]();
  await places[Symbol.asyncDispose]();
});

const labOf = async (wish: ServerWish, env: Record<string, string> = {}): Promise<MysqlLab> => {
  const context = places.context({ env: { HOME: places.folder, ...env } });
  return await MysqlLab.open(await urlProvider.start(wish, context));
};

const at = (account: string, rest = ''): string => `mysql://${account}@127.0.0.1:${server.port}${rest}`;

/** Waits and deadlocks and errors, all in a lab's day. */
const lesson = scriptOfSteps(
  [
    step('A', 'START TRANSACTION'),
    step('A', 'UPDATE t SET v = 1 WHERE id = 1'),
    step('B', 'UPDATE t SET v = 2 WHERE id = 1'),
    step('A', 'SELECT * FROM shop.orders'),
    step('A', 'SELECT * FROM performance_schema.data_locks'),
    step('A', 'COMMIT'),
  ],
  { setup: ['CREATE TABLE t (id INT PRIMARY KEY, v INT)', 'INSERT INTO t VALUES (1, 0)'], watch: ['t'] },
);

const works = async (lab: MysqlLab): Promise<void> => {
  const state = await finish(lab, lesson);
  expect(statementOf(state, 2).waits).not.toEqual([]);
  expect(statementOf(state, 2).outcome).toMatchObject({ kind: 'ok', affected: 1 });
  expect(statementOf(state, 3).outcome).toMatchObject({ kind: 'error', errno: 1142 });
  expect(statementOf(state, 4).outcome).toMatchObject({ kind: 'error', errno: 1142 });
};

const refusalOf = async (opening: Promise<MysqlLab>): Promise<UserError> => {
  const outcome: unknown = await opening.then(
    async (lab) => {
      try {
        await using _ = await lab.createSandbox();
      } catch (error) {
        return error;
      } finally {
        await lab[Symbol.asyncDispose]();
      }
      return undefined;
    },
    (error: unknown) => error,
  );
  if (outcome instanceof UserError) return outcome;
  throw outcome ?? new Error('It was not refused');
};

describe("an administrator's account", () => {
  it('runs lessons, and the server is the same afterwards', async () => {
    const before = await everything();
    {
      await using lab = await labOf({ url: `mysql://root@localhost?socket=${server.root.socketPath}` });
      await works(lab);
      await expect(
        finish(lab, scriptOfSteps([step('A', 'SELECT 1')], { setup: ['DROP SCHEMA shop'] })),
      ).rejects.toThrow('Access denied');
    }
    expect(await everything()).toEqual(before);
  });

  it('that lacks something is told with the GRANTs, and these are enough', async () => {
    await root.query("CREATE USER admin IDENTIFIED BY 'hunter2'");
    try {
      const url = at('admin:hunter2');
      const before = await everything();
      const first = await refusalOf(labOf({ url }));
      expect(first.exitCode).toBe(exitCodes.noServer);
      const grants = first.next.filter((line) => line.startsWith('GRANT '));
      expect(grants).toHaveLength(3);
      expect(await everything()).toEqual(before);
      for (const grant of grants.slice(0, 1)) await root.query(grant);
      const second = await refusalOf(labOf({ url }));
      expect(second.next.filter((line) => line.startsWith('GRANT '))).toEqual(grants.slice(1));
      for (const grant of grants.slice(1)) await root.query(grant);
      const now = await everything();
      {
        await using lab = await labOf({ url });
        await works(lab);
      }
      expect(await everything()).toEqual(now);
      expect([String(first), ...first.next, String(second)].join()).not.toContain('hunter2');
    } finally {
      await root.query('DROP USER admin');
    }
  });

  it('is refused where everybody gets a role that reaches further', async () => {
    await root.query('GRANT SELECT ON shop.* TO clerk');
    await root.query('SET GLOBAL mandatory_roles = clerk');
    try {
      const url = `mysql://root@localhost?socket=${server.root.socketPath}`;
      expect(await refusalOf(labOf({ url }))).toMatchObject({
        exitCode: exitCodes.noServer,
        message: expect.stringMatching(/could do more than they may[\s\S]*clerk/),
      });
    } finally {
      await root.query("SET GLOBAL mandatory_roles = ''");
      await root.query('REVOKE SELECT ON shop.* FROM clerk');
    }
  });
});

describe('an account that a teacher has prepared', () => {
  const prepare = async (user: string, prefix: string): Promise<void> => {
    for (const sql of preparingStatements(user, prefix)) {
      await root.query(sql.replace(/IDENTIFIED BY '.*'/, "IDENTIFIED BY 'hunter2'"));
    }
  };
  const remove = (user: string) =>
    root.query(`DROP USER IF EXISTS ${accountOf(user, '%')}, ${accountOf(observerOf(user), '%')}`);

  it('runs lessons in schemas of its prefix, makes no accounts, and leaves the server as it was', async () => {
    await prepare('ann', 'class1_ann');
    try {
      const before = await everything();
      {
        await using lab = await labOf({ url: at('ann:hunter2'), schemaPrefix: 'class1_ann' });
        await works(lab);
        await using sandbox = await lab.createSandbox();
        const session = await sandbox.openSession('A', 'REPEATABLE READ');
        const schema = await session.execute('SELECT DATABASE()');
        expect(JSON.stringify(schema)).toMatch(/class1_ann_[0-9a-f]{8}_\d/);
        for (const elsewhere of ['class1_bob_1', 'class1xann_1', 'isolab_1', 'class1_ann']) {
          const outcome = await session.execute(`CREATE SCHEMA ${elsewhere}`);
          expect(outcome).toMatchObject({ kind: 'error', errno: 1044 });
        }
      }
      expect(await everything()).toEqual(before);
    } finally {
      await remove('ann');
    }
  });

  it('is used again when a lesson has ended every connection of it, the administrator among them', async () => {
    await prepare('ann', 'class1_ann');
    try {
      const before = await everything();
      {
        await using lab = await labOf({ url: at('ann:hunter2'), schemaPrefix: 'class1_ann' });
        const attack = scriptOfSteps([step('A', 'CALL kill_once()'), step('A', 'SELECT 1')], {
          setup: [killOnce],
        });
        const state = await finish(lab, attack);
        expect(statementOf(state, 1).outcome).toMatchObject({ kind: 'rows' });
        await works(lab);
      }
      expect(await everything()).toEqual(before);
    } finally {
      await remove('ann');
    }
  });

  it('rolls back what its lessons have prepared by XA, and has locks of names of its own', async () => {
    const prefix = 'class_of_1999_ann_of_the_long_na';
    await prepare('ann', prefix);
    await root.query("XA START 'order-77'");
    await root.query("XA END 'order-77'");
    await root.query("XA PREPARE 'order-77'");
    await root.query("SELECT GET_LOCK('app-lock', 0)");
    try {
      const before = await everything();
      {
        await using lab = await labOf({ url: at('ann:hunter2'), schemaPrefix: prefix });
        const state = await finish(
          lab,
          scriptOfSteps(
            [
              "XA ROLLBACK 'order-77'",
              `XA START 'order-77','${'b'.repeat(64)}'`,
              'INSERT INTO t VALUES (1)',
              `XA END 'order-77','${'b'.repeat(64)}'`,
              `XA PREPARE 'order-77','${'b'.repeat(64)}'`,
              "SELECT GET_LOCK('app-lock', 0)",
            ].map((sql) => step('A', sql)),
            { setup: ['CREATE TABLE t (a INT PRIMARY KEY)'] },
          ),
        );
        expect(statementOf(state, 0).outcome).toMatchObject({ errno: 1397 });
        expect(statementOf(state, 4).outcome).toMatchObject({ kind: 'ok' });
        expect(statementOf(state, 5).outcome).toMatchObject({ rows: [['1']] });
      }
      expect(await everything()).toEqual(before);
      expect((await root.query('XA RECOVER')).rows.map(([, , , data]) => data)).toEqual(['order-77']);
    } finally {
      await root.query("XA ROLLBACK 'order-77'");
      await root.query("SELECT RELEASE_LOCK('app-lock')");
      await remove('ann');
    }
  });

  it('takes its prefix from the environment or the option file', async () => {
    await prepare('ann', 'ann');
    try {
      await using lab = await labOf({ url: at('ann:hunter2') }, { ISOLAB_SCHEMA_PREFIX: 'ann' });
      await works(lab);
    } finally {
      await remove('ann');
    }
  });

  it('is refused when it may do more than lessons may', async () => {
    await prepare('ann', 'ann');
    try {
      await root.query('GRANT SELECT ON shop.* TO ann');
      const refusal = await refusalOf(labOf({ url: at('ann:hunter2'), schemaPrefix: 'ann' }));
      expect(refusal.message).toMatch(/could do more than they may[\s\S]*shop/);
    } finally {
      await remove('ann');
    }
  });

  it('that is not prepared is told with the statements for the teacher', async () => {
    await root.query("CREATE USER ann IDENTIFIED BY 'hunter2'");
    try {
      const refusal = await refusalOf(labOf({ url: at('ann:hunter2'), schemaPrefix: 'ann' }));
      expect(refusal.next).toEqual(expect.arrayContaining([...preparingStatements('ann', 'ann')]));
    } finally {
      await remove('ann');
    }
  });
});

describe('a server is reached', () => {
  const user = 'viewer';
  beforeAll(async () => {
    await root.query(`CREATE USER ${user} IDENTIFIED BY 'hunter2'`);
    await root.query(`CREATE USER secure IDENTIFIED BY 'hunter2' REQUIRE SSL`);
  });
  afterAll(() => root.query(`DROP USER ${user}, secure`));

  /** Opens a connection as the program would, and tells its cipher. */
  const cipherOf = async (wish: ServerWish, env: Record<string, string> = {}): Promise<string | null> => {
    const context = places.context({ env: { HOME: places.folder, ...env } });
    const { address } = await urlProvider.start(wish, context);
    const client = await Client.open(address);
    try {
      return (await client.query("SHOW SESSION STATUS LIKE 'Ssl_cipher'")).rows[0]?.[1] ?? null;
    } finally {
      client.destroy();
    }
  };

  it('with TLS whose certificate is verified, against the CA and the host', async () => {
    const ca = `ssl-ca=${server.caFile}`;
    expect(await cipherOf({ url: at('secure:hunter2', '?ssl-mode=REQUIRED') })).not.toBe('');
    expect(await cipherOf({ url: at('secure:hunter2', `?${ca}`) })).not.toBe('');
    expect(await cipherOf({ url: at('secure:hunter2', `?ssl-mode=VERIFY_CA&${ca}`) })).not.toBe('');
    const local = `mysql://secure:hunter2@localhost:${server.port}?ssl-mode=VERIFY_IDENTITY&${ca}`;
    expect(await cipherOf({ url: local })).not.toBe('');
  });

  it.each<[string, string, (one: NetworkServer) => string]>([
    ['no CA that signed it', '127.0.0.1', () => '?ssl-mode=VERIFY_CA'],
    ['another CA', '127.0.0.1', (one) => `?ssl-mode=VERIFY_CA&ssl-ca=${one.otherCaFile}`],
  ])('never with a certificate that is not right: %s', async (_, host, rest) => {
    const url = `mysql://secure:hunter2@${host}:${server.port}${rest(server)}`;
    const refusal = await refusalOf(labOf({ url }));
    expect(refusal.message).toMatch(/^No secure connection/);
    expect([String(refusal), ...refusal.next].join()).not.toContain('hunter2');
  });

  it('never with the certificate of another host, if asked to look at that', async () => {
    const use = async (name: string): Promise<void> => {
      await root.query(`SET GLOBAL ssl_cert = '${name}.pem', GLOBAL ssl_key = '${name}-key.pem'`);
      await root.query('ALTER INSTANCE RELOAD TLS');
    };
    const url = (mode: string) =>
      `mysql://secure:hunter2@localhost:${server.port}?ssl-mode=${mode}&ssl-ca=${server.caFile}`;
    await use('stranger');
    try {
      expect(await cipherOf({ url: url('VERIFY_CA') })).not.toBe('');
      expect((await refusalOf(labOf({ url: url('VERIFY_IDENTITY') }))).message).toMatch(
        /^No secure connection/,
      );
    } finally {
      await use('server');
    }
    expect(await cipherOf({ url: url('VERIFY_IDENTITY') })).not.toBe('');
    // The driver cannot tell whether a certificate is for an address.
    const address = { url: url('VERIFY_IDENTITY').replace('localhost', '127.0.0.1') };
    await expect(labOf(address)).rejects.toThrow('VERIFY_IDENTITY needs the name of the host');
  });

  it('over IPv6, over a socket, and with a password from the environment', async () => {
    const env = { ISOLAB_PASSWORD: 'hunter2' };
    expect(await cipherOf({ url: `mysql://${user}@[::1]:${server.port}` }, env)).toBe('');
    expect(await cipherOf({ url: `mysql://${user}@localhost?socket=${server.root.socketPath}` }, env)).toBe(
      '',
    );
  });

  it('by the option file: [isolab] names it, [client] alone names none, passwords go to their host only', async () => {
    const file = join(places.folder, '.my.cnf');
    const write = (text: string) => writeFile(file, text, { mode: 0o600 });
    const tls = `ssl-mode=VERIFY_CA\nssl_ca = "${server.caFile}"`;
    const context = () => places.context({ env: { HOME: places.folder } });

    await write(`[client]\nuser=${user}\npassword = 'hunter2' \nhost=127.0.0.1\nport=${server.port}\n`);
    expect(await urlProvider.look({}, context())).toMatchObject({ applies: false });
    expect(await cipherOf({ provider: 'url' })).toBe('');
    expect(await cipherOf({ url: `mysql://${user}@127.0.0.1:${server.port}` })).toBe('');
    const elsewhere = await urlProvider.start({ url: `mysql://${user}@db.example` }, context());
    expect(elsewhere.address.password).toBe('');

    await write(
      `# mine\n[client]\npassword=wrong\n[isolab]\nuser=secure\npassword=hunter2 # secret\nhost=127.0.0.1\nport=${server.port}\n${tls}\n`,
    );
    const look = await urlProvider.look({}, context());
    expect(look).toEqual({ applies: true, because: `secure@127.0.0.1:${server.port}` });
    expect(await cipherOf({})).not.toBe('');
  });
});

it('SECURITY.md gives the very statements that are tested here', async () => {
  const text = await readFile(new URL('../../SECURITY.md', import.meta.url), 'utf8');
  for (const sql of preparingStatements('ann', 'ann')) expect(text).toContain(`${sql};\n`);
  await root.query("CREATE USER admin IDENTIFIED BY 'x'");
  try {
    const refusal = await refusalOf(labOf({ url: at('admin:x') }));
    const grants = refusal.next.filter((line) => line.startsWith('GRANT '));
    expect(text).toContain(`${grants.join('\n')}\n`);
  } finally {
    await root.query('DROP USER admin');
  }
});

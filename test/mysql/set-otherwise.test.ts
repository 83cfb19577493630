import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes, UserError, unwrap } from '../../src/errors.ts';
import { Client } from '../../src/mysql/client.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { type NetworkServer, startNetworkServer } from '../server/network-server.ts';
import { makePlaces, type Places } from '../server/places.ts';
import { begin, finish, statementOf } from './real-lab.ts';

let places: Places;
let server: NetworkServer;
let root: Client;

const everything = 'GRANT ALL ON *.* TO adm WITH GRANT OPTION';
/** What an administrator of lessons does not need, and what exempts from many a setting. */
const noExemption = 'REVOKE CONNECTION_ADMIN, SUPER ON *.* FROM adm';

beforeAll(async () => {
  places = await makePlaces();
  server = await startNetworkServer(places);
  root = await Client.open(server.root);
  await rootDoes("CREATE USER adm IDENTIFIED BY 'hunter2'", everything, noExemption);
});
afterAll(async () => {
  root?.destroy();
  await server?.[Symbol.asyncDispose]();
  await places[Symbol.asyncDispose]();
});

const rootDoes = async (...statements: readonly string[]): Promise<void> => {
  for (const sql of statements) await root.query(sql);
};

const openLab = (): Promise<MysqlLab> =>
  MysqlLab.open({
    address: { user: 'adm', password: 'hunter2', host: '127.0.0.1', port: server.port },
    provider: 'url',
    place: 'here',
  });

/** Schemas and accounts of runs. */
const left = async (): Promise<readonly unknown[]> =>
  (
    await root.query(
      `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'isolab\\_%'
       UNION ALL SELECT User FROM mysql.user WHERE User LIKE 'isolab\\_%'`,
    )
  ).rows.flat();

const lesson = scriptOfSteps(
  [
    step('A', 'START TRANSACTION'),
    step('A', 'UPDATE t SET v = 1'),
    step('B', 'INSERT INTO t (v) VALUES (2)'),
    step('B', 'SELECT * FROM t'),
    step('A', 'COMMIT'),
  ],
  {
    setup: ['CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT)', 'INSERT INTO t (v) VALUES (0), (0)'],
    watch: ['t'],
  },
);

/** What comes of a lesson: every outcome, every wait, every row. */
const told = async () => {
  await using lab = await openLab();
  const state = await finish(lab, lesson);
  const outcomes = lesson.steps.map((_, index) => statementOf(state, index).outcome);
  return { outcomes, tables: state.observation.tables, notes: lab.about.notes };
};

const failureOf = async (work: () => Promise<unknown>) => {
  const thrown: unknown = await work().then(
    () => undefined,
    (error: unknown) => error,
  );
  const { error, cleaningUp } = unwrap(thrown);
  if (!(error instanceof UserError)) throw error ?? new Error('It was not refused');
  return { error, cleaningUp };
};

describe('a server whose settings do not let the lab work', () => {
  it.each<[string, readonly string[], readonly string[], RegExp, RegExp]>([
    [
      'require_secure_transport',
      ['SET GLOBAL require_secure_transport = ON'],
      ['SET GLOBAL require_secure_transport = OFF'],
      /secure connections only/,
      /ssl-mode=REQUIRED/,
    ],
    [
      'super_read_only',
      ['SET GLOBAL super_read_only = ON'],
      ['SET GLOBAL super_read_only = OFF', 'SET GLOBAL read_only = OFF'],
      /can only be read: its super_read_only is ON/,
      /use its source/,
    ],
    [
      'read_only',
      ['SET GLOBAL read_only = ON'],
      ['SET GLOBAL read_only = OFF'],
      /its read_only is ON/,
      /replica/,
    ],
    [
      'read_only, from which the administrator is exempt',
      ['SET GLOBAL read_only = ON', everything],
      ['SET GLOBAL read_only = OFF', noExemption],
      /its read_only is ON/,
      /replica/,
    ],
    [
      'a broken init_connect',
      ["SET GLOBAL init_connect = 'SELEC 1'"],
      ["SET GLOBAL init_connect = ''"],
      /init_connect fails/,
      /SHOW GLOBAL VARIABLES LIKE 'init_connect'/,
    ],
    [
      'a broken init_connect, which the administrator skips',
      ["SET GLOBAL init_connect = 'SELEC 1'", everything],
      ["SET GLOBAL init_connect = ''", noExemption],
      /init_connect fails/,
      /SHOW GLOBAL VARIABLES LIKE 'init_connect'/,
    ],
    [
      'offline_mode',
      ['SET GLOBAL offline_mode = ON'],
      ['SET GLOBAL offline_mode = OFF'],
      /offline mode/,
      /offline_mode = OFF/,
    ],
    [
      'offline_mode, from which the administrator is exempt',
      ['SET GLOBAL offline_mode = ON', everything],
      ['SET GLOBAL offline_mode = OFF', noExemption],
      /offline mode/,
      /offline_mode = OFF/,
    ],
    [
      'max_user_connections',
      ['SET GLOBAL max_user_connections = 1'],
      ['SET GLOBAL max_user_connections = 0'],
      /used up what it may/,
      /Raise max_user_connections/,
    ],
    [
      'MAX_QUERIES_PER_HOUR',
      ['ALTER USER adm WITH MAX_QUERIES_PER_HOUR 6'],
      ['ALTER USER adm WITH MAX_QUERIES_PER_HOUR 0'],
      /used up what it may: .*max_questions/,
      /limits of the account/,
    ],
    [
      'an expired password',
      ['ALTER USER adm PASSWORD EXPIRE'],
      ["ALTER USER adm IDENTIFIED BY 'hunter2'"],
      /password has expired/,
      /ALTER USER/,
    ],
    [
      'a locked account',
      ['ALTER USER adm ACCOUNT LOCK'],
      ['ALTER USER adm ACCOUNT UNLOCK'],
      /account is locked/,
      /UNLOCK/,
    ],
    [
      'a policy that no password of ours satisfies',
      ["INSTALL COMPONENT 'file://component_validate_password'", 'SET GLOBAL validate_password.length = 200'],
      ["UNINSTALL COMPONENT 'file://component_validate_password'"],
      /refuses the password/,
      /validate_password/,
    ],
  ])('is told as that, and nothing stays: %s', async (_, on, off, message, next) => {
    await rootDoes(...on);
    try {
      const { error, cleaningUp } = await failureOf(told);
      expect(error.exitCode).toBe(exitCodes.noServer);
      expect(error.message).toMatch(message);
      expect(error.message).toContain('(here)');
      expect(error.next.join('\n')).toMatch(next);
      expect(cleaningUp).toEqual([]);
    } finally {
      await rootDoes(...off);
    }
    expect(await left()).toEqual([]);
  });

  it('is told as that when a lesson cannot be set up there', async () => {
    const { error } = await failureOf(async () => {
      await using lab = await openLab();
      await rootDoes('SET GLOBAL sql_require_primary_key = ON');
      try {
        await finish(lab, scriptOfSteps([step('A', 'SELECT 1')], { setup: ['CREATE TABLE t (a INT)'] }));
      } finally {
        await rootDoes('SET GLOBAL sql_require_primary_key = OFF');
      }
    });
    expect(error.next).toEqual([expect.stringContaining('sql_require_primary_key')]);
    expect(await left()).toEqual([]);
  });
});

describe('a server on which everybody gets other settings', () => {
  it.each([
    ['default_storage_engine = MyISAM'],
    ['default_tmp_storage_engine = MyISAM'],
    ['transaction_read_only = ON'],
    ['autocommit = OFF'],
    ["completion_type = 'CHAIN'"],
    ["sql_mode = 'ANSI_QUOTES'"],
    ['foreign_key_checks = OFF'],
    ['unique_checks = OFF'],
    ['sql_safe_updates = ON'],
    ['sql_select_limit = 1'],
    ['max_execution_time = 1'],
    ['innodb_lock_wait_timeout = 1'],
    ['auto_increment_increment = 10'],
    ['auto_increment_offset = 5'],
    ["optimizer_switch = 'index_merge=off'"],
    ['default_collation_for_utf8mb4 = utf8mb4_general_ci'],
    ['activate_all_roles_on_login = ON'],
    ['partial_revokes = ON'],
  ])('shows the same lessons: %s', async (setting) => {
    const usual = await told();
    const [name = ''] = setting.split(' ');
    const [[, before] = []] = (await root.query(`SHOW GLOBAL VARIABLES LIKE '${name}'`)).rows;
    await rootDoes(`SET GLOBAL ${setting}`);
    try {
      expect(await told()).toEqual(usual);
    } finally {
      await rootDoes(`SET GLOBAL ${name} = ${/^\d+$/.test(before ?? '') ? before : `'${before}'`}`);
    }
    expect(await left()).toEqual([]);
  });

  it('puts no limit of the server on the lab: 1 ms is enough for a SELECT on a quiet machine only', async () => {
    await rootDoes('SET GLOBAL max_execution_time = 1');
    try {
      using client = await Client.open(server.root);
      const limit = async () => (await client.query('SELECT @@SESSION.max_execution_time')).rows;
      expect(await limit()).toEqual([['0']]);
      await client.reset();
      expect(await limit()).toEqual([['0']]);
    } finally {
      await rootDoes('SET GLOBAL max_execution_time = 0');
    }
  });

  it('takes our passwords where a policy wants strong ones', async () => {
    await rootDoes(
      "INSTALL COMPONENT 'file://component_validate_password'",
      'SET GLOBAL validate_password.policy = STRONG',
      'SET GLOBAL validate_password.length = 40',
    );
    try {
      await told();
    } finally {
      await rootDoes("UNINSTALL COMPONENT 'file://component_validate_password'");
    }
  });

  it.each([
    ['innodb_deadlock_detect', 'OFF', 'ON'],
    ['sql_generate_invisible_primary_key', 'ON', 'OFF'],
    ['sql_require_primary_key', 'ON', 'OFF'],
  ])('is told where a lesson may differ: %s is %s', async (name, on, off) => {
    expect((await told()).notes).toBeUndefined();
    await rootDoes(`SET GLOBAL ${name} = ${on}`);
    try {
      expect((await told()).notes).toEqual([expect.stringMatching(`^${name} is ${on}: `)]);
    } finally {
      await rootDoes(`SET GLOBAL ${name} = ${off}`);
    }
  });
});

/** Settings that a server has from its start to its end. */
describe('a server that was started otherwise', () => {
  const labOn = async (options: readonly string[], work: (lab: MysqlLab) => Promise<void>) => {
    await using other = await startNetworkServer(places, options);
    await using lab = await MysqlLab.open({ address: other.root, provider: 'url', place: 'here' });
    await work(lab);
  };

  it('is told where a lesson may differ', async () => {
    await labOn(['--innodb-rollback-on-timeout=ON', '--innodb-autoinc-lock-mode=0'], async (lab) => {
      expect(lab.about.notes).toEqual([
        expect.stringMatching(/^innodb_rollback_on_timeout is ON: /),
        expect.stringMatching(/^innodb_autoinc_lock_mode is 0: /),
      ]);
      await finish(lab, lesson);
    });
  });

  it.each([
    ['--innodb-read-only=ON', /its innodb_read_only is ON/],
    ['--skip-grant-tables', /--skip-grant-tables/],
  ])('is told as what cannot be used: %s', async (option, why) => {
    const { error } = await failureOf(() => labOn([option], async () => {}));
    expect(error).toMatchObject({ exitCode: exitCodes.noServer, message: expect.stringMatching(why) });
  });
});

describe('what a run has made, when it cannot be removed', () => {
  /** A run that has begun; then the server is changed, and the lab left. */
  const leaveAfter = async (...statements: readonly string[]) => {
    const lab = await openLab();
    const { run } = await begin(lab, lesson);
    await rootDoes(...statements);
    return { run, failure: failureOf(() => lab[Symbol.asyncDispose]()) };
  };

  /** Every statement that the lab told is enough to remove everything. */
  const remove = async ({ error, cleaningUp }: Awaited<ReturnType<typeof failureOf>>) => {
    const all = [error, ...cleaningUp].flatMap((one) => (one instanceof UserError ? one.next : []));
    await rootDoes(...all.filter((line) => line.startsWith('DROP ')));
  };

  it.each<[string, readonly string[], readonly string[], RegExp]>([
    ['a backup has locked the server', ['FLUSH TABLES WITH READ LOCK'], ['UNLOCK TABLES'], /FLUSH TABLES/],
    ['a backup has locked definitions', ['LOCK INSTANCE FOR BACKUP'], ['UNLOCK INSTANCE'], /LOCK INSTANCE/],
    [
      'it became a replica',
      ['SET GLOBAL super_read_only = ON'],
      ['SET GLOBAL super_read_only = OFF', 'SET GLOBAL read_only = OFF'],
      /can only be read/,
    ],
    ['it went offline', ['SET GLOBAL offline_mode = ON'], ['SET GLOBAL offline_mode = OFF'], /offline mode/],
  ])('is told with the SQL that removes it: %s', async (_, on, off, why) => {
    const { failure } = await leaveAfter(...on);
    const said = await failure;
    await rootDoes(...off);
    expect(said.error.exitCode).toBe(exitCodes.noServer);
    const messages = [said.error, ...said.cleaningUp].map((one) => String(one)).join('\n');
    expect(messages).toMatch(why);
    expect(await left()).toHaveLength(3);
    await remove(said);
    expect(await left()).toEqual([]);
  });

  it('is removed all the same when that is over in time', async () => {
    const lab = await openLab();
    await begin(lab, lesson);
    await rootDoes('FLUSH TABLES WITH READ LOCK');
    const leaving = lab[Symbol.asyncDispose]();
    const waits = `SELECT 1 FROM performance_schema.processlist WHERE USER = 'adm' AND INFO LIKE 'DROP %'`;
    while ((await root.query(waits)).rows.length === 0) await delay(10);
    await rootDoes('UNLOCK TABLES');
    await leaving;
    expect(await left()).toEqual([]);
  });

  it('is removed without a complaint when the server has ended all its connections but the administrator’s', async () => {
    await rootDoes(everything);
    const lab = await openLab();
    await begin(lab, lesson);
    await rootDoes('SET GLOBAL offline_mode = ON');
    try {
      await lab[Symbol.asyncDispose]();
    } finally {
      await rootDoes('SET GLOBAL offline_mode = OFF', noExemption);
    }
    expect(await left()).toEqual([]);
  });

  it('is removed over another connection when somebody has ended the one of the lab', async () => {
    const lab = await openLab();
    await begin(lab, lesson);
    const { rows } = await root.query("SELECT ID FROM performance_schema.processlist WHERE USER = 'adm'");
    for (const [id] of rows) await rootDoes(`KILL ${id}`);
    await lab[Symbol.asyncDispose]();
    expect(await left()).toEqual([]);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Outcome } from '../../src/engine/outcome.ts';
import type { Sandbox, Session } from '../../src/engine/ports.ts';
import { waitWords } from '../../src/engine/words/lock-words.ts';
import { UserError } from '../../src/errors.ts';
import { Client } from '../../src/mysql/client.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { begin, finish, openLab, statementOf } from './real-lab.ts';

// Names that the server has for everybody and guards by no privilege: xids, and those of GET_LOCK(). Beside the
// lessons an application is at work here, which has both.

let admin: Client;
/** The application: an account of its own, a prepared transaction, a lock. */
let application: Client;
/** As on a server that others use. */
let lab: MysqlLab;
let sandbox: Sandbox;
let session: Session;

const onForeignServer = (): Promise<MysqlLab> =>
  MysqlLab.open({ address: inject('mysql'), provider: 'url', place: 'the test server' });

beforeAll(async () => {
  admin = await Client.open(inject('mysql'));
  await admin.query('CREATE SCHEMA own_names_app');
  await admin.query('CREATE TABLE own_names_app.orders (id INT PRIMARY KEY)');
  await admin.query("CREATE USER own_names_app IDENTIFIED BY 'theirs'");
  await admin.query('GRANT ALL ON own_names_app.* TO own_names_app');
  application = await Client.open({ ...inject('mysql'), user: 'own_names_app', password: 'theirs' });
  for (const sql of [
    "XA START 'order-77'",
    'INSERT INTO own_names_app.orders VALUES (77)',
    "XA END 'order-77'",
    "XA PREPARE 'order-77'",
  ]) {
    await application.query(sql);
  }
  await application.query("SELECT GET_LOCK('app-lock', 0)");
  lab = await onForeignServer();
  sandbox = await lab.createSandbox();
  await sandbox.setUp([
    'CREATE TABLE mine (id INT PRIMARY KEY, name VARCHAR(64))',
    "INSERT INTO mine VALUES (1, 'app-lock')",
  ]);
  session = await sandbox.openSession('A', 'REPEATABLE READ');
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await application.query("XA ROLLBACK 'order-77'");
  application.destroy();
  await admin.query('DROP USER own_names_app');
  await admin.query('DROP SCHEMA own_names_app');
  admin.destroy();
});

/** Everything that the application has is still its own, whatever a test did. */
afterEach(async () => {
  expect(await xids()).toContain('order-77');
  expect((await admin.query("SELECT IS_USED_LOCK('app-lock')")).rows).toEqual([
    [String(application.connectionId)],
  ]);
  expect(await freeLock('app2')).toBe(true);
});

const xids = async (): Promise<readonly (string | null | undefined)[]> =>
  (await admin.query('XA RECOVER')).rows.map(([, , , data]) => data);

const freeLock = async (name: string): Promise<boolean> =>
  (await admin.query(`SELECT IS_FREE_LOCK('${name}')`)).rows[0]?.[0] === '1';

/** Tables of these names are in one sandbox only. */
const schemaWith = async (table: string): Promise<string> => {
  const { rows } = await admin.query(
    `SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = '${table}'`,
  );
  return rows[0]?.[0] ?? '';
};

const symbolOf = (outcome: Outcome): string =>
  outcome.kind === 'error' ? outcome.symbol : JSON.stringify(outcome);

const notSent = 'NOT_SENT';

/** In a step, and in the setup. */
const refused = async (sql: string): Promise<void> => {
  expect(symbolOf(await session.execute(sql))).toBe(notSent);
  await expect(sandbox.setUp([sql])).rejects.toThrow(/setup failed[\s\S]*Not sent: /);
};

describe("somebody else's prepared transaction", () => {
  it.each([
    "XA ROLLBACK 'order-77'",
    "XA COMMIT 'order-77'",
    "XA COMMIT 'order-77' ONE PHASE",
    "XA/**/ROLLBACK/*x*/'order-77'",
    "/* x */ XA -- y\n ROLLBACK # z\n 'order-77'",
    "/*!XA*/ ROLLBACK 'order-77'",
    "/*!80000 XA ROLLBACK 'order-77' */",
    "/*!XA ROLLBACK 'order-77'*/",
    "/*!80000XA ROLLBACK 'order-77'*/",
    "/*!080000XA*/ ROLLBACK 'order-77'",
    "XA ROLLBACK X'6f726465722d3737'",
    'XA ROLLBACK 0x6F726465722D3737',
    "XA ROLLBACK b'0110111101110010011001000110010101110010001011010011011100110111'",
    'xa rollback "order-77"',
    "XA ROLLBACK 'order\\-77'",
    "XA ROLLBACK 'order-77','',1",
    "XA ROLLBACK 'order-77' ;",
  ])('means one of the lesson’s own: %s', async (sql) => {
    // Unknown xid.
    expect(await session.execute(sql)).toMatchObject({ kind: 'error', errno: 1397 });
    await expect(sandbox.setUp([sql])).rejects.toThrow('1397');
  });

  it.each([
    "/*!99999 nothing */ XA ROLLBACK 'order-77'",
    "/*!99999 x */ /*!80000 XA */ ROLLBACK 'order-77'",
    "/*!99999 ' */ XA ROLLBACK 'order-77' -- '",
    'XA ROLLBACK order-77',
    "XA ROLLBACK 'order-77' 'more'",
    "XA ROLLBACK CONCAT('order', '-77')",
    "XA ROLLBACK 'order-77'; XA ROLLBACK 'order-77'",
    "CREATE PROCEDURE p() XA ROLLBACK 'order-77'",
    'CREATE PROCEDURE p() BEGIN DECLARE x INT; IF 1 THEN xa/**/rollback/**/0x6F726465722D3737; END IF; END',
    "CREATE PROCEDURE p() BEGIN /*!80000 XA ROLLBACK 'order-77' */; END",
    "CREATE FUNCTION f() RETURNS INT BEGIN XA COMMIT X'6f726465722d3737'; RETURN 1; END",
    "CREATE TRIGGER r BEFORE INSERT ON mine FOR EACH ROW XA ROLLBACK 'order-77'",
    "CREATE EVENT e ON SCHEDULE EVERY 1 SECOND DO XA ROLLBACK 'order-77'",
    "CREATE PROCEDURE p() BEGIN SELECT '\u20ac\\'; XA ROLLBACK 'order-77'; SELECT ' '; END",
    'CREATE PROCEDURE p() BEGIN SELECT "\\"; XA ROLLBACK \'order-77\'; -- "; END',
    'CREATE PROCEDURE p() XA RECOVER',
    "--\u02c0 x\nXA ROLLBACK 'order-77'",
    "--\u02c0'\nXA ROLLBACK 'order-77' -- '",
    "\u02c0XA ROLLBACK 'order-77'",
    "CREATE PROCEDURE p() BEGIN /*!80000XA ROLLBACK 'order-77'*/; END",
    "CREATE PROCEDURE p() BEGIN SELECT 2*/*' */1; XA ROLLBACK 'order-77'; -- '\nEND",
    ...['1146.0', '1146e0', '1.146e+3', '1146.', 'à'].map(
      (before) =>
        `CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR ${before}XA ROLLBACK 'order-77'; DROP TABLE no; END`,
    ),
  ])('is not reached, and this not sent: %s', refused);

  it('is not reached by PREPARE, which the server refuses', async () => {
    const outcome = await session.execute("PREPARE s FROM 'XA ROLLBACK ''order-77'''");
    expect(outcome).toMatchObject({ kind: 'error', errno: 1295 });
  });

  it('is not listed', async () => {
    expect(await session.execute('XA RECOVER')).toMatchObject({ kind: 'error', errno: 1401 });
    expect(await session.execute('XA RECOVER CONVERT XID')).toMatchObject({ kind: 'error', errno: 1401 });
  });

  it('may have the name that a lesson takes', async () => {
    const other = await sandbox.openSession('X', 'REPEATABLE READ');
    for (const sql of ["XA BEGIN 'order-77'", "XA END 'order-77'", "XA COMMIT 'order-77' ONE PHASE"]) {
      expect(await other.execute(sql)).toMatchObject({ kind: 'ok' });
    }
  });
});

describe('XA in a lesson', () => {
  const parts = [
    "'a'",
    "X'61'",
    "'a','b'",
    "'a','b',7",
    `'${'y'.repeat(64)}','${'z'.repeat(64)}',0x7`,
    "'ä'",
    "''",
  ];

  it.each(parts)('works as on any server: %s', async (xid) => {
    const x = await sandbox.openSession('X', 'REPEATABLE READ');
    for (const sql of [
      `XA START ${xid}`,
      `INSERT INTO mine VALUES (9, 'x')`,
      `XA END ${xid}`,
      `XA PREPARE ${xid}`,
    ]) {
      expect(await x.execute(sql)).toMatchObject({ kind: 'ok' });
    }
    expect(await session.execute(`XA START ${xid}`)).toMatchObject({ kind: 'error', errno: 1440 });
    expect(await session.execute(`XA ROLLBACK ${xid}`)).toMatchObject({ kind: 'ok' });
  });

  it('is told apart by each part of the xid', async () => {
    const long = 'y'.repeat(63);
    for (const [one, other] of [
      ["'a','b'", "'a','c'"],
      ["'a','b',1", "'a','b',2"],
      [`'${long}1'`, `'${long}2'`],
      ["'A'", "'a'"],
    ]) {
      const x = await sandbox.openSession('X', 'REPEATABLE READ');
      for (const sql of [`XA START ${one}`, `XA END ${one}`, `XA PREPARE ${one}`]) await x.execute(sql);
      expect(await session.execute(`XA ROLLBACK ${other}`)).toMatchObject({ errno: 1397 });
      expect(await session.execute(`XA ROLLBACK ${one}`)).toMatchObject({ kind: 'ok' });
    }
  });

  const leaving = scriptOfSteps(
    ["XA START 'transfer'", 'INSERT INTO t VALUES (1)', "XA END 'transfer'", "XA PREPARE 'transfer'"]
      .map((sql) => step('A', sql))
      .concat(step('B', 'INSERT INTO t VALUES (1)')),
    { setup: ['CREATE TABLE t (a INT PRIMARY KEY)'] },
  );

  it.each([
    ['a server of others', onForeignServer],
    ['one of ours', openLab],
  ])(
    'that is left prepared is rolled back at the end, on %s, and the next run is like the first',
    async (_, open) => {
      const before = await xids();
      {
        await using own = await open();
        for (let round = 0; round < 2; round++) {
          const state = await finish(own, leaving);
          expect(statementOf(state, 3).outcome).toMatchObject({ kind: 'ok' });
          expect(statementOf(state, 4).waits).toMatchObject([{ for: { session: 'A' } }]);
        }
        // Two at a time.
        await using one = (await begin(own, leaving)).run;
        await using other = (await begin(own, leaving)).run;
        const states = await Promise.all([one.finish(), other.finish()]);
        for (const state of states) expect(statementOf(state, 3).outcome).toMatchObject({ kind: 'ok' });
        expect((await xids()).length).toBe(before.length + 2);
      }
      expect(await xids()).toEqual(before);
    },
  );

  it('that its setup leaves unfinished is told as that', async () => {
    await using other = await lab.createSandbox();
    await expect(other.setUp(["XA START 'x'"])).rejects.toThrow(/setup failed\.\n {2}COMMIT\n {2}ERROR 1399/);
  });

  it('that its setup leaves prepared is rolled back, too', async () => {
    const before = await xids();
    await using own = await openLab();
    {
      await using other = await own.createSandbox();
      await other.setUp([
        'CREATE TABLE t (a INT)',
        "XA START 'x'",
        'INSERT INTO t VALUES (1)',
        "XA END 'x'",
        "XA PREPARE 'x'",
      ]);
      expect(await xids()).toHaveLength(before.length + 1);
    }
    expect(await xids()).toEqual(before);
  });
});

describe("somebody else's lock", () => {
  it.each([
    "SELECT GET_LOCK('app-lock', 0)",
    'SELECT GET_LOCK("APP-lock", 0)',
    "SELECT `get_lock` /* x */ ( 'app-lock' , 0)",
    "SELECT GET_LOCK(N'app-lock', 0), GET_LOCK(_utf8mb4'app-lock', 0)",
    "SELECT GET_LOCK('app' '-lock', 0)",
    "SELECT GET_LOCK(X'6170702d6c6f636b', 0)",
    'SELECT GET_LOCK(0x6170702d6c6f636b, 0)',
    "SELECT GET_LOCK('app\\-lock', 0)",
    "SELECT IS_FREE_LOCK('app-lock')",
    "SELECT /*!80000 GET_LOCK('app-lock', 0) */",
    "SELECT 1 WHERE GET_LOCK('app-lock', 0) = 1",
    "SELECT GET_LOCK(CONCAT(DATABASE(), '.x'), 0)",
    "SELECT GET_LOCK(SHA2(CONCAT(SCHEMA(), '.', 'x'), 224), 0)",
  ])('means one of the lesson’s own: %s', async (sql) => {
    const outcome = await session.execute(sql);
    expect(outcome).toMatchObject({ kind: 'rows' });
    expect(outcome.kind === 'rows' && outcome.rows[0]?.every((value) => value === '1')).toBe(true);
    await session.execute('SELECT RELEASE_ALL_LOCKS()');
    await sandbox.setUp([sql, 'DO RELEASE_ALL_LOCKS()']);
  });

  it.each([
    "SELECT GET_LOCK(CONCAT('app', '-lock'), 0)",
    "SELECT GET_LOCK(CONCAT('app', '2'), 0)",
    "SELECT GET_LOCK(('app2'), 0)",
    'SELECT GET_LOCK(@name, 0)',
    'SELECT GET_LOCK(name, 0) FROM mine',
    "SELECT RELEASE_LOCK(LOWER('APP2'))",
    "SELECT IS_USED_LOCK(CONCAT('app', '-lock'))",
    "SELECT GET_LOCK(LEFT(CONCAT('app2', DATABASE()), 4), 0)",
    'SELECT GET_LOCK(CONCAT(DATABASE(), name), 0) FROM mine',
    "SELECT GET_LOCK(_latin1'app2', 0)",
    "PREPARE s FROM 'SELECT GET_LOCK(''app2'', 0)'",
    "PREPARE s FROM 'SELECT GE\\T_LOCK(''app2'', 0)'",
    'PREPARE s FROM "SELECT GET_LOCK(?, 0)"',
    "CREATE PROCEDURE p() SELECT GET_LOCK(CONCAT('app', '2'), 0)",
    'CREATE PROCEDURE p(n VARCHAR(64)) SELECT GET_LOCK(n, 0)',
    "CREATE FUNCTION f() RETURNS INT RETURN GET_LOCK(CONCAT('app', '2'), 0)",
    'CREATE TRIGGER r BEFORE INSERT ON mine FOR EACH ROW SET @got = GET_LOCK(NEW.name, 0)',
    'CREATE VIEW v AS SELECT GET_LOCK(name, 0) FROM mine',
    'CREATE PROCEDURE p() BEGIN PREPARE s FROM @text; EXECUTE s; END',
    "CREATE PROCEDURE p() BEGIN PREPARE s FROM 'SELECT GET_LOCK(''app2'', 0)'; EXECUTE s; END",
    "SELECT '\u20ac\\', GET_LOCK(CONCAT('app', '2'), 0) AS x, ' '",
    "SELECT '\\', GET_LOCK(@name, 0) AS x -- '",
    "SELECT /*!99999 ' */ GET_LOCK(@name, 0) AS x -- '",
    'SELECT "GET_LOCK"(@name, 0)',
    'SELECT GET_LOCK 1.e(@name, 0)',
    'SELECT GET_LOCK .5e+(@name, 0)',
    'PREPARE s FROM 1.e@text',
    "SELECT 2*/*' */GET_LOCK(@name, 0) AS x -- '",
    `SELECT /*+ * " */ ' " */ GET_LOCK(@name, 0) AS x -- '`,
    "SELECT 1 --\u02c0 '\n, GET_LOCK(@name, 0) AS x -- '",
    'CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR 1146.0PREPARE s FROM @text; DROP TABLE no; END',
    "SELECT service_get_write_locks('app', 'lock', 0)",
    'CREATE FUNCTION js() RETURNS INT LANGUAGE JAVASCRIPT AS $$ return 1 $$',
  ])('is not reached, and this not sent: %s', async (sql) => {
    await session.execute("SET @name = 'app2', @text = 'SELECT GET_LOCK(''app2'', 0)'");
    await refused(sql);
  });

  it('is not reached by PREPARE from a variable, whose text is looked at', async () => {
    await session.execute("SET @text = 'SELECT GET_LOCK(''app2'', 0)', @harmless = 'SELECT 6 * 7'");
    for (const variable of ['@text', "@'text'", '@`text`']) {
      expect(symbolOf(await session.execute(`PREPARE s FROM ${variable}`))).toBe(notSent);
    }
    expect(await session.execute('PREPARE s FROM @harmless')).toMatchObject({ kind: 'ok' });
    expect(await session.execute('EXECUTE s')).toMatchObject({ rows: [['42']] });
    await session.execute("SET @none = NULL, @number = 5, @wide = CONVERT('SELECT ''ü''' USING utf16)");
    expect(await session.execute('PREPARE s FROM @wide')).toMatchObject({ kind: 'ok' });
    expect(await session.execute('EXECUTE s')).toMatchObject({ rows: [['ü']] });
    for (const variable of ['@none', '@number', '@unknown']) {
      expect(symbolOf(await session.execute(`PREPARE s FROM ${variable}`))).toBe('ER_PARSE_ERROR');
    }
  });

  it.each([
    ["SET @text = CAST(CONCAT('SELECT GET', '_LOCK(''app2'', 0)') AS BINARY)"],
    ["SET @text = CONCAT(X'FF', ' SELECT GET', '_LOCK(''app2'', 0)')"],
    ["SET @text = CONVERT(CONCAT('SELECT GET', '_LOCK(''app2'', 0)') USING utf16)"],
    [
      "SET @text = CONVERT(CONCAT('SELECT GET', '_LOCK(''app2'', 0)') USING utf16)",
      'SET character_set_results = NULL',
    ],
    ["SET @text = CONCAT('SELECT GET', '_LOCK(''app2'', 0)')", 'SET character_set_results = utf16'],
    ["SET @text = CONCAT('SELECT GET', '_LOCK(''app2'', 0)')", 'SET sql_select_limit = 0'],
  ])('is not reached by PREPARE from a variable that is hard to read: %s %s', async (...sql) => {
    const other = await sandbox.openSession('M', 'REPEATABLE READ');
    for (const one of sql) {
      expect(await other.execute(one)).toMatchObject({ kind: 'ok' });
    }
    expect(symbolOf(await other.execute('PREPARE s FROM @text'))).toBe(notSent);
    await other.cut();
  });

  it('is not reached by a value', async () => {
    const asked = await session.executeWith('SELECT GET_LOCK(?, 0), IS_FREE_LOCK(?)', [
      'app-lock',
      'app-lock',
    ]);
    expect(asked).toMatchObject({ rows: [['1', '0']] });
    expect(symbolOf(await session.executeWith("SELECT GET_LOCK(CONCAT('app', ?), 0)", ['2']))).toBe(notSent);
    const own = await session.executeWith(
      "SELECT RELEASE_LOCK(?), GET_LOCK(SHA2(CONCAT(DATABASE(), '.', ?), 224), 0)",
      ['app-lock', 'x'],
    );
    expect(own).toMatchObject({ rows: [['1', '1']] });
    await session.execute('DO RELEASE_ALL_LOCKS()');
  });

  it.each(['ANSI_QUOTES', 'NO_BACKSLASH_ESCAPES'])('is not reached with sql_mode %s', async (mode) => {
    const other = await sandbox.openSession('M', 'REPEATABLE READ');
    await other.execute(`SET sql_mode = '${mode}', @name = 'app2'`);
    for (const sql of [
      `SELECT "GET_LOCK"(@name, 0)`,
      `SELECT '\\', GET_LOCK(@name, 0) AS x -- '`,
      `SELECT "'", GET_LOCK(@name, 0) AS x -- '"`,
      `SELECT GET_LOCK('\\', @name), 0) -- '`,
    ]) {
      expect(symbolOf(await other.execute(sql))).toBe(notSent);
    }
    expect(await other.execute("SELECT GET_LOCK('app-lock', 0)")).toMatchObject({ rows: [['1']] });
    await other.cut();
  });

  it.each(['binary', 'latin1', 'ascii', 'sjis', 'gbk'])(
    'is not reached by letters that SET NAMES %s lacks: they stay what they are',
    async (set) => {
      const other = await sandbox.openSession('M', 'REPEATABLE READ');
      await other.execute(`SET NAMES ${set}`);
      // Of their number's last eight bits, XA and GET_LOCK would be left, and of ¥ a backslash.
      for (const sql of [
        "\u0158\u0141 ROLLBACK 'order-77'",
        "SELECT \u0147ET_LOC\u014b('app2', 0)",
        "SELECT '\u00a5', ', GET_LOCK(0x61707032, 0) -- '",
      ]) {
        await other.execute(sql);
      }
      expect(await other.execute("SELECT OCTET_LENGTH('\u0158')")).toMatchObject({ rows: [['2']] });
      expect(await other.execute("UPDATE mine SET name = 'b' WHERE id = 1")).toMatchObject({ affected: 1 });
      await other.execute("UPDATE mine SET name = 'app-lock' WHERE id = 1");
      expect(await freeLock('app2')).toBe(true);
      await other.cut();
    },
  );

  it('is not reached in a character set that takes a backslash for half a letter', async () => {
    const other = await sandbox.openSession('M', 'REPEATABLE READ');
    await other.execute("SET @name = 'app2', @text = 'SELECT GET_LOCK(''app2'', 0)'");
    await other.execute('SET NAMES gbk');
    // To this session a string ends after the second backslash.
    for (const sql of [
      "SELECT 'a\\'€\\', GET_LOCK(@name, 0) AS x -- '",
      "CREATE PROCEDURE p() BEGIN SELECT 'a\\'€\\'; XA ROLLBACK 'order-77'; SELECT 'b\\'€\\'; END -- '",
      "CREATE PROCEDURE p() BEGIN SELECT 'a\\'€\\'; PREPARE s FROM @text; EXECUTE s; END -- '",
    ]) {
      expect(symbolOf(await other.execute(sql))).toBe(notSent);
    }
    await other.cut();
  });

  it.each(['everything', 'outcomes'] as const)(
    'that a routine of others takes all the same costs the session its connection, and that is told: %s',
    async (evidence) => {
      const script = scriptOfSteps(
        [step('A', 'SELECT trap()'), step('B', 'SELECT 1'), step('B', 'SELECT 2')],
        { setup: ['CREATE TABLE trapped (a INT)'] },
      );
      const { run } = await begin(lab, script, evidence);
      await using _ = run;
      const schema = await schemaWith('trapped');
      await admin.query(`CREATE FUNCTION ${schema}.trap() RETURNS INT RETURN GET_LOCK('app3', 0)`);
      await run.next();
      const state = await run.finish();
      expect(state.sessions.find(({ name }) => name === 'A')).toMatchObject({ status: 'lost' });
      expect(JSON.stringify(state.timeline)).toContain(
        'The lab closed the connection: it had asked for the lock app3',
      );
      expect(statementOf(state, 2).outcome).toMatchObject({ rows: [['2']] });
      expect(await freeLock('app3')).toBe(true);
    },
  );
});

describe('named locks in a lesson', () => {
  const script = scriptOfSteps(
    [
      step('A', "SELECT GET_LOCK('Add-Book', 5)"),
      step('B', "SELECT GET_LOCK('ADD-BOOK', 5)"),
      step('A', "SELECT IS_USED_LOCK('add-book') = CONNECTION_ID() AS mine"),
      step('A', "SELECT RELEASE_LOCK('add-book')"),
      step('B', `SELECT GET_LOCK('${'y'.repeat(63)}1', 0), IS_FREE_LOCK('${'y'.repeat(63)}2')`),
      step('B', `SELECT GET_LOCK('${'z'.repeat(65)}', 0)`),
      step('B', "SELECT GET_LOCK('', 0)"),
      step('B', 'SELECT GET_LOCK(NULL, 0)'),
      step('B', "SELECT GET_LOCK('a', 0) FROM WHERE"),
    ],
    {},
  );

  it.each([
    { place: 'a server of others', open: onForeignServer },
    { place: 'one of ours', open: openLab },
  ])('read as they are written, on $place', async ({ open }) => {
    await using own = await open();
    const { run } = await begin(own, script);
    await using _ = run;
    await run.next();
    await run.next();
    expect(run.state.observation.locks).toEqual([
      { session: 'A', kind: 'named', object: 'Add-Book', mode: 'EXCLUSIVE', status: 'granted' },
      { session: 'B', kind: 'named', object: 'Add-Book', mode: 'EXCLUSIVE', status: 'waiting' },
    ]);
    const state = await run.finish();
    expect(statementOf(state, 0).outcome).toMatchObject({
      columns: ["GET_LOCK('Add-Book', 5)"],
      rows: [['1']],
    });
    expect(statementOf(state, 1)).toMatchObject({
      waits: [{ for: { session: 'A' }, kind: 'named', object: 'Add-Book' }],
      outcome: { rows: [['1']] },
    });
    expect(statementOf(state, 2).outcome).toMatchObject({ rows: [['1']] });
    expect(statementOf(state, 4).outcome).toMatchObject({
      columns: [`GET_LOCK('${'y'.repeat(63)}1', 0)`, `IS_FREE_LOCK('${'y'.repeat(63)}2')`],
      rows: [['1', '1']],
    });
    expect(statementOf(state, 5).outcome).toMatchObject({
      errno: 4163,
      message: `User-level lock name '${'z'.repeat(65)}' should not exceed 64 characters.`,
    });
    expect(statementOf(state, 6).outcome).toMatchObject({ errno: 3057 });
    expect(statementOf(state, 7).outcome).toMatchObject({ errno: 3057 });
    expect(statementOf(state, 8).outcome).toMatchObject({ errno: 1064 });
    expect(JSON.stringify(state)).not.toContain('~');
  });

  it('never meet those of another run of it, nor the application’s', async () => {
    const alone = scriptOfSteps([
      step('A', "SELECT GET_LOCK('app-lock', 5)"),
      step('B', "SELECT GET_LOCK('other', 5)"),
      step('A', "SELECT GET_LOCK('other', 5)"),
      step('B', "SELECT GET_LOCK('app-lock', 5)"),
    ]);
    await using own = await onForeignServer();
    const runs = await Promise.all(Array.from({ length: 4 }, () => begin(own, alone)));
    const states = await Promise.all(runs.map(({ run }) => run.finish()));
    for (const state of states) {
      expect(statementOf(state, 2).waits).toMatchObject([{ for: { session: 'B' } }]);
      expect(statementOf(state, 3).outcome).toMatchObject({ errno: 3058 });
    }
    for (const { run } of runs) await run[Symbol.asyncDispose]();
  });

  it.each([
    ['a variable', 'SELECT GET_LOCK(@name, 0)'],
    ['an expression', "SELECT GET_LOCK(CONCAT('na', 'me'), 0)"],
    ['a prepared text', "PREPARE s FROM 'SELECT GET_LOCK(''name'', 0)'", 'EXECUTE s'],
    ['a prepared variable', 'PREPARE s FROM @text', 'EXECUTE s'],
    ['a routine', 'CREATE FUNCTION f(n VARCHAR(20)) RETURNS INT RETURN GET_LOCK(n, 0)', "SELECT f('name')"],
  ])('on a server of ours may come from %s, and two runs do not meet either', async (_, ...sql) => {
    await using own = await openLab();
    const sandboxes = await Promise.all([own.createSandbox(), own.createSandbox()]);
    for (const each of sandboxes) {
      const a = await each.openSession('A', 'REPEATABLE READ');
      await a.execute("SET @name = 'name', @text = 'SELECT GET_LOCK(''name'', 0)'");
      const outcomes = [];
      for (const one of sql) outcomes.push(await a.execute(one));
      expect(outcomes.at(-1)).toMatchObject({ rows: [['1']] });
      expect((await each.observer.observe([])).locks).toMatchObject([{ object: 'name' }]);
      expect(await a.execute("SELECT RELEASE_LOCK('NAME')")).toMatchObject({ rows: [['1']] });
      expect(await a.execute(sql.at(-1) ?? '')).toMatchObject({ rows: [['1']] });
    }
  });

  it('show in views and routines as they were written', async () => {
    await session.execute("CREATE VIEW shown AS SELECT GET_LOCK('x', 0) AS g");
    const view = await session.execute('SHOW CREATE VIEW shown');
    expect(JSON.stringify(view)).toContain("get_lock('x',0)");
    await session.execute("CREATE PROCEDURE shown() SELECT GET_LOCK('x', 0)");
    expect(JSON.stringify(await session.execute('SHOW CREATE PROCEDURE shown'))).toContain(
      "SELECT GET_LOCK('x', 0)",
    );
    await session.execute('CALL shown()');
    expect((await sandbox.observer.observe([])).locks).toMatchObject([{ object: 'x' }]);
    await session.execute('DO RELEASE_ALL_LOCKS()');
  });
});

describe('the lab’s own connections', () => {
  it.each([
    "XA ROLLBACK 'order-77'",
    "SELECT 1; XA ROLLBACK 'order-77'",
    "SELECT 1;/**/XA COMMIT X'6f726465722d3737'",
  ])('end no transaction of others for an invariant: %s', async (sql) => {
    await expect(sandbox.observer.query(sql)).rejects.toThrow("The invariant's query failed: ");
  });

  it('take no lock of others for an invariant, and keep none', async () => {
    await expect(sandbox.observer.query("SELECT GET_LOCK(CONCAT('app', '2'), 0)")).rejects.toThrow(
      'Not sent: ',
    );
    expect(await sandbox.observer.query("SELECT GET_LOCK('app2', 0)")).toMatchObject({ rows: [['1']] });
    expect(await session.execute("SELECT GET_LOCK('app2', 0)")).toMatchObject({ rows: [['1']] });
    await session.execute('DO RELEASE_ALL_LOCKS()');
  });

  it('are nobody for whom a session waits, whatever the setup and watched views have left', async () => {
    const state = await finish(
      lab,
      scriptOfSteps(
        [
          step('A', "SELECT GET_LOCK('from the setup', 60)"),
          step('A', "SELECT GET_LOCK('from a view', 60)"),
          step('A', 'INSERT INTO other VALUES (2)'),
          step('A', 'INSERT INTO t VALUES (1)'),
        ],
        {
          setup: [
            'CREATE TABLE t (id INT PRIMARY KEY)',
            'CREATE TABLE other (id INT PRIMARY KEY)',
            "CREATE VIEW v AS SELECT GET_LOCK('from a view', 0) AS got",
            "SELECT GET_LOCK('from the setup', 0)",
            "XA START 'x'",
            'INSERT INTO t VALUES (1)',
            "XA END 'x'",
            "XA PREPARE 'x'",
            'LOCK TABLES other WRITE',
          ],
          watch: ['v'],
        },
      ),
    );
    for (const index of [0, 1, 2]) expect(statementOf(state, index).waits).toEqual([]);
    // A prepared transaction has no connection, and its setup is not somebody outside.
    const [wait] = statementOf(state, 3).waits;
    expect(wait && waitWords(wait)).toContain('which the setup of the lesson holds');
  });

  it('are no application: a session’s prepared transaction is still told as its own when it is gone', async () => {
    await using one = await lab.createSandbox();
    await one.setUp(['CREATE TABLE t (id INT PRIMARY KEY)']);
    const a = await one.openSession('A', 'REPEATABLE READ');
    const b = await one.openSession('B', 'REPEATABLE READ');
    for (const sql of ["XA START 'x'", 'INSERT INTO t VALUES (1)', "XA END 'x'", "XA PREPARE 'x'"])
      await a.execute(sql);
    await a.cut();
    const inserting = b.execute('INSERT INTO t VALUES (1)');
    let waits = await one.observer.waits();
    while (!waits.has('B')) waits = await one.observer.waits();
    expect(waits.get('B')).toMatchObject([{ for: { session: 'A' } }]);
    await b.cancel();
    await inserting;
  });
});

it('a schema that somebody still reads is told of, and keeps the account that says whose it is', async () => {
  const own = await onForeignServer();
  const one = await own.createSandbox();
  await one.setUp(['CREATE TABLE held_by_reader (a INT)']);
  const schema = await schemaWith('held_by_reader');
  await admin.query(`LOCK TABLES ${schema}.held_by_reader READ`);
  const told = await own[Symbol.asyncDispose]().catch((error: unknown) => error);
  await admin.query('UNLOCK TABLES');
  expect(told).toBeInstanceOf(UserError);
  expect(String(told)).toContain(`${schema} could not be removed`);
  const observer = schema.replace(/\d+$/, 'observer');
  const accounts = await admin.query(
    `SELECT User FROM mysql.user WHERE User IN ('${schema}', '${observer}') ORDER BY 1`,
  );
  expect(accounts.rows).toEqual([[observer]]);
  await admin.query(`DROP SCHEMA ${schema}`);
  for (const [user] of accounts.rows) await admin.query(`DROP USER '${user}'@'localhost'`);
});

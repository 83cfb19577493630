import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Outcome } from '../../src/engine/outcome.ts';
import type { Sandbox, Session } from '../../src/engine/ports.ts';
import { Client } from '../../src/mysql/client.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { finish, openLab } from './real-lab.ts';

// What SECURITY.md promises about hostile SQL, line by line, on the real server. A lesson's own schema is its
// own to break; everything else must be out of reach.

let lab: MysqlLab;
let admin: Client;
let sandbox: Sandbox;
let session: Session;
/** A schema of somebody else, and a connection of theirs. */
let victim: Client;

beforeAll(async () => {
  lab = await openLab();
  admin = await Client.open(inject('mysql'));
  await admin.query('CREATE SCHEMA attacked');
  await admin.query('CREATE TABLE attacked.secret (id INT PRIMARY KEY)');
  await admin.query('INSERT INTO attacked.secret VALUES (42)');
  victim = await Client.open(inject('mysql'), { database: 'attacked' });
  sandbox = await lab.createSandbox();
  await sandbox.setUp(['CREATE TABLE mine (id INT PRIMARY KEY, t LONGTEXT)']);
  session = await sandbox.openSession('A', 'REPEATABLE READ');
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  victim.destroy();
  await admin.query('DROP SCHEMA attacked');
  admin.destroy();
});

const ofError = (outcome: Outcome): string | number =>
  outcome.kind === 'error' ? outcome.errno : JSON.stringify(outcome);

/** In a step, and in the setup, which runs before everything. */
const refused = async (sql: string, errno: number): Promise<void> => {
  expect(ofError(await session.execute(sql))).toBe(errno);
  await expect(sandbox.setUp([sql])).rejects.toThrow(`ERROR ${errno} `);
};

describe('a lesson cannot reach', () => {
  it.each([
    ['SELECT * FROM attacked.secret', 1142],
    ['UPDATE attacked.secret SET id = 1', 1142],
    ['DELETE FROM attacked.secret', 1142],
    ['TRUNCATE attacked.secret', 1142],
    ['CREATE TABLE attacked.t (a INT)', 1142],
    ['CREATE TABLE t LIKE attacked.secret', 1142],
    ['INSERT INTO mine SELECT id, NULL FROM attacked.secret', 1142],
    ['RENAME TABLE mine TO attacked.mine', 1142],
    ['CREATE VIEW v AS SELECT * FROM attacked.secret', 1142],
    ['CREATE TRIGGER attacked.t BEFORE INSERT ON attacked.secret FOR EACH ROW SET NEW.id = 1', 1142],
    ['LOCK TABLES attacked.secret WRITE', 1044],
    ['USE attacked', 1044],
    ['DROP SCHEMA attacked', 1044],
    ['CREATE SCHEMA another', 1044],
    ['ALTER SCHEMA attacked CHARACTER SET latin1', 1044],
  ])('other schemas: %s', refused);

  it.each([
    ['SELECT * FROM mysql.user', 1142],
    ["UPDATE mysql.user SET authentication_string = ''", 1142],
    ['SELECT * FROM performance_schema.data_locks', 1142],
    ['SELECT * FROM performance_schema.events_statements_history', 1142],
    ['SELECT * FROM information_schema.innodb_trx', 1227],
    ['SELECT * FROM sys.processlist', 1142],
    ["SHOW GRANTS FOR 'root'@'localhost'", 1142],
    ["SHOW CREATE USER 'root'@'localhost'", 1044],
    ['SHOW BINARY LOGS', 1227],
    ['SHOW ENGINE INNODB STATUS', 1227],
  ])("the server's own tables: %s", refused);

  it.each([
    ["CREATE USER mallory IDENTIFIED BY 'x'", 1227],
    ['CREATE ROLE mallory', 1227],
    ["DROP USER 'root'@'localhost'", 1227],
    ["ALTER USER 'root'@'localhost' IDENTIFIED BY 'x'", 1227],
    ["SET PASSWORD FOR 'root'@'localhost' = 'x'", 1044],
    ['GRANT ALL ON *.* TO CURRENT_USER()', 1045],
    ["SET PASSWORD = 'x'", 3892],
    ["ALTER USER USER() IDENTIFIED BY 'x'", 3892],
    ['ALTER USER CURRENT_USER() ACCOUNT LOCK', 1227],
    ["CREATE DEFINER = 'root'@'localhost' PROCEDURE p() DROP SCHEMA attacked", 1227],
    ["CREATE DEFINER = 'root'@'localhost' SQL SECURITY DEFINER VIEW v AS SELECT * FROM mysql.user", 1142],
  ])('accounts, not even its own: %s', refused);

  it.each([
    ["SELECT 'x' INTO OUTFILE '/tmp/isolab-attack'", 1227],
    ["SELECT 'x' INTO DUMPFILE '/tmp/isolab-attack'", 1227],
    ["LOAD DATA INFILE '/etc/passwd' INTO TABLE mine", 1045],
    ["CREATE TABLE t (a INT) DATA DIRECTORY = '/tmp'", 1045],
    ["CREATE TABLESPACE t ADD DATAFILE '/tmp/t.ibd'", 1227],
    ["IMPORT TABLE FROM '/tmp/*.sdi'", 1045],
    ["CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'h')", 1227],
  ])("the server's files and network: %s", refused);

  it('a file by LOAD_FILE: it is empty', async () => {
    expect(await session.execute("SELECT LOAD_FILE('/etc/passwd')")).toMatchObject({ rows: [[null]] });
  });

  it("the student's own files by LOAD DATA LOCAL, whoever asks", async () => {
    await admin.query('SET GLOBAL local_infile = ON');
    try {
      const trying = await sandbox.openSession('L', 'REPEATABLE READ');
      const outcome = await trying.execute(
        "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE mine FIELDS TERMINATED BY '\\n'",
      );
      expect(outcome.kind).not.toBe('ok');
      expect((await sandbox.observer.end(['mine'])).tables[0]).toMatchObject({ rows: [] });
    } finally {
      await admin.query('SET GLOBAL local_infile = OFF');
    }
  });

  it.each([
    ['SET GLOBAL innodb_lock_wait_timeout = 1', 1227],
    ['SET PERSIST innodb_lock_wait_timeout = 1', 1227],
    ['SET GLOBAL TRANSACTION ISOLATION LEVEL READ COMMITTED', 1227],
    ['SET SESSION sql_log_bin = 0', 1227],
    ["INSTALL PLUGIN p SONAME 'p.so'", 1142],
    ["INSTALL COMPONENT 'file://component_validate_password'", 1142],
    ["CREATE FUNCTION f RETURNS STRING SONAME 'f.so'", 1044],
    ['CREATE EVENT e ON SCHEDULE EVERY 1 SECOND DO DELETE FROM mine', 1044],
    ['FLUSH TABLES WITH READ LOCK', 1227],
    ['LOCK INSTANCE FOR BACKUP', 1227],
    ['SHUTDOWN', 1227],
    ['RESTART', 1227],
  ])("what is everybody's: %s", refused);

  it("others' connections", async () => {
    await refused(`KILL ${victim.connectionId}`, 1095);
    await refused(`KILL QUERY ${victim.connectionId}`, 1095);
    const { rows } = await victim.query('SELECT COUNT(*) FROM secret');
    expect(rows).toEqual([['1']]);
    const list = await session.execute('SHOW PROCESSLIST');
    const users = list.kind === 'rows' ? list.rows.map(([, user]) => user) : [];
    expect(new Set(users).size).toBe(1);
  });

  it('so much as the names of what others have', async () => {
    expect(await session.execute('SHOW DATABASES')).toMatchObject({ kind: 'rows' });
    expect(JSON.stringify(await session.execute('SHOW DATABASES'))).not.toContain('attacked');
    expect(
      await session.execute(
        "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA IN ('attacked', 'mysql')",
      ),
    ).toMatchObject({ rows: [['0']] });
  });
});

describe('what is too much', () => {
  it('for one value is refused by the server', async () => {
    expect(await session.execute("SELECT LENGTH(REPEAT('x', 1e12))")).toMatchObject({ rows: [[null]] });
  });

  it('as an answer ends the connection, and the lab goes on', async () => {
    const greedy = await sandbox.openSession('G', 'REPEATABLE READ');
    const digits = '(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3)';
    const many = Array.from({ length: 12 }, (_, index) => `${digits} t${index}`).join(', ');
    const outcome = await greedy.execute(`SELECT REPEAT('x', 10000) FROM ${many}`);
    expect(outcome).toMatchObject({ kind: 'lost', message: expect.stringContaining('larger than') });
    expect(await session.execute('SELECT 1')).toMatchObject({ rows: [['1']] });
  });

  it('as a recursion is ended by the server', async () => {
    const sql = 'WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r) SELECT COUNT(*) FROM r';
    expect(ofError(await session.execute(sql))).toBe(3636);
  });
});

describe("the observer, who runs the lesson's invariant,", () => {
  it.each([
    'DELETE FROM mine',
    'SELECT * FROM attacked.secret',
    'SELECT * FROM mysql.user',
    "SELECT 'x' INTO OUTFILE '/tmp/isolab-attack'",
    'SET GLOBAL innodb_lock_wait_timeout = 1',
    'CREATE TABLE t (a INT)',
  ])('may only read: %s', async (sql) => {
    await expect(sandbox.observer.query(sql)).rejects.toThrow("The invariant's query failed");
  });

  it("runs none of the lesson's functions", async () => {
    await sandbox.setUp(['CREATE FUNCTION f() RETURNS INT DETERMINISTIC SQL SECURITY INVOKER RETURN 1']);
    await expect(sandbox.observer.query('SELECT f()')).rejects.toThrow('execute command denied');
  });
});

it('a lesson that destroys its own schema harms only itself', async () => {
  const script = scriptOfSteps([step('A', 'SELECT 1')], { setup: ['CREATE TABLE t (a INT)'] });
  const doomed = await lab.createSandbox();
  const a = await doomed.openSession('A', 'REPEATABLE READ');
  const schema = await a.execute('SELECT DATABASE()');
  const name = schema.kind === 'rows' ? schema.rows[0]?.[0] : '';
  expect(await a.execute(`DROP SCHEMA ${name}`)).toMatchObject({ kind: 'ok' });
  await doomed[Symbol.asyncDispose]();
  const state = await finish(lab, script);
  expect(state.timeline).not.toEqual([]);
});

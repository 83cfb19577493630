import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Sandbox, Session } from '../../src/engine/ports.ts';
import { Client } from '../../src/mysql/client.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import {
  changesOnlyRows,
  definesOnlyInside,
  fillingStatements,
  leavesReaders,
} from '../../src/mysql/only-rows.ts';
import { startServerApart } from '../server/server-apart.ts';
import { openOwnLab } from './own-lab.ts';
import { openLab } from './real-lab.ts';

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

const level = 'REPEATABLE READ';
const setup = [
  'CREATE TABLE shelves (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20), INDEX by_name (name)) AUTO_INCREMENT = 7',
  'CREATE TABLE books (id INT PRIMARY KEY, shelf INT, FOREIGN KEY (shelf) REFERENCES shelves (id))',
  "INSERT INTO shelves (name) VALUES ('poems'), ('maps')",
  'INSERT INTO books VALUES (1, 7)',
  'CREATE TRIGGER counted BEFORE INSERT ON books FOR EACH ROW SET NEW.id = NEW.id + 100',
  'CREATE VIEW all_books AS SELECT * FROM books',
  'CREATE FUNCTION seven() RETURNS INT DETERMINISTIC RETURN 7',
  'CREATE PROCEDURE nothing() BEGIN END',
];

const rowsOf = async (session: Session, sql: string): Promise<unknown> => {
  const outcome = await session.execute(sql);
  return outcome.kind === 'rows' ? outcome.rows : outcome;
};

/** Everything that a lesson could see of its schema. */
const everything = async (sandbox: Sandbox): Promise<unknown> => {
  const session = await sandbox.openSession('L', level);
  const seen: unknown[] = [];
  for (const sql of [
    'SHOW FULL TABLES',
    'SHOW CREATE TABLE shelves',
    'SHOW CREATE TABLE books',
    'SHOW CREATE VIEW all_books',
    'SELECT * FROM shelves',
    'SELECT * FROM books',
    'SELECT TRIGGER_NAME, ACTION_STATEMENT FROM information_schema.TRIGGERS',
    'SELECT ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES ORDER BY 1',
  ]) {
    seen.push(await rowsOf(session, sql));
  }
  session.close();
  return JSON.parse(JSON.stringify(seen).replaceAll(/isolab_[0-9a-f]+_\d+/g, 'own'));
};

describe('a sandbox that is renewed', () => {
  it('has the tables, rows and counters that the setup has made, and nothing else', async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(setup);
    const before = await everything(sandbox);
    const session = await sandbox.openSession('A', level);
    for (const sql of [
      "INSERT INTO shelves (name) VALUES ('new'), ('newer')",
      'DELETE FROM books',
      'UPDATE shelves SET name = NULL',
      'START TRANSACTION',
      "INSERT INTO shelves (name) VALUES ('open')",
    ]) {
      expect(await session.execute(sql)).toMatchObject({ kind: 'ok' });
    }
    expect(sandbox.canBeRenewed).toBe(true);
    await sandbox.renew();
    expect(await everything(sandbox)).toEqual(before);
    expect(await sandbox.observer.observe(['shelves'])).toMatchObject({ locks: [], transactions: [] });
  });

  it('is filled by its inserts alone where these make all that the setup makes', async () => {
    const plain = [
      'CREATE TABLE shelves (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20))',
      "/* some */ INSERT INTO shelves (name) VALUES ('poems'), ('maps')",
      'CREATE UNIQUE INDEX by_name ON shelves (name)',
    ];
    expect(fillingStatements(plain)).toEqual([plain[1]]);
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(plain);
    const session = await sandbox.openSession('A', level);
    const made = await rowsOf(session, 'SHOW CREATE TABLE shelves');
    await session.execute("INSERT INTO shelves (name) VALUES ('new')");
    await session.execute('DELETE FROM shelves WHERE id < 3');
    await sandbox.renew();
    expect(await rowsOf(session, 'SHOW CREATE TABLE shelves')).toEqual(made);
    expect((await sandbox.observer.end(['shelves'])).tables).toMatchObject([
      {
        rows: [
          ['1', 'poems'],
          ['2', 'maps'],
        ],
      },
    ]);
    expect(await session.execute("INSERT INTO shelves (name) VALUES ('new')")).toMatchObject({
      insertId: '3',
    });
  });

  it('keeps nothing of what its sessions had set, held, prepared or made for themselves', async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(setup);
    const a = await sandbox.openSession('A', level);
    const asked =
      'SELECT @x, @@autocommit, @@sql_mode, @@lock_wait_timeout, @@transaction_isolation, DATABASE()';
    const before = await rowsOf(a, asked);
    for (const sql of [
      'SET @x = 1, autocommit = 0, sql_mode = "", lock_wait_timeout = 3',
      'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
      "DO GET_LOCK('mine', 0)",
      'LOCK TABLES shelves WRITE',
    ]) {
      expect(await a.execute(sql)).toMatchObject({ kind: 'ok' });
    }
    await sandbox.renew();
    expect(await rowsOf(a, asked)).toEqual(before);
    expect(await rowsOf(a, "SELECT IS_FREE_LOCK('mine')")).toEqual([['1']]);
    const b = await sandbox.openSession('B', level);
    expect(await b.execute("INSERT INTO shelves (name) VALUES ('free')")).toMatchObject({ insertId: '9' });
  });

  it('ends who waits, and who is at work', async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(setup);
    const [a, b, c] = await Promise.all(['A', 'B', 'C'].map((name) => sandbox.openSession(name, level)));
    await a?.execute('START TRANSACTION');
    await a?.execute('UPDATE shelves SET name = NULL');
    const waiting = b?.execute('DELETE FROM shelves WHERE id = 7');
    const working = c?.execute('SELECT SLEEP(1000) FROM shelves');
    while (!(await sandbox.observer.waits()).has('B'));
    await sandbox.renew();
    expect(await waiting).toMatchObject({ kind: 'error' });
    expect((await working)?.kind).toMatch(/error|rows/);
    expect((await sandbox.observer.end(['shelves'])).tables).toMatchObject([
      {
        rows: [
          ['7', 'poems'],
          ['8', 'maps'],
        ],
      },
    ]);
    expect(b && (await rowsOf(b, 'SELECT 1'))).toEqual([['1']]);
  });

  it('has other tables when it is set up otherwise, and the same when it is not', async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(setup);
    await sandbox.renew();
    await sandbox.setUp(['CREATE TABLE other (a INT)']);
    const session = await sandbox.openSession('A', level);
    expect(await rowsOf(session, 'SHOW FULL TABLES')).toEqual([['other', 'BASE TABLE']]);
    session.close();
    await sandbox.renew();
    const table = "SELECT CREATE_TIME FROM information_schema.TABLES WHERE TABLE_NAME = 'other'";
    const made = await sandbox.observer.query(table);
    await sandbox.setUp(['CREATE TABLE other (a INT)']);
    expect(await sandbox.observer.query(table)).toEqual(made);
  });

  it('uses connections of closed sessions again, some of them, and leaves none behind', async () => {
    await using own = await openLab();
    const sandbox = await own.createSandbox();
    await sandbox.setUp(setup);
    const sessions = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => sandbox.openSession(`S${n}`, level)),
    );
    const [[account]] = (await rowsOf(sessions[0] as Session, 'SELECT CURRENT_USER()')) as [[string]];
    const user = account.replace(/@.*$/, '');
    const connections = async () =>
      Number(
        (
          await admin.query(
            `SELECT COUNT(*) FROM performance_schema.threads WHERE PROCESSLIST_USER = '${user}'`,
          )
        ).rows[0]?.[0],
      );
    expect(await connections()).toBe(9);
    for (const session of sessions) session.close();
    await sandbox.renew();
    while ((await connections()) !== 6);
    const id = async (name: string) =>
      await rowsOf(await sandbox.openSession(name, 'SERIALIZABLE'), 'SELECT @@transaction_isolation');
    expect(await id('X')).toEqual([['SERIALIZABLE']]);
    expect(await connections()).toBe(6);
    await sandbox[Symbol.asyncDispose]();
    while ((await connections()) !== 0);
  });

  it('makes a closed session lose what comes, and what is in flight', async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(setup);
    const session = await sandbox.openSession('A', level);
    const answer = session.execute('SELECT SLEEP(1000)');
    session.close();
    expect(await answer).toMatchObject({ kind: 'lost' });
    expect(await session.execute('SELECT 1')).toMatchObject({ kind: 'lost' });
    await session.lost;
  });
});

describe('a sandbox is not renewed', () => {
  it.each([
    'CREATE TABLE more (a INT)',
    'CREATE TEMPORARY TABLE more (a INT)',
    'ALTER TABLE books ADD COLUMN pages INT',
    'TRUNCATE TABLE books',
    'CALL nothing()',
    '/* a comment */ DROP TABLE books',
    '/*!80000 DROP TABLE books */',
    "XA START 'x'",
    'ALTER DATABASE CHARACTER SET latin1',
    'ANALYZE TABLE books',
    "PREPARE s FROM 'DROP TABLE books'",
  ])('after %s', async (sql) => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(setup);
    const session = await sandbox.openSession('A', level);
    await session.execute(sql);
    expect(sandbox.canBeRenewed).toBe(false);
    await expect(sandbox.renew()).rejects.toThrow('cannot be renewed');
  });

  it.each([['ALTER DATABASE CHARACTER SET latin1'], ["XA START 'x'", "XA END 'x'", "XA ROLLBACK 'x'"]])(
    'after a setup with %s',
    async (...statements) => {
      await using sandbox = await lab.createSandbox();
      await sandbox.setUp(statements);
      expect(sandbox.canBeRenewed).toBe(false);
    },
  );

  it('while it is set up, after a setup that failed, and when it is removed', async () => {
    const sandbox = await lab.createSandbox();
    expect(sandbox.canBeRenewed).toBe(false);
    const settingUp = sandbox.setUp(['DO 1', 'CREATE TABLE nonsense']);
    expect(sandbox.canBeRenewed).toBe(false);
    await expect(settingUp).rejects.toThrow('setup failed');
    expect(sandbox.canBeRenewed).toBe(false);
    await sandbox[Symbol.asyncDispose]();
    expect(sandbox.canBeRenewed).toBe(false);
  });
});

describe('what a statement may change', () => {
  it.each([
    'SELECT 1',
    ' -- why\n# or\n/* so */ insert into t values (1)',
    '(SELECT 1) UNION (SELECT 2)',
    'WITH n AS (SELECT 1) DELETE FROM t',
    'START  TRANSACTION READ ONLY',
    'SET autocommit = 0',
    'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
    'RELEASE SAVEPOINT s',
    'LOCK TABLES t READ',
    'VALUES ROW(1)',
  ])('is rows alone: %s', (sql) => {
    expect(changesOnlyRows(sql)).toBe(true);
  });

  it.each([
    'SELECTED',
    'USE other',
    'SET PASSWORD = "x"',
    'SET GLOBAL x = 1',
    'SET @@GLOBAL.x = 1',
    'SET PERSIST x = 1',
    'SET ROLE NONE',
    '/*!50000 SELECT */ 1',
    '--\u0001SELECT 1',
    'LOCK INSTANCE FOR BACKUP',
    'START REPLICA',
    'EXECUTE s',
    'FLUSH TABLES',
    'HANDLER t OPEN',
    '',
  ])('may be more: %s', (sql) => {
    expect(changesOnlyRows(sql)).toBe(false);
  });

  it.each(['ALTER SCHEMA CHARACTER SET latin1', 'alter database x', "XA PREPARE 'x'"])(
    'of a setup is more than tables: %s',
    (sql) => {
      expect(definesOnlyInside(sql)).toBe(false);
    },
  );
});

describe('a sandbox whose setup does this is as a new one when it is renewed', () => {
  const made = 'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT)';
  const bare = 'CREATE TABLE t (id INT, n INT)';
  const log = 'CREATE TABLE l (n INT)';

  /** The tables, and what comes next. */
  const seen = async (sandbox: Sandbox): Promise<unknown> => {
    const session = await sandbox.openSession('L', level);
    const told: unknown[] = [];
    for (const sql of [
      'SHOW CREATE TABLE t',
      'SELECT * FROM t',
      'SHOW CREATE TABLE l',
      'SELECT * FROM l',
      'INSERT INTO t (n) VALUES (77)',
      'SELECT id FROM t WHERE n = 77',
    ]) {
      told.push(await rowsOf(session, sql));
    }
    session.close();
    return told;
  };

  it.each<readonly [what: string, ...statements: string[]]>([
    [
      'changes rows',
      made,
      log,
      'INSERT INTO t (n) VALUES (1), (2)',
      'UPDATE t SET n = n + 1',
      'DELETE FROM t WHERE id = 1',
    ],
    ['adds a key', bare, log, 'INSERT INTO t VALUES (2, 1), (1, 2)', 'ALTER TABLE t ADD PRIMARY KEY (id)'],
    [
      'adds a key with an option',
      made,
      log,
      'INSERT INTO t (n) VALUES (1)',
      'ALTER TABLE t ADD KEY (n) USING BTREE, AUTO_INCREMENT = 100',
    ],
    [
      'adds a key with a comment',
      bare,
      log,
      'INSERT INTO t (id) VALUES (1)',
      "ALTER TABLE t ADD KEY (id) COMMENT 'k', ALTER COLUMN n SET DEFAULT 7",
    ],
    [
      'names another table in a comment',
      bare,
      log,
      'INSERT INTO t VALUES (1, 1)',
      'INSERT IGNORE INTO t VALUES (1, 2)',
      'DELETE FROM t WHERE n = 1',
      'CREATE UNIQUE INDEX i /* on l ( */ ON t (id)',
    ],
    [
      'names another table in a name',
      bare,
      log,
      'INSERT INTO t VALUES (1, 1)',
      'INSERT IGNORE INTO t VALUES (1, 2)',
      'DELETE FROM t WHERE n = 1',
      'CREATE UNIQUE INDEX `i on l (` ON t (id)',
    ],
    [
      'begins to count elsewhere',
      'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT) AUTO_INCREMENT/**/=7',
      log,
    ],
    [
      'counts what is defined',
      bare,
      log,
      "INSERT INTO l SELECT COUNT(*) FROM information_schema.statistics WHERE index_name = 'only_here'",
      'ALTER TABLE t ADD KEY only_here (id)',
    ],
    [
      'counts what the statement before did',
      bare,
      log,
      'INSERT INTO t VALUES (1, 1), (2, 2)',
      'ALTER TABLE t ADD KEY (id)',
      'INSERT INTO l VALUES (ROW_COUNT())',
    ],
    ['replaces', made, log, 'REPLACE INTO t VALUES (5, 1)', 'REPLACE INTO t VALUES (5, 2)'],
    [
      'puts into one what is in the other',
      made,
      log,
      'INSERT INTO t (n) VALUES (3), (4)',
      'INSERT INTO l SELECT n FROM t ORDER BY id DESC',
    ],
    [
      'has a generated column and a check',
      'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT CHECK (n > 0), m INT AS (n * 2) STORED)',
      log,
      'INSERT INTO t (n) VALUES (4)',
    ],
  ])('%s', async (_, ...statements) => {
    await using fresh = await lab.createSandbox();
    await fresh.setUp(statements);
    await using used = await lab.createSandbox();
    await used.setUp(statements);
    const session = await used.openSession('A', level);
    for (const sql of ['INSERT INTO t (n) VALUES (50)', 'DELETE FROM t', 'INSERT INTO l VALUES (9)']) {
      await session.execute(sql);
    }
    session.close();
    await used.renew();
    expect(await seen(used)).toEqual(await seen(fresh));
  });

  it('is judged at once, however long its text is', () => {
    const blanks = ' '.repeat(400_000);
    expect(fillingStatements([`CREATE TABLE t (id INT auto_increment${blanks})`])).toEqual([]);
    for (const text of [`ALTER TABLE t ADD KEY (${'a,'.repeat(200_000)}`, `CREATE INDEX ${blanks}`]) {
      expect(fillingStatements([text])).toBeUndefined();
    }
    // A second would be too much; what grows with the square of it takes five minutes.
  }, 60_000);
});

describe('a statement that may keep readers out of a table', () => {
  it.each([
    'LOCK TABLES t WRITE',
    '/* all */ lock table t write',
    '/*!50000 LOCK TABLES t WRITE */',
    'ALTER TABLE t ADD COLUMN x INT',
    'FLUSH TABLES t WITH READ LOCK',
    'CALL p()',
    'EXECUTE s',
    'TRUNCATE TABLE t',
  ])('is known: %s', (sql) => {
    expect(leavesReaders(sql)).toBe(false);
  });

  it.each([
    'SELECT * FROM t FOR UPDATE',
    'UPDATE t SET x = 1',
    'START TRANSACTION',
    'COMMIT',
    'UNLOCK TABLES',
  ])('is not this one: %s', (sql) => {
    expect(leavesReaders(sql)).toBe(true);
  });
});

describe('a setup is no more than tables, their keys and rows', () => {
  const table = 'CREATE TABLE u (id INT, name VARCHAR(20))';
  const rows = "INSERT INTO u VALUES (1, 'one')";

  it.each<readonly [what: string, more: readonly string[], filling: readonly string[]]>([
    ['', [], [rows]],
    ['with a key', ['CREATE INDEX by_name ON u (name)'], [rows]],
    ['with a unique one', ['create unique index `by_name` using btree on `u`(name DESC, id)'], [rows]],
    ['with an added one', ['ALTER TABLE u ADD PRIMARY KEY (id)'], [rows]],
    ['with one of two columns', ['ALTER TABLE u ADD UNIQUE KEY both_of_it (id, name)'], [rows]],
    [
      'with rows that change',
      ['UPDATE u SET id = 2', 'DELETE FROM u'],
      [rows, 'UPDATE u SET id = 2', 'DELETE FROM u'],
    ],
    [
      'with a key of another table after these',
      ['CREATE TABLE v (id INT)', 'UPDATE u SET id = 2', 'ALTER TABLE v ADD PRIMARY KEY (id)'],
      [rows, 'UPDATE u SET id = 2'],
    ],
  ])('%s', (_, more, filling) => {
    expect(fillingStatements([table, rows, ...more])).toEqual(filling);
  });

  it.each<readonly [what: string, before: string]>([
    ['that made room for it', 'DELETE FROM u WHERE id = 1'],
    ['that would be ignored with it', "INSERT IGNORE INTO u VALUES (1, 'one')"],
    [
      'that would change others with it',
      "INSERT INTO u VALUES (1, 'one') ON DUPLICATE KEY UPDATE name = 'two'",
    ],
    ['that would take others’ place with it', "REPLACE INTO `u` VALUES (1, 'one')"],
    ['that it may put in another order', 'INSERT INTO v SELECT * FROM u'],
  ])('but for a key that comes after rows %s', (_, before) => {
    const key = 'CREATE UNIQUE INDEX by_id ON u (id)';
    expect(fillingStatements([table, rows, 'CREATE TABLE v (id INT)', before, key])).toBeUndefined();
    expect(fillingStatements([table, key, rows, 'CREATE TABLE v (id INT)', before])).toEqual([rows, before]);
  });
});

describe('a setup is more than tables and rows', () => {
  it.each([
    'CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT) AUTO_INCREMENT = 7',
    'CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT) AUTO_INCREMENT 7',
    'CREATE TABLE t (id INT PRIMARY KEY, u INT REFERENCES u (id))',
    'CREATE TABLE t AS TABLE u',
    'CREATE TABLE t SELECT 1 AS id',
    'CREATE TABLE t TABLE u',
    'CREATE TABLE t (id INT PRIMARY KEY) TABLE u',
    'CREATE TABLE t (id INT) VALUES ROW(1)',
    'CREATE TABLE t WITH n AS (SELECT 1) SELECT * FROM n',
    'CREATE TABLE t LIKE u',
    'CREATE TEMPORARY TABLE t (id INT)',
    'CREATE VIEW v AS SELECT 1',
    'ALTER TABLE t ADD COLUMN x INT',
    'ALTER TABLE t ADD x INT',
    'ALTER TABLE t ADD UNIQUE KEY (id), ADD COLUMN x INT',
    'ALTER TABLE t ADD FULLTEXT KEY (name)',
    'ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES u (id)',
    'ALTER TABLE t AUTO_INCREMENT = 7',
    'ALTER TABLE t DROP INDEX x',
    'ALTER TABLE t RENAME TO u',
    'CREATE FULLTEXT INDEX words ON t (name)',
    'DROP INDEX x ON t',
    'SET @x = 1',
    'WITH n AS (SELECT 1) UPDATE t SET x = 1',
    '/*!50000 INSERT INTO t VALUES (1) */',
  ])('with %s', (sql) => {
    expect(fillingStatements(['CREATE TABLE u (id INT)', sql])).toBeUndefined();
  });
});

describe('a connection that is reset', () => {
  /** All that differs from connection to connection by itself, or from moment to moment. */
  const itsOwn = new Set(['pseudo_thread_id', 'timestamp', 'rand_seed1', 'rand_seed2', 'statement_id']);

  const variables = async (client: Client): Promise<ReadonlyMap<string, string>> =>
    new Map(
      (await client.query('SHOW SESSION VARIABLES')).rows.flatMap(([name, value]) =>
        name == null || itsOwn.has(name) ? [] : [[name, value ?? '']],
      ),
    );

  it('is as a new one, whatever the server has set for everybody', async () => {
    await using server = await startServerApart();
    using root = await Client.open(server.address);
    for (const sql of [
      'CREATE SCHEMA s',
      "SET GLOBAL character_set_server = 'latin1', GLOBAL collation_connection = 'latin1_swedish_ci', GLOBAL character_set_client = 'latin1', GLOBAL character_set_results = 'latin1'",
      'SET GLOBAL TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY',
      "SET GLOBAL autocommit = 0, GLOBAL completion_type = 'CHAIN', GLOBAL sql_mode = '', GLOBAL wait_timeout = 60",
      "SET GLOBAL default_storage_engine = 'MyISAM', GLOBAL sql_select_limit = 3, GLOBAL lock_wait_timeout = 7",
    ]) {
      await root.query(sql);
    }
    using fresh = await Client.open(server.address, { database: 's' });
    using used = await Client.open(server.address, { database: 's' });
    for (const sql of [
      'SET NAMES latin1',
      'SET @x = 1, sort_buffer_size = 40000',
      "SET time_zone = '+03:00'",
    ]) {
      await used.query(sql);
    }
    await used.reset();
    expect([...(await variables(used))]).toEqual([...(await variables(fresh))]);
    const state = 'SELECT DATABASE(), @x, LAST_INSERT_ID(), ROW_COUNT(), CHARSET("a"), COLLATION("a")';
    expect((await used.query(state)).rows).toEqual((await fresh.query(state)).rows);
  });
});

it('is removed from a server that has no connection left, also while it is renewed', async () => {
  await using own = await openOwnLab();
  using client = await Client.open(own.server.address);
  const sandbox = await own.lab.createSandbox();
  await sandbox.setUp(setup);
  const session = await sandbox.openSession('A', level);
  await rowsOf(session, 'SELECT * FROM books');
  session.close();
  const others: Client[] = [];
  const { rows } = await client.query("SHOW GLOBAL STATUS LIKE 'Threads_connected'");
  await client.query(`SET GLOBAL max_connections = ${Math.max(10, Number(rows[0]?.[1]))}`);
  try {
    const fill = async (): Promise<void> => {
      others.push(await Client.open(own.server.address));
      await fill();
    };
    await expect(fill()).rejects.toThrow('no connection left');
    const renewed = sandbox.renew().then(
      () => 'renewed',
      () => 'ended',
    );
    await sandbox[Symbol.asyncDispose]();
    expect(await renewed).toBe('ended');
    const left = await client.query(
      `SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = '${sandbox.schema}'`,
    );
    expect(left.rows).toEqual([['0']]);
  } finally {
    for (const other of others) other.destroy();
    await client.query('SET GLOBAL max_connections = 500');
  }
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Level, levels } from '../../../src/lesson/level.ts';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { type Case, happenedTo, inShort } from './named.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

const at = async (level: Level, steps: string, setup?: Case['setup']) =>
  await happenedTo(own.lab, { steps, level, ...(setup && { setup }) });

const atAll = async (steps: string, setup?: Case['setup']): Promise<readonly string[]> => {
  const all: string[] = [];
  for (const level of levels) all.push(inShort(await at(level, steps, setup)).join('; '));
  return all;
};

const lost = 'P4 A ─rw(row 1)→ B ─ww(row 1)→ A';

const updating = (read: string) => `A: BEGIN
  A: ${read}
  B: UPDATE t SET n = 11 WHERE id = 1
  A: UPDATE t SET n = 12 WHERE id = 1
  A: COMMIT`;

const reading = (read: string, change: string) => `A: BEGIN
  A: ${read}
  B: ${change}
  A: ${read}
  A: COMMIT`;

describe('what was read is told without a key in the answer', () => {
  it.each([
    ['one column of the row', 'SELECT n FROM t WHERE id = 1'],
    ['a sum', 'SELECT SUM(n) AS total FROM t'],
    ['an expression over a subquery', 'SELECT (SELECT MAX(n) FROM t WHERE id < 2) + 1 AS next'],
    [
      'a common table expression',
      'WITH one AS (SELECT * FROM t WHERE id = 1) SELECT n * 2 AS twice FROM one',
    ],
    ['a hint for an index', 'SELECT n FROM t FORCE INDEX (PRIMARY) WHERE id = 1'],
    ['into a variable', 'SELECT n INTO @n FROM t WHERE id = 1'],
  ])('%s', async (_, read) => {
    expect(await atAll(updating(read))).toEqual([lost, lost, lost, 'A, B']);
  });

  it('by a variable that was set before', async () => {
    const steps = `A: SET @id = 1\n${updating('SELECT n FROM t WHERE id = @id')}`;
    expect(inShort(await at('REPEATABLE READ', steps))).toEqual([lost]);
  });
});

it('what a read has not seen is told with its reason, also where the answer goes into a variable', async () => {
  const steps = (before: string, after: string) => `A: BEGIN
    A: SELECT n FROM t WHERE id = 2
    B: BEGIN
    B: UPDATE t SET n = 11 WHERE id = 1${before}
    A: SELECT n INTO @n FROM t WHERE id = 1${after}
    A: COMMIT`;
  const committed = '\nB: COMMIT';
  const late = await at('REPEATABLE READ', steps(committed, ''));
  expect(late.unseen).toEqual([
    { session: 'A', at: { statement: 5, step: 5, verb: 'SELECT' }, why: 'snapshot' },
  ]);
  expect((await at('READ COMMITTED', steps(committed, ''))).unseen).toBeUndefined();
  for (const level of ['READ COMMITTED', 'REPEATABLE READ'] as const)
    expect((await at(level, steps('', committed))).unseen, level).toEqual([
      { session: 'A', at: { statement: 4, step: 4, verb: 'SELECT' }, why: 'uncommitted' },
    ]);
  const write = `${committed}\nA: UPDATE t SET n = @n + 1 WHERE id = 1`;
  const { anomalies } = await at('READ COMMITTED', steps('', write));
  expect(anomalies[0]).toMatchObject({
    kind: 'P4',
    links: [{ kind: 'rw', unseen: 'uncommitted', committed: { step: 5, verb: 'COMMIT' } }, { kind: 'ww' }],
    says: 'A wrote over what it had not seen: B changed row 1 of t in step 4 and committed that only in step 6; A read it in step 5 as it was before, and wrote it in step 7.',
  });
});

it('a write that waited for the one that it wrote over is told at every level; one that came behind its commit is not', async () => {
  const steps = (last: string) => `A: BEGIN
    A: UPDATE t SET n = 11 WHERE id = 1
    B: BEGIN
    ${last}
    B: COMMIT`;
  const held = steps('B: UPDATE t SET n = 12 WHERE id = 1\nA: COMMIT');
  for (const level of levels)
    expect((await at(level, held)).heldWrites, level).toEqual([
      { session: 'B', at: { statement: 3, step: 3, verb: 'UPDATE' }, over: 'A' },
    ]);
  const behind = steps('A: COMMIT\nB: UPDATE t SET n = 12 WHERE id = 1');
  expect((await at('READ COMMITTED', behind)).heldWrites).toBeUndefined();
  // Of what was rolled back nothing was written over.
  const undone = steps('B: UPDATE t SET n = 12 WHERE id = 1\nA: ROLLBACK');
  expect((await at('READ COMMITTED', undone)).heldWrites).toBeUndefined();
  // It was not its last version that was missed, and it was missed all the same.
  const again = `A: BEGIN
    A: UPDATE t SET n = 11 WHERE id = 1
    B: BEGIN
    B: SELECT n INTO @n FROM t WHERE id = 1
    B: COMMIT
    A: UPDATE t SET n = 12 WHERE id = 1
    A: COMMIT`;
  expect((await at('READ COMMITTED', again)).unseen).toMatchObject([{ session: 'B', why: 'uncommitted' }]);
});

it('a row that its own UPDATE shows is told with that UPDATE', async () => {
  const { anomalies } = await at(
    'REPEATABLE READ',
    `A: BEGIN
    A: SELECT * FROM t
    B: INSERT INTO t VALUES (3, 30)
    A: UPDATE t SET n = n + 1
    A: SELECT * FROM t
    A: COMMIT`,
  );
  expect(anomalies.find(({ kind }) => kind === 'P3')).toMatchObject({
    links: [{ kind: 'rw' }, { kind: 'wr', own: { step: 3, verb: 'UPDATE' } }],
    says: expect.stringContaining('and A sees it since its own UPDATE in step 4.'),
  });
});

it('a lost update of the same value is one: nothing is changed, and yet the row is written', async () => {
  const steps = `A: BEGIN
    B: BEGIN
    A: SELECT n FROM t WHERE id = 1
    B: SELECT n FROM t WHERE id = 1
    A: UPDATE t SET n = 9 WHERE id = 1
    A: COMMIT
    B: UPDATE t SET n = 9 WHERE id = 1
    B: COMMIT`;
  const same = 'P4 B ─rw(row 1)→ A ─ww(row 1)→ B';
  expect(await atAll(steps)).toEqual([same, same, same, '']);
});

describe('who did it is told', () => {
  const said = async (level: Level, steps: string) =>
    (await at(level, steps)).anomalies.map(({ kind, says }) => `${kind}: ${says}`);
  const all = 'SELECT * FROM t';

  it.each(['UPDATE t SET n = 5 WHERE id = 1', 'DELETE FROM t WHERE id = 1'])(
    'what it has changed itself is not what another one changed: %s',
    async (write) => {
      const steps = `A: BEGIN
        A: ${all}
        B: UPDATE t SET n = n + 10
        A: ${write}
        A: ${all}
        A: COMMIT`;
      const over =
        'P4: A wrote over what it had not seen: it read row 1 of t in step 2, B changed that in step 3, and A wrote it in step 4.';
      const again =
        'P2: A read row 2 of t in step 2 and again in step 5, and it had become another one: B changed it in step 3.';
      expect(await said('READ COMMITTED', steps)).toEqual([over, again]);
      expect(await said('REPEATABLE READ', steps)).toEqual([over]);
    },
  );

  it('a row that it has written itself is not half of a read skew', async () => {
    const steps = `A: BEGIN
      A: SELECT n FROM t WHERE id = 1
      B: UPDATE t SET n = n + 10
      A: UPDATE t SET n = 5 WHERE id = 2
      A: SELECT n FROM t WHERE id = 2
      A: COMMIT`;
    expect(inShort(await at('REPEATABLE READ', steps))).toEqual(['G-single A ─rw(row 1)→ B ─wr(row 2)→ A']);
  });

  it('a row that it has taken away itself was not met again', async () => {
    const steps = `A: BEGIN
      A: ${all} WHERE n > 20
      B: INSERT INTO t VALUES (3, 30)
      A: DELETE FROM t WHERE id = 3
      A: ${all} WHERE n > 20
      A: COMMIT`;
    const met =
      'PMP: What A asked in step 2 did not have row 3 of t yet, and in step 4 it met it: B wrote it in step 3.';
    expect(await said('READ COMMITTED', steps)).toEqual([met]);
    expect(await said('REPEATABLE READ', steps)).toEqual([met]);
  });

  it('a row that two have changed, one over the other, is still there', async () => {
    const steps = reading('SELECT n FROM t WHERE id = 1', 'UPDATE t SET n = 11 WHERE id = 1').replace(
      /\n(.*)\n(.*)\n {2}A: COMMIT$/,
      '\n$1\n  C: UPDATE t SET n = 12 WHERE id = 1\n$2\n  A: COMMIT',
    );
    expect(await said('READ COMMITTED', steps)).toEqual([
      'P2: A read row 1 of t in step 2 and again in step 5, and it had become another one: C changed it in step 4.',
    ]);
  });

  it('a row that was read, and is then found by what it has become', async () => {
    const steps = updating('SELECT n FROM t WHERE id = 1').replace('12 WHERE id = 1', '12 WHERE n = 11');
    expect(await said('REPEATABLE READ', steps)).toEqual([
      'P4: A wrote over what it had not seen: it read row 1 of t in step 2, B changed that in step 3, and A wrote it in step 4.',
      "PMP: A saw row 1 of t in step 2 as it was before B's changes, and in step 4 acted on what they had made of it.",
    ]);
  });

  it('one of a circle that has only read', async () => {
    const steps = `A: BEGIN
      A: ${all}
      B: UPDATE t SET n = 25 WHERE id = 2
      C: ${all}
      A: UPDATE t SET n = 0 WHERE id = 1
      A: COMMIT`;
    expect(await said('REPEATABLE READ', steps)).toEqual([
      'G2-item: A did not see in step 2 what B did to row 2 of t, C saw in step 4 what B did to row 2 of t, C did not see in step 4 what A did to row 1 of t: none of them can have come first.',
    ]);
  });
});

describe('what only a name tells', () => {
  it('three that each go by what the next one changes', async () => {
    const steps = `A: BEGIN
      B: BEGIN
      C: BEGIN
      A: SELECT n FROM t WHERE id = 1
      B: SELECT n FROM t WHERE id = 2
      C: SELECT n FROM t WHERE id = 3
      A: UPDATE t SET n = 11 WHERE id = 2
      B: UPDATE t SET n = 21 WHERE id = 3
      C: UPDATE t SET n = 31 WHERE id = 1
      A: COMMIT
      B: COMMIT
      C: COMMIT`;
    const setup = [
      'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)',
      'INSERT INTO t VALUES (1, 10), (2, 20), (3, 30)',
    ];
    expect(inShort(await at('REPEATABLE READ', steps, setup))).toEqual([
      'G2-item A ─rw(row 1)→ C ─rw(row 3)→ B ─rw(row 2)→ A',
    ]);
  });

  it('a key that is taken is a row that was read', async () => {
    const setup = ['CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20) UNIQUE)'];
    const steps = `A: BEGIN
      A: SELECT * FROM t WHERE name = 'x'
      B: INSERT INTO t (name) VALUES ('x')
      A: INSERT INTO t (name) VALUES ('x')
      A: COMMIT`;
    const taken = 'PMP A ─rw(answer: row 1)→ B ─wr(row 1)→ A';
    expect(await atAll(steps, setup)).toEqual([taken, taken, taken, 'A, B']);
  });

  it('a join that finds more rows, in a table whose rows are in no answer', async () => {
    const setup = [
      'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)',
      'CREATE TABLE u (id INT PRIMARY KEY, t INT)',
      'INSERT INTO t VALUES (1, 10), (2, 20)',
      'INSERT INTO u VALUES (5, 1)',
    ];
    const steps = reading('SELECT SUM(n) FROM t JOIN u ON u.t = t.id', 'INSERT INTO u VALUES (6, 2)');
    const phantom = 'P3 A ─rw(answer: row 6)→ B ─wr(row 6)→ A';
    expect(await atAll(steps, setup)).toEqual([phantom, phantom, 'A, B', 'A, B']);
  });

  it('a row that a foreign key took away', async () => {
    const setup = [
      'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)',
      'CREATE TABLE u (id INT PRIMARY KEY, t INT, FOREIGN KEY (t) REFERENCES t (id) ON DELETE CASCADE)',
      'INSERT INTO t VALUES (1, 10)',
      'INSERT INTO u VALUES (5, 1)',
    ];
    const happened = await at(
      'READ COMMITTED',
      reading('SELECT COUNT(*) FROM u', 'DELETE FROM t WHERE id = 1'),
      setup,
    );
    expect(happened.anomalies.map(({ says }) => says)).toEqual([
      'A read row 5 of u in step 2, and in step 4 it was not in the answer any more: B changed that in step 3.',
    ]);
  });

  it('INSERT … SELECT reads what is not committed, at READ UNCOMMITTED alone', async () => {
    const setup = [
      'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)',
      'CREATE TABLE u (n INT PRIMARY KEY)',
      'INSERT INTO t VALUES (1, 10)',
    ];
    const steps = `A: BEGIN
      A: UPDATE t SET n = 11 WHERE id = 1
      B: INSERT INTO u SELECT n FROM t
      A: ROLLBACK`;
    expect(await atAll(steps, setup)).toEqual(['G1a A ─wr(row 1)→ B', '', '', '']);
  });

  it('a session goes on after what it has seen', async () => {
    // T2 has an old snapshot; what came in between has seen its successor. Only that A goes on makes it a circle.
    const steps = `B: START TRANSACTION WITH CONSISTENT SNAPSHOT
      B: SELECT n FROM t WHERE id = 1
      C: UPDATE t SET n = 11 WHERE id = 1
      A: SELECT n FROM t WHERE id = 1
      A: UPDATE t SET n = 21 WHERE id = 2
      B: UPDATE t SET n = n + 1 WHERE id = 2
      B: COMMIT`;
    expect(inShort(await at('REPEATABLE READ', steps))).toEqual([
      'G-single B ─rw(row 1)→ C ─wr(row 1)→ A (from step 4) ─next→ A (from step 5) ─ww(row 2)→ B',
    ]);
  });
});

describe('who counts', () => {
  it('who has only read, however it ends', async () => {
    const seen = 'P2 A ─rw(row 1)→ B ─wr(row 1)→ A';
    const steps = reading('SELECT n FROM t WHERE id = 1', 'UPDATE t SET n = 11 WHERE id = 1');
    for (const end of ['COMMIT', 'ROLLBACK', 'SELECT 1'])
      expect(inShort(await at('READ COMMITTED', steps.replace('COMMIT', end)))).toEqual([seen]);
  });

  it("not a deadlock's victim", async () => {
    const steps = `A: BEGIN
      B: BEGIN
      A: UPDATE t SET n = 11 WHERE id = 1
      B: UPDATE t SET n = 21 WHERE id = 2
      A: UPDATE t SET n = 12 WHERE id = 2
      B: UPDATE t SET n = 22 WHERE id = 1
      A: COMMIT
      B: COMMIT`;
    expect(await atAll(steps)).toEqual(['', '', '', '']);
  });

  it('what one has read of another that went back to a savepoint never was', async () => {
    const steps = `A: BEGIN
      A: SELECT n FROM t WHERE id = 2
      A: SAVEPOINT s
      A: UPDATE t SET n = 11 WHERE id = 1
      B: SELECT n FROM t WHERE id = 1
      A: ROLLBACK TO SAVEPOINT s
      A: COMMIT`;
    expect(await atAll(steps)).toEqual(['G1a A ─wr(row 1)→ B', '', '', '']);
  });
});

describe('what cannot be told is not', () => {
  it('which of two versions with the same value it was, and what would tell it', async () => {
    const steps = `A: BEGIN
      A: UPDATE t SET n = 11 WHERE id = 1
      A: UPDATE t SET n = 10 WHERE id = 1
      B: SELECT n FROM t WHERE id = 1
      A: COMMIT`;
    const { anomalies, doubts } = await at('READ UNCOMMITTED', steps);
    expect(anomalies).toEqual([]);
    expect(doubts.map(({ says }) => says)).toEqual([
      'What B has read in step 4 may be one of several versions of row 1 of t. Write different values, and it can be told.',
    ]);
    expect(inShort(await at('READ COMMITTED', steps))).toEqual(['']);
  });

  it.each([
    [
      'functions by chance',
      updating('SELECT n, RAND() > 2 AS r FROM t WHERE id = 1'),
      undefined,
      'unknown-read',
    ],
    ['procedures', updating('CALL p()'), ['CREATE PROCEDURE p() SELECT n FROM t WHERE id = 1'], 'runs-more'],
    [
      'views, by chance',
      updating('SELECT n FROM v WHERE id = 1'),
      ['CREATE VIEW v AS SELECT id, n, RAND() AS r FROM t'],
      'unknown-read',
    ],
    ['SKIP LOCKED', updating('SELECT n FROM t LIMIT 1 FOR UPDATE SKIP LOCKED'), undefined, 'unknown-read'],
    ['tables that are made anew', 'B: UPDATE t SET n = 9\nB: ALTER TABLE t ADD m INT', undefined, 'remade'],
    [
      'tables of one shape that change places',
      'A: UPDATE t SET n = 9\nB: RENAME TABLE t TO was, other TO t',
      ['CREATE TABLE other LIKE t', 'INSERT INTO other VALUES (1, 9), (2, 9)'],
      'remade',
    ],
    ['tables that are emptied by making them anew', 'A: SELECT n FROM t\nB: TRUNCATE t', undefined, 'remade'],
    [
      'tables that are dropped and made as before',
      `A: UPDATE t SET n = 9
      B: DROP TABLE t
      B: CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)
      B: INSERT INTO t VALUES (1, 9), (2, 9)`,
      undefined,
      'remade',
    ],
    [
      'partitions that are emptied',
      'A: SELECT n FROM t\nB: ALTER TABLE t TRUNCATE PARTITION p0',
      [
        'DROP TABLE t',
        'CREATE TABLE t (id INT PRIMARY KEY, n INT) TABLESPACE innodb_file_per_table PARTITION BY HASH (id) PARTITIONS 2',
        'INSERT INTO t VALUES (1, 10), (2, 20)',
      ],
      'remade',
    ],
    [
      'who wrote first of two that were freed in one',
      `A: BEGIN
      A: UPDATE t SET n = 5 WHERE id = 1
      B: UPDATE t SET n = n + 1 WHERE id = 1
      C: UPDATE t SET n = n * 2 WHERE id = 1
      A: COMMIT`,
      undefined,
      'unknown-writer',
    ],
    ['one who was not through', `A: BEGIN\nA: UPDATE t SET n = 11 WHERE id = 1`, undefined, 'open'],
  ])('%s', async (_, steps, more: readonly string[] | undefined, why) => {
    const setup = [
      'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)',
      'INSERT INTO t VALUES (1, 10), (2, 20)',
      ...(more ?? []),
    ];
    const { anomalies, doubts } = await at('READ COMMITTED', steps, setup);
    expect([anomalies, [...new Set(doubts.map((one) => one.why))]]).toEqual([[], [why]]);
  });

  it('what is in a table that is too large to be read', { timeout: 120_000 }, async () => {
    const many = (rows: number) => [
      'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL, more VARCHAR(100) NOT NULL)',
      'SET SESSION cte_max_recursion_depth = 100000',
      `INSERT INTO t WITH RECURSIVE a AS (SELECT 1 AS id UNION ALL SELECT id + 1 FROM a WHERE id < ${rows})
         SELECT id, 10, REPEAT('x', 100) FROM a`,
    ];
    const steps = updating('SELECT SUM(n) FROM t');
    expect(inShort(await at('READ COMMITTED', steps, many(1_000)))).toEqual([lost]);
    expect(inShort(await at('READ COMMITTED', steps, many(80_000)))).toEqual(['? unread']);
  });

  it('rows without a key', async () => {
    const setup = ['CREATE TABLE t (id INT, n INT)', 'INSERT INTO t VALUES (1, 10)'];
    expect(inShort(await at('READ COMMITTED', updating('SELECT n FROM t'), setup))).toEqual(['? keyless']);
  });
});

/** Values of each type, before and after, and what is asked of them beside themselves. */
const types = [
  ['DECIMAL(10,2)', '10.50', '11.25', 'x * 2'],
  ['DATE', "'2026-01-02'", "'2027-01-01'", 'x + INTERVAL 1 DAY'],
  ['DATETIME(3)', "'2026-01-02 03:04:05.678'", 'NULL', 'x'],
  ['TIMESTAMP NULL', "'2026-01-02 03:04:05'", 'NULL', 'x'],
  ['TIME', "'10:11:12'", 'NULL', 'x'],
  ['YEAR', '2026', '1999', 'x + 1'],
  ["ENUM('a','b')", "'a'", "'b'", 'x + 0'],
  ["SET('x','y')", "'x,y'", "''", 'x + 0'],
  ['VARBINARY(10)', "X'00FF'", "X'01'", 'HEX(x)'],
  ['BLOB', "X'DEAD'", 'NULL', 'HEX(x)'],
  ['JSON', `'{"k": [1, "two"]}'`, "'[]'", "JSON_EXTRACT(x, '$.k[0]')"],
  ['DOUBLE', '0.1', '2e300', 'x * 3'],
  ['BIGINT UNSIGNED', '18446744073709551615', '0', 'x'],
  ['VARCHAR(20) COLLATE utf8mb4_bin', "'É'", "'é'", "x = 'é'"],
  ['VARCHAR(20) CHARACTER SET latin1', "'É'", "'x'", 'x'],
  ['TEXT', String.raw`'ti''xt\\ "q"'`, "''", 'LENGTH(x)'],
  ['CHAR(5)', "'a'", "'b'", 'x'],
] as const;

it('the server answers as if the rows were others, of every type', { timeout: 120_000 }, async () => {
  for (const [type, was, is, ask] of types)
    for (const read of ['SELECT * FROM t', `SELECT ${ask} AS y FROM t WHERE id = 1`]) {
      const setup = [`CREATE TABLE t (id INT PRIMARY KEY, x ${type})`, `INSERT INTO t VALUES (1, ${was})`];
      const happened = await at(
        'READ COMMITTED',
        reading(read, `UPDATE t SET x = ${is} WHERE id = 1`),
        setup,
      );
      expect(inShort(happened), `${type}: ${read}`).toEqual(['P2 A ─rw(row 1)→ B ─wr(row 1)→ A']);
    }
});

it('of many there are as many as one reads, one of each kind among them, and how many more', async () => {
  const sessions = ['A', 'B', 'C', 'D', 'E'];
  const steps = [
    ...sessions.map((one) => `${one}: BEGIN`),
    ...sessions.map((one) => `${one}: SELECT SUM(n) FROM t WHERE n > 0`),
    ...sessions.map((one, nth) => `${one}: UPDATE t SET n = n + 1 WHERE id = ${nth + 1}`),
    'E: INSERT INTO t VALUES (9, 9)',
    'A: INSERT INTO t VALUES (8, 8)',
    ...sessions.map((one) => `${one}: COMMIT`),
  ];
  const setup = [
    'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)',
    'INSERT INTO t VALUES (1, 10), (2, 20), (3, 30), (4, 40), (5, 50)',
  ];
  const { anomalies, more } = await at('REPEATABLE READ', steps.join('\n'), setup);
  expect([anomalies.map(({ kind }) => kind), more]).toEqual([Array(6).fill('A5B'), 4]);
});

import type { Told } from './story.ts';

/** What must and must not be said of a step (from 1) in the moment in which it is the newest. */
export interface Moment extends Told {
  readonly name: string;
  readonly step: number;
  readonly says: readonly string[];
}

const accounts = [
  'CREATE TABLE accounts (id INT PRIMARY KEY, owner VARCHAR(40) NOT NULL, n INT NOT NULL DEFAULT 0)',
  "INSERT INTO accounts VALUES (1, 'Ann', 10), (2, 'Bob', 20)",
];
const watch = ['accounts'];
const base = { setup: accounts, watch };

const waits = (taker: string, since: number): string =>
  `B waits for a lock that A took with its ${taker}; A's transaction is still open (since step ${since}).`;

const takers: readonly Moment[] = [
  {
    ...base,
    name: 'a row that was inserted is locked by its INSERT, whatever came after it',
    steps: `A: START TRANSACTION
      A: INSERT INTO accounts VALUES (5, 'Eve', 1)
      A: UPDATE accounts SET n = 11 WHERE id = 2
      B: UPDATE accounts SET n = 99 WHERE id = 5
      A: COMMIT`,
    step: 4,
    says: [waits('INSERT in step 2', 1)],
  },
  {
    ...base,
    name: 'the implicit lock of an INSERT stays its own when a later SELECT has made it explicit',
    level: 'SERIALIZABLE',
    steps: `A: START TRANSACTION
      A: INSERT INTO accounts VALUES (5, 'Eve', 1)
      A: SELECT n FROM accounts WHERE id = 5
      B: UPDATE accounts SET n = 99 WHERE id = 5
      A: COMMIT`,
    step: 4,
    says: [waits('INSERT in step 2', 1)],
  },
  {
    ...base,
    name: 'a return to a savepoint keeps the lock, with the statement that took it',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 11 WHERE id = 1
      A: SAVEPOINT s
      A: UPDATE accounts SET n = 12 WHERE id = 1
      A: ROLLBACK TO SAVEPOINT s
      A: UPDATE accounts SET n = 11 WHERE id = 2
      B: UPDATE accounts SET n = 99 WHERE id = 1
      A: COMMIT`,
    step: 7,
    says: [waits('UPDATE in step 2', 1)],
  },
  {
    ...base,
    name: 'a locking read before a savepoint, too',
    steps: `A: START TRANSACTION
      A: SELECT id FROM accounts WHERE id = 1 FOR UPDATE
      A: SAVEPOINT s
      A: ROLLBACK TO SAVEPOINT s
      B: UPDATE accounts SET n = 99 WHERE id = 1
      A: COMMIT`,
    step: 5,
    says: [waits('SELECT in step 2', 1)],
  },
  {
    ...base,
    name: 'DDL has ended the transaction before: the lock is of the next one',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 11 WHERE id = 1
      A: CREATE TABLE other (id INT PRIMARY KEY)
      A: START TRANSACTION
      A: SELECT id FROM accounts WHERE id = 1 FOR UPDATE
      B: UPDATE accounts SET n = 99 WHERE id = 1
      A: COMMIT`,
    step: 6,
    says: [waits('SELECT in step 5', 4)],
  },
  {
    ...base,
    name: 'COMMIT AND CHAIN begins the next one',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 11 WHERE id = 1
      A: COMMIT AND CHAIN
      A: SELECT id FROM accounts WHERE id = 1 FOR UPDATE
      B: UPDATE accounts SET n = 99 WHERE id = 1
      A: COMMIT`,
    step: 5,
    says: [waits('SELECT in step 4', 3)],
  },
  {
    ...base,
    name: 'without autocommit the first statement on a table begins a transaction',
    steps: `A: SET autocommit = 0
      A: SELECT 1
      A: UPDATE accounts SET n = 11 WHERE id = 1
      B: UPDATE accounts SET n = 99 WHERE id = 1
      A: COMMIT`,
    step: 4,
    says: [waits('UPDATE in step 3', 3)],
  },
  {
    ...base,
    name: 'a victim that tries again takes its locks anew',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 11 WHERE id = 1
      B: START TRANSACTION
      B: UPDATE accounts SET n = 12 WHERE id = 2
      B: UPDATE accounts SET owner = 'x' WHERE id = 2
      A: UPDATE accounts SET n = 13 WHERE id = 2
      B: UPDATE accounts SET n = 14 WHERE id = 1
      B: COMMIT
      A: START TRANSACTION
      A: SELECT id FROM accounts WHERE id = 1 FOR UPDATE
      B: UPDATE accounts SET n = 15 WHERE id = 1
      A: COMMIT`,
    step: 11,
    says: [waits('SELECT in step 10', 9)],
  },
  {
    setup: [
      `CREATE TABLE ev (id INT PRIMARY KEY, name VARCHAR(20))
       PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)`,
      "INSERT INTO ev VALUES (1, 'a'), (20, 'b')",
    ],
    watch: ['ev'],
    name: 'each partition has a gap of its own at its end',
    steps: `A: START TRANSACTION
      A: SELECT id FROM ev WHERE id = 500 FOR UPDATE
      A: SELECT id FROM ev WHERE id = 5 FOR UPDATE
      B: INSERT INTO ev VALUES (6, 'e')
      A: COMMIT`,
    step: 4,
    says: [waits('SELECT in step 3', 1)],
  },
  {
    setup: ['CREATE TABLE g (id INT PRIMARY KEY)', 'INSERT INTO g VALUES (1), (10)'],
    name: 'a gap that an insert has split belongs to who had it before',
    steps: `A: START TRANSACTION
      A: SELECT id FROM g WHERE id = 5 FOR UPDATE
      A: INSERT INTO g VALUES (7)
      B: INSERT INTO g VALUES (6)
      A: COMMIT`,
    step: 4,
    says: [waits('SELECT in step 2', 1)],
  },
  {
    setup: [
      'CREATE TABLE u (id INT PRIMARY KEY, mail VARCHAR(20) NOT NULL, UNIQUE KEY by_mail (mail))',
      "INSERT INTO u VALUES (1, 'x')",
    ],
    name: 'an entry of a secondary index is locked by the statement that made it',
    steps: `A: START TRANSACTION
      A: INSERT INTO u VALUES (2, 'it''s')
      A: UPDATE u SET mail = 'y' WHERE id = 1
      B: INSERT INTO u VALUES (3, 'it''s')
      A: COMMIT`,
    step: 4,
    says: [
      waits('INSERT in step 2', 1),
      // The row comes before its entries.
      "B has written already, and still waits: in u, (3, it's) is new.",
    ],
  },
  {
    setup: [
      'CREATE TABLE seats (seat CHAR(3) PRIMARY KEY, who VARCHAR(20))',
      "INSERT INTO seats VALUES ('1A', 'a'), ('1C', 'c')",
    ],
    name: 'where entries cannot be compared, nobody who wrote another row is taken for the taker',
    steps: `A: START TRANSACTION
      A: UPDATE seats SET who = 'x' WHERE seat = '1A'
      A: SELECT * FROM seats WHERE seat = '1C' FOR UPDATE
      B: UPDATE seats SET who = 'y' WHERE seat = '1C'
      A: COMMIT`,
    step: 4,
    says: [],
  },
  {
    setup: ['CREATE TABLE g (id INT PRIMARY KEY, n INT)', 'INSERT INTO g VALUES (1, 0), (10, 0)'],
    name: 'who has written a row has not taken the gap before it',
    steps: `A: START TRANSACTION
      A: UPDATE g SET n = 5 WHERE id = 10
      A: SELECT * FROM g WHERE id > 1 FOR UPDATE
      B: INSERT INTO g VALUES (7, 0)
      A: COMMIT`,
    step: 4,
    says: [waits('SELECT in step 3', 1)],
  },
  {
    ...base,
    name: 'a savepoint from before the first access takes locks away, too',
    steps: `A: START TRANSACTION
      A: SAVEPOINT s
      A: UPDATE accounts SET n = 11 WHERE id = 1
      A: ROLLBACK TO SAVEPOINT s
      A: SELECT id FROM accounts WHERE id = 1 FOR UPDATE
      B: UPDATE accounts SET n = 99 WHERE id = 1
      A: COMMIT`,
    step: 6,
    says: [waits('SELECT in step 5', 1)],
  },
  {
    ...base,
    name: 'a row that was inserted, taken back and inserted again is locked by the second INSERT',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 11 WHERE id = 2
      A: SAVEPOINT s
      A: INSERT INTO accounts VALUES (5, 'Eve', 1)
      A: ROLLBACK TO SAVEPOINT s
      A: INSERT INTO accounts VALUES (5, 'Eve', 1)
      B: UPDATE accounts SET n = 99 WHERE id = 5
      A: COMMIT`,
    step: 7,
    says: [waits('INSERT in step 6', 1)],
  },
  {
    ...base,
    name: 'a victim has written nothing: the row is the survivor’s',
    steps: `A: START TRANSACTION
      B: START TRANSACTION
      A: SELECT * FROM accounts WHERE id = 5 FOR UPDATE
      B: SELECT * FROM accounts WHERE id = 5 FOR UPDATE
      A: INSERT INTO accounts VALUES (5, 'Eve', 1)
      B: INSERT INTO accounts VALUES (5, 'Eve', 2)
      A: UPDATE accounts SET n = 3 WHERE id = 5
      B: START TRANSACTION
      B: UPDATE accounts SET n = 4 WHERE id = 5
      A: COMMIT`,
    step: 9,
    says: [waits('INSERT in step 5', 1)],
  },
  {
    setup: ['CREATE TABLE logs (msg VARCHAR(20))'],
    name: 'without a primary key nothing is said where an earlier statement may have written the row',
    steps: `A: START TRANSACTION
      A: INSERT INTO logs VALUES ('a')
      A: UPDATE logs SET msg = 'b'
      B: UPDATE logs SET msg = 'c'
      A: COMMIT`,
    step: 4,
    says: [],
  },
  {
    ...base,
    name: 'what XA has prepared was taken by no XA statement',
    steps: `A: XA START 'x'
      A: UPDATE accounts SET n = 11 WHERE id = 1
      A: XA END 'x'
      A: XA PREPARE 'x'
      B: UPDATE accounts SET n = 12 WHERE id = 1
      A: XA ROLLBACK 'x'`,
    step: 5,
    says: [],
  },
  {
    setup: ['CREATE TABLE logs (msg VARCHAR(20))', "INSERT INTO logs VALUES ('a'), ('b'), ('b')"],
    name: 'without a primary key, too, when there is only one that has written',
    steps: `A: START TRANSACTION
      A: UPDATE logs SET msg = 'c' WHERE msg = 'b' LIMIT 1
      B: DELETE FROM logs WHERE msg = 'a'
      A: COMMIT`,
    step: 3,
    says: [waits('UPDATE in step 2', 1)],
  },
  {
    setup: [
      'CREATE TABLE parent (id INT PRIMARY KEY)',
      'CREATE TABLE child (id INT PRIMARY KEY, p INT NOT NULL, FOREIGN KEY (p) REFERENCES parent (id))',
      'INSERT INTO parent VALUES (1)',
    ],
    name: 'a foreign key locks the row that it refers to, shared',
    steps: `A: START TRANSACTION
      A: INSERT INTO child VALUES (1, 1)
      B: DELETE FROM parent WHERE id = 1
      A: COMMIT`,
    step: 3,
    says: [waits('INSERT in step 2', 1)],
  },
  {
    setup: [
      ...accounts,
      'CREATE TABLE log (id INT PRIMARY KEY AUTO_INCREMENT, what VARCHAR(20))',
      "CREATE TRIGGER noted AFTER UPDATE ON accounts FOR EACH ROW INSERT INTO log (id, what) VALUES (NEW.n, 'x')",
    ],
    name: 'what a trigger writes is its statement’s, in a table that the lesson does not watch',
    watch,
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 77 WHERE id = 1
      A: UPDATE accounts SET n = 78 WHERE id = 2
      B: INSERT INTO log (id, what) VALUES (77, 'mine')
      A: COMMIT`,
    step: 4,
    says: [waits('UPDATE in step 2', 1)],
  },
  {
    ...base,
    name: 'a named lock is kept until it is let go of, and so no end of a transaction is told of',
    steps: `A: START TRANSACTION
      A: DO GET_LOCK('x', 0)
      B: DO GET_LOCK('x', 60)
      A: DO RELEASE_LOCK('x')
      A: COMMIT`,
    step: 3,
    says: ['B waits for a lock that A took with its DO in step 2.'],
  },
  {
    ...base,
    name: 'a definition is kept by the statement that used the table first',
    steps: `A: START TRANSACTION
      A: SELECT id FROM accounts
      A: SELECT 1
      B: ALTER TABLE accounts ADD COLUMN more INT
      A: COMMIT`,
    step: 4,
    says: [waits('SELECT in step 2', 1)],
  },
  {
    ...base,
    name: 'nothing is said of who only waits before it',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 11 WHERE id = 1
      C: UPDATE accounts SET n = 12 WHERE id = 1
      B: UPDATE accounts SET n = 13 WHERE id = 1
      A: COMMIT`,
    step: 4,
    says: [waits('UPDATE in step 2', 1)],
  },
];

const snapshots: readonly Moment[] = [
  {
    ...base,
    name: 'a second BEGIN has ended the transaction and its snapshot',
    steps: `B: START TRANSACTION
      B: SELECT id, n FROM accounts WHERE id = 1
      B: START TRANSACTION
      A: UPDATE accounts SET n = 20 WHERE id = 1
      B: SELECT id, n FROM accounts WHERE id = 1
      B: COMMIT`,
    step: 5,
    says: [],
  },
  {
    ...base,
    name: 'and the next read takes another one',
    steps: `B: START TRANSACTION
      B: SELECT id, n FROM accounts WHERE id = 1
      B: START TRANSACTION
      A: UPDATE accounts SET n = 20 WHERE id = 1
      B: SELECT id, n FROM accounts WHERE id = 1
      A: UPDATE accounts SET n = 21 WHERE id = 1
      B: SELECT id, n FROM accounts WHERE id = 1
      B: COMMIT`,
    step: 7,
    says: ['B does not see (1, Ann, 21): A committed it in step 6, after B took its snapshot in step 5.'],
  },
  ...(
    [
      ['a CTE', 'WITH x AS (SELECT COUNT(*) AS c FROM accounts) SELECT c FROM x'],
      ['parentheses', '(SELECT id FROM accounts LIMIT 1)'],
      ['TABLE', 'TABLE accounts'],
      ['SELECT … INTO', 'SELECT COUNT(*) INTO @c FROM accounts'],
      ['a procedure that reads', 'CALL looks()'],
      ['a prepared statement', 'EXECUTE one'],
      ['a view', 'SELECT * FROM seen'],
      ['a SELECT that fails after it read', 'SELECT (SELECT id FROM accounts)'],
      ['SHOW TABLES', 'SHOW TABLES'],
      ['START TRANSACTION WITH CONSISTENT SNAPSHOT', 'START TRANSACTION WITH CONSISTENT SNAPSHOT'],
    ] as const
  ).map(
    ([name, sql]): Moment => ({
      setup: [
        ...accounts,
        'CREATE PROCEDURE looks() SELECT COUNT(*) FROM accounts',
        'CREATE VIEW seen AS SELECT id FROM accounts',
      ],
      watch,
      name: `a snapshot is taken by ${name}`,
      steps: `B: PREPARE one FROM 'SELECT COUNT(*) FROM accounts'
        B: START TRANSACTION
        B: ${sql}
        A: INSERT INTO accounts VALUES (3, 'Eve', 5)
        B: SELECT id, owner, n FROM accounts
        B: COMMIT`,
      step: 5,
      says: ['B does not see (3, Eve, 5): A committed it in step 4, after B took its snapshot in step 3.'],
    }),
  ),
  ...(
    [
      ['SELECT 1', 'SELECT 1'],
      ['a locking read', 'SELECT id FROM accounts WHERE id = 2 FOR SHARE'],
      ['SET @x = (SELECT …)', 'SET @x = (SELECT n FROM accounts WHERE id = 2)'],
      ['an UPDATE', 'UPDATE accounts SET n = 21 WHERE id = 2'],
      ['EXPLAIN', 'EXPLAIN SELECT * FROM accounts'],
    ] as const
  ).map(
    ([name, sql]): Moment => ({
      ...base,
      name: `none is taken by ${name}`,
      steps: `B: START TRANSACTION
        B: ${sql}
        A: UPDATE accounts SET n = 11 WHERE id = 1
        B: SELECT id, n FROM accounts WHERE id = 1
        A: UPDATE accounts SET n = 12 WHERE id = 1
        B: SELECT id, n FROM accounts WHERE id = 1
        B: COMMIT`,
      step: 6,
      says: ['B does not see (1, Ann, 12): A committed it in step 5, after B took its snapshot in step 4.'],
    }),
  ),
  {
    ...base,
    name: 'a return to a savepoint from before the first read takes the snapshot away',
    steps: `B: START TRANSACTION
      B: SAVEPOINT s
      B: SELECT n FROM accounts
      B: ROLLBACK TO SAVEPOINT s
      A: UPDATE accounts SET n = 11 WHERE id = 1
      B: SELECT id, n FROM accounts WHERE id = 1
      A: UPDATE accounts SET n = 12 WHERE id = 1
      B: SELECT id, n FROM accounts WHERE id = 1
      B: COMMIT`,
    step: 8,
    says: ['B does not see (1, Ann, 12): A committed it in step 7, after B took its snapshot in step 6.'],
  },
  {
    ...base,
    name: 'what is computed of a column is none of its values',
    steps: `A: INSERT INTO accounts VALUES (3, 'Eve', 5)
      B: START TRANSACTION
      B: SELECT id, UPPER(owner) AS owner FROM accounts ORDER BY id
      B: COMMIT`,
    step: 3,
    says: [],
  },
  {
    ...base,
    name: 'a row that was deleted after the snapshot is still seen',
    steps: `B: START TRANSACTION
      B: SELECT id FROM accounts
      A: DELETE FROM accounts WHERE id = 2
      B: SELECT id FROM accounts
      B: COMMIT`,
    step: 4,
    says: [
      'B still sees (2, Bob, 20): A committed its deletion in step 3, after B took its snapshot in step 2.',
    ],
  },
  {
    ...base,
    name: 'nothing changed: it reads from its snapshot',
    steps: `B: START TRANSACTION
      B: SELECT n FROM accounts WHERE id = 2
      A: UPDATE accounts SET n = 11 WHERE id = 1
      B: SELECT id, n FROM accounts WHERE id = 2
      B: COMMIT`,
    step: 4,
    says: ['B reads from the snapshot that it took in step 2.'],
  },
];

const reads: readonly Moment[] = [
  ...(['SELECT n FROM accounts WHERE id = 1', 'SELECT SUM(n) FROM accounts', 'SELECT 1'] as const).map(
    (sql): Moment => ({
      ...base,
      name: `nothing is said of a snapshot where its own rows may be in what came back: ${sql}`,
      steps: `B: START TRANSACTION
        B: SELECT n FROM accounts WHERE id = 1
        A: UPDATE accounts SET n = n + 1 WHERE id = 1
        B: UPDATE accounts SET n = n + 100 WHERE id = 1
        B: ${sql}
        B: COMMIT`,
      step: 5,
      says: [],
    }),
  ),
  {
    ...base,
    name: 'what is still seen of a deleted row is what was seen',
    level: 'READ COMMITTED',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 21 WHERE id = 2
      A: DELETE FROM accounts WHERE id = 2
      B: SELECT id, n FROM accounts`,
    step: 4,
    says: [
      "B still sees (2, Bob, 20): A deleted it in step 3, and A's transaction is still open (since step 1).",
    ],
  },
  {
    ...base,
    name: 'a row that was given another key is called deleted by nobody',
    level: 'READ COMMITTED',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET id = 3 WHERE id = 2
      B: SELECT id, n FROM accounts`,
    step: 3,
    says: [
      "B does not see (3, Bob, 20): A wrote it in step 2, and A's transaction is still open (since step 1).",
    ],
  },
  {
    ...base,
    name: 'settings of one’s own may make the same question another one: nothing is said',
    level: 'READ COMMITTED',
    steps: `B: SET sql_select_limit = 1
      A: INSERT INTO accounts VALUES (0, 'Eve', 5)
      A: START TRANSACTION
      A: UPDATE accounts SET n = 15
      B: SELECT id, n FROM accounts ORDER BY id`,
    step: 5,
    says: [],
  },
  {
    ...base,
    name: 'a row that another has not committed is not seen',
    level: 'READ COMMITTED',
    steps: `A: START TRANSACTION
      A: INSERT INTO accounts VALUES (3, 'Eve', 5)
      B: SELECT * FROM accounts`,
    step: 3,
    says: [
      "B does not see (3, Eve, 5): A wrote it in step 2, and A's transaction is still open (since step 1).",
    ],
  },
  {
    ...base,
    name: 'and neither is what its predecessor has become, whatever the WHERE',
    level: 'READ COMMITTED',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 15 WHERE id = 1
      B: SELECT id, n FROM accounts WHERE LOWER(owner) LIKE 'a%' AND n BETWEEN 5 AND 12 ORDER BY n LIMIT 1`,
    step: 3,
    says: [
      "B does not see (1, Ann, 15): A wrote it in step 2, and A's transaction is still open (since step 1).",
    ],
  },
  {
    ...base,
    name: 'seen all the same it is a dirty read',
    level: 'READ UNCOMMITTED',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 15 WHERE id = 1
      B: SELECT a.n, a.id FROM accounts AS a WHERE a.n > 12 AND a.id = 1`,
    step: 3,
    says: ['B sees (1, Ann, 15), which A wrote in step 2 and has not committed: a dirty read.'],
  },
  {
    ...base,
    name: 'so is a row that another has deleted and not committed',
    level: 'READ UNCOMMITTED',
    steps: `A: START TRANSACTION
      A: DELETE FROM accounts WHERE id = 2
      A: UPDATE accounts SET n = 11 WHERE id = 1
      B: SELECT id, n FROM accounts`,
    step: 4,
    says: [
      'B sees (1, Ann, 11), which A wrote in step 3 and has not committed: a dirty read.',
      'B does not see (2, Bob, 20) any more: A deleted it in step 2 and has not committed that: a dirty read.',
    ],
  },
  {
    ...base,
    name: 'a row that another has changed so that it is not asked for any more is no other',
    level: 'READ UNCOMMITTED',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 99 WHERE id = 2
      A: UPDATE accounts SET n = 11 WHERE id = 1
      B: SELECT id, n FROM accounts WHERE n < 50`,
    step: 4,
    says: ['B sees (1, Ann, 11), which A wrote in step 3 and has not committed: a dirty read.'],
  },
  {
    ...base,
    name: 'an outer join has rows without a key',
    level: 'READ COMMITTED',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 11 WHERE id = 1
      B: SELECT a.id, a.n, b.id, b.n FROM accounts a LEFT JOIN accounts b ON b.id = a.id + 1 ORDER BY a.id`,
    step: 3,
    says: [
      "B does not see (1, Ann, 11): A wrote it in step 2, and A's transaction is still open (since step 1).",
    ],
  },
  {
    ...base,
    name: 'a temporary table hides what others see: nothing is said',
    level: 'READ COMMITTED',
    steps: `B: CREATE TEMPORARY TABLE accounts (id INT PRIMARY KEY, owner VARCHAR(40), n INT)
      A: START TRANSACTION
      A: UPDATE accounts SET n = 15
      B: SELECT id, n FROM accounts`,
    step: 4,
    says: [],
  },
  {
    ...base,
    name: 'of rows that are not known by their keys nothing is said',
    level: 'READ UNCOMMITTED',
    steps: `A: START TRANSACTION
      A: INSERT INTO accounts VALUES (3, 'Ann', 5)
      B: SELECT owner FROM accounts ORDER BY owner`,
    step: 3,
    says: [],
  },
  {
    ...base,
    name: 'a value that was there before, too, is no dirty read',
    level: 'READ UNCOMMITTED',
    steps: `A: UPDATE accounts SET n = 20 WHERE id = 1
      A: START TRANSACTION
      A: UPDATE accounts SET n = 10 WHERE id = 1
      B: SELECT id, n FROM accounts WHERE id = 1`,
    step: 4,
    says: [],
  },
  {
    ...base,
    name: 'what was rolled back is nobody’s',
    level: 'READ UNCOMMITTED',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 20 WHERE id = 1
      A: ROLLBACK
      B: SELECT id, n FROM accounts WHERE id = 1`,
    step: 4,
    says: [],
  },
  {
    ...base,
    name: 'its own version is its own',
    level: 'READ UNCOMMITTED',
    steps: `B: START TRANSACTION
      B: UPDATE accounts SET n = 20 WHERE id = 1
      B: SELECT id, n FROM accounts WHERE id = 1
      B: COMMIT`,
    step: 3,
    says: ['B sees (1, Ann, 20) because it wrote that itself in step 2.'],
  },
  {
    ...base,
    name: 'an UPDATE has changed a newer version than the snapshot has',
    steps: `B: START TRANSACTION
      B: SELECT id, n FROM accounts WHERE id = 1
      A: UPDATE accounts SET n = n + 1 WHERE id = 1
      B: UPDATE accounts SET n = n + 100 WHERE id = 1
      B: SELECT id, n FROM accounts WHERE id = 1
      B: COMMIT`,
    step: 5,
    says: [
      "B's UPDATE in step 4 changed A's newer version (1, Ann, 11) of step 3, which B's snapshot does not have; now B sees its own, (1, Ann, 111).",
    ],
  },
  {
    ...base,
    name: 'a derived table may mix two rows: nothing is said',
    level: 'READ COMMITTED',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 15 WHERE id = 1
      B: SELECT d.id, d.n FROM (SELECT a.id, b.n FROM accounts a, accounts b WHERE a.id = 1 AND b.id = 2 LIMIT 5) d`,
    step: 3,
    says: [],
  },
  {
    ...base,
    name: 'sql_select_limit is nobody’s business: nothing is said',
    level: 'READ COMMITTED',
    steps: `B: SET sql_select_limit = 1
      A: START TRANSACTION
      A: UPDATE accounts SET n = 15 WHERE id = 2
      B: SELECT id, n FROM accounts ORDER BY id`,
    step: 4,
    says: [],
  },
  {
    ...base,
    name: 'a transaction that two began side by side is told by its own rows',
    level: 'READ COMMITTED',
    steps: `A: START TRANSACTION
      B: START TRANSACTION
      A: UPDATE accounts SET n = 15 WHERE id = 1
      B: UPDATE accounts SET n = 25 WHERE id = 2
      A: SELECT id, n FROM accounts
      A: COMMIT
      B: COMMIT`,
    step: 5,
    says: [
      'A sees (1, Ann, 15) because it wrote that itself in step 3.',
      "A does not see (2, Bob, 25): B wrote it in step 4, and B's transaction is still open (since step 2).",
    ],
  },
  {
    ...base,
    name: 'a level that was set for one transaction is that transaction’s',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 15 WHERE id = 1
      B: SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED
      B: SELECT id, n FROM accounts WHERE id = 1
      B: SELECT id, n FROM accounts WHERE id = 1`,
    step: 4,
    says: ['B sees (1, Ann, 15), which A wrote in step 2 and has not committed: a dirty read.'],
  },
  {
    ...base,
    name: 'SELECT … INTO gives its variable a value',
    steps: `B: SELECT n INTO @n FROM accounts WHERE id = 1`,
    step: 1,
    says: ["B's @n is 10 now."],
  },
];

const lockingReads: readonly Moment[] = [
  {
    ...base,
    name: 'SKIP LOCKED passes over what another has locked',
    steps: `A: START TRANSACTION
      A: SELECT id FROM accounts WHERE id = 1 FOR UPDATE
      B: SELECT id FROM accounts FOR UPDATE SKIP LOCKED`,
    step: 3,
    says: ['B passed over (1, Ann, 10): A has it locked, since its SELECT in step 2.'],
  },
  {
    ...base,
    name: 'NOWAIT is refused by it',
    steps: `A: START TRANSACTION
      A: UPDATE accounts SET n = 11 WHERE id = 2
      B: SELECT id FROM accounts WHERE id = 2 FOR SHARE NOWAIT`,
    step: 3,
    says: ['B was refused, and does not wait: A has (2, Bob, 11) locked, since its UPDATE in step 2.'],
  },
  {
    ...base,
    name: 'a shared lock is not in the way of another one',
    steps: `A: START TRANSACTION
      A: SELECT id FROM accounts WHERE id = 1 FOR SHARE
      B: SELECT id FROM accounts FOR SHARE SKIP LOCKED`,
    step: 3,
    says: [],
  },
];

export const moments: readonly Moment[] = [...takers, ...snapshots, ...reads, ...lockingReads];

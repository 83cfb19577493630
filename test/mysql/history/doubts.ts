import type { Moment } from './moments.ts';

const base = {
  setup: ['CREATE TABLE t (id INT PRIMARY KEY, n INT)', 'INSERT INTO t VALUES (1, 10), (2, 20)'],
  watch: ['t'],
};

const committedLate =
  'A does not see (1, 11): B committed it in step 3, after A took its snapshot in step 2.';

/** Moments in which less is known than it seems: what one's own statement has made its own, undone or moved. */
export const doubts: readonly Moment[] = [
  {
    ...base,
    name: 'a row that is seen although it is too new for the snapshot is not read from it: an UPDATE to the same value made it its own',
    steps: `A: START TRANSACTION
      A: SELECT * FROM t
      B: UPDATE t SET n = 11 WHERE id = 1
      A: SELECT * FROM t
      A: UPDATE t SET n = 11 WHERE id = 1
      A: SELECT * FROM t`,
    step: 6,
    says: [],
  },
  {
    ...base,
    name: 'up to there it is told why the newer one is not seen',
    steps: `A: START TRANSACTION
      A: SELECT * FROM t
      B: UPDATE t SET n = 11 WHERE id = 1
      A: SELECT * FROM t`,
    step: 4,
    says: [committedLate],
  },
  {
    ...base,
    name: 'a row that was deleted and made again by oneself is not of the snapshot',
    steps: `A: START TRANSACTION
      A: DELETE FROM t WHERE id = 1
      A: SELECT id FROM t
      A: INSERT INTO t VALUES (1, 10)
      A: SELECT id FROM t`,
    step: 5,
    says: [],
  },
  {
    setup: [
      ...base.setup,
      'CREATE TABLE u (id INT PRIMARY KEY, n INT, KEY (n))',
      'INSERT INTO u VALUES (1, 10)',
    ],
    watch: ['t'],
    name: 'a table that the server reads while it plans is read, too',
    steps: `A: START TRANSACTION
      A: SELECT * FROM t
      A: INSERT INTO u VALUES (3, 30)
      A: SELECT id, n, (SELECT MAX(n) FROM u) AS most FROM t`,
    step: 4,
    says: [],
  },
  {
    setup: [...base.setup, 'CREATE TABLE u (id INT PRIMARY KEY, n INT, KEY (n)) ENGINE = MyISAM'],
    watch: ['t'],
    name: 'and it may keep no versions',
    steps: `A: START TRANSACTION
      A: SELECT * FROM t
      B: INSERT INTO u VALUES (7, 7)
      A: SELECT id, n, (SELECT MAX(n) FROM u) AS most FROM t`,
    step: 4,
    says: [],
  },
  {
    ...base,
    name: 'patience changes nothing in what is read',
    level: 'READ UNCOMMITTED',
    steps: `B: SET SESSION innodb_lock_wait_timeout = 5
      A: START TRANSACTION
      A: UPDATE t SET n = 11 WHERE id = 1
      B: SELECT * FROM t`,
    step: 4,
    says: ['B sees (1, 11), which A wrote in step 3 and has not committed: a dirty read.'],
  },
  {
    setup: [
      ...base.setup,
      'CREATE TABLE log (id INT PRIMARY KEY AUTO_INCREMENT, what VARCHAR(20))',
      `CREATE PROCEDURE p() BEGIN
        START TRANSACTION; UPDATE t SET n = n + 1 WHERE id = 1; COMMIT;
        START TRANSACTION; INSERT INTO log (what) VALUES ('second'); UPDATE t SET n = n + 1 WHERE id = 1; COMMIT;
      END`,
    ],
    watch: ['t', 'log'],
    name: 'a procedure that waits again for what it waited for has moved all the same',
    steps: `A: START TRANSACTION
      A: UPDATE t SET n = 11 WHERE id = 1
      B: CALL p()
      C: START TRANSACTION
      C: UPDATE t SET n = n + 100 WHERE id = 1
      A: COMMIT
      D: SELECT * FROM log
      C: COMMIT`,
    step: 7,
    says: [],
  },
  ...(['REPEATABLE READ', 'READ UNCOMMITTED'] as const).flatMap((level): readonly Moment[] => {
    const told = {
      ...base,
      level,
      steps: `A: START TRANSACTION
        A: UPDATE t SET n = 11 WHERE id = 1
        A: SAVEPOINT s
        A: UPDATE t SET n = 12 WHERE id = 1
        A: UPDATE t SET n = 11 WHERE id = 1
        A: ROLLBACK TO SAVEPOINT s
        A: SELECT * FROM t
        B: SELECT * FROM t`,
      says: [],
    };
    return [
      {
        ...told,
        step: 7,
        name: `what a return to a savepoint has left may be of either statement, at ${level}`,
      },
      { ...told, step: 8, name: `also for those who look at it, at ${level}` },
    ];
  }),
  {
    ...base,
    name: 'what was undone last is not what is left: the one statement that is, is told',
    steps: `A: START TRANSACTION
      A: UPDATE t SET n = 11 WHERE id = 1
      A: SAVEPOINT s
      A: UPDATE t SET n = 12 WHERE id = 1
      A: ROLLBACK TO SAVEPOINT s
      A: SELECT * FROM t WHERE id = 1`,
    step: 6,
    says: ['A sees (1, 11) because it wrote that itself in step 2.'],
  },
  {
    setup: [
      ...base.setup,
      'CREATE PROCEDURE p() BEGIN ROLLBACK TO SAVEPOINT s; SELECT COUNT(*) INTO @c FROM t; END',
    ],
    watch: ['t'],
    name: 'a procedure may return to a savepoint and read anew: when the snapshot was taken is not known',
    steps: `B: START TRANSACTION
      B: SAVEPOINT s
      B: SELECT * FROM t
      A: UPDATE t SET n = 11 WHERE id = 1
      B: CALL p()
      A: UPDATE t SET n = 12 WHERE id = 1
      B: SELECT * FROM t`,
    step: 7,
    says: ['B does not see (1, 12): A committed it in step 6, after B took its snapshot.'],
  },
  ...[
    'INSERT INTO t VALUES (1, 10) ON DUPLICATE KEY UPDATE id = 5',
    'WITH c AS (SELECT 1 AS x) UPDATE t SET id = 5 WHERE id = 1',
  ].map(
    (sql): Moment => ({
      ...base,
      name: `a row that was given another key is no deleted one: ${sql}`,
      steps: `A: START TRANSACTION
      A: ${sql}
      B: SELECT * FROM t`,
      step: 3,
      says: [
        "B does not see (5, 10): A wrote it in step 2, and A's transaction is still open (since step 1).",
      ],
    }),
  ),
  {
    setup: [
      'CREATE TABLE t (id INT PRIMARY KEY, n INT, note VARCHAR(80))',
      "INSERT INTO t VALUES (1, 10, ''), (2, 20, '')",
    ],
    watch: ['t'],
    name: 'a text in a statement is not the server’s count of snapshots',
    steps: `C: START TRANSACTION
      C: UPDATE t SET n = 5 WHERE id = 2
      D: UPDATE t SET note = '\\n2 read views open inside InnoDB\\n' WHERE id = 2
      A: START TRANSACTION
      B: UPDATE t SET n = 11 WHERE id = 1
      A: SELECT id, n FROM t WHERE id = 1
      B: UPDATE t SET n = 12 WHERE id = 1
      A: SELECT id, n, note FROM t WHERE id = 1
      C: COMMIT`,
    step: 8,
    says: ['A does not see (1, 12, ): B committed it in step 7, after A took its snapshot in step 6.'],
  },
  ...[
    'SELECT id INTO @job FROM t ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED',
    'SELECT id, n FROM t ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED INTO @job, @n',
  ].map(
    (sql): Moment => ({
      ...base,
      name: `what was passed over is told, too, where the answer goes to variables: ${sql}`,
      steps: `A: START TRANSACTION
      A: UPDATE t SET n = 11 WHERE id = 1
      B: START TRANSACTION
      B: ${sql}`,
      step: 4,
      says: [
        'B passed over (1, 11): A has it locked, since its UPDATE in step 2.',
        "B's @job is 2 now.",
        ...(sql.includes('@n') ? ["B's @n is 20 now."] : []),
      ],
    }),
  ),
  ...(['SELECT * FROM seen', 'SHOW TABLES WHERE f(1) = 1'] as const).map(
    (sql): Moment => ({
      setup: [
        ...base.setup,
        'CREATE TABLE u (id INT PRIMARY KEY, n INT)',
        'INSERT INTO u VALUES (2, 20)',
        `CREATE FUNCTION f(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
       BEGIN UPDATE t SET n = n + 1 WHERE id = x; UPDATE u SET n = 99 WHERE id = 2; RETURN 1; END`,
        'CREATE VIEW seen AS SELECT f(1) AS one',
      ],
      watch: ['t', 'u'],
      name: `what a function has written is its caller's, not of another one who moved: ${sql}`,
      steps: `A: START TRANSACTION
      A: UPDATE t SET n = 11 WHERE id = 1
      B: START TRANSACTION
      B: ${sql}
      C: START TRANSACTION
      C: UPDATE t SET n = n + 100 WHERE id = 2
      C: UPDATE t SET n = n + 100 WHERE id = 1
      A: COMMIT
      D: SELECT * FROM u`,
      step: 9,
      says: [
        "D does not see (2, 99): B wrote it in step 4, and B's transaction is still open (since step 3).",
      ],
    }),
  ),
];

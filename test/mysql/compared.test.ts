import { afterAll, describe, expect, it } from 'vitest';
import { type ComparedRun, runsToCompare } from '../../src/engine/compare/compared-run.ts';
import { compareOutcomes } from '../../src/engine/compare/comparison.ts';
import { runThrough } from '../../src/engine/run/run-through.ts';
import { endLines, stepLines, tableLines } from '../../src/engine/words/compare-words.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { clock, openLab } from './real-lab.ts';

const lab = await openLab();
afterAll(() => lab[Symbol.asyncDispose]());

/** Runs the lesson and its variant "other" to their ends, and holds them against each other. */
const compared = async (lesson: string) => {
  const parsed = parseLesson(`format: 1
id: compared
title: Compared
topic: tests
summary: A test.
levels: [READ COMMITTED]
level: READ COMMITTED
setup: |
  CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20));
  INSERT INTO t VALUES (1, 'a'), (2, 'b');
  CREATE TABLE bare (v INT);
  INSERT INTO bare VALUES (1), (2);
  CREATE TABLE loose (k INT NOT NULL, n INT, KEY (k));
  INSERT INTO loose VALUES (1, 1), (2, 2);
${lesson.startsWith('watch:') || lesson.includes('\nwatch:') ? '' : 'watch: []\n'}${lesson}`);
  const runs = await Promise.all(
    runsToCompare(parsed, scriptOf(parsed), 'variant').map(async (run): Promise<ComparedRun> => {
      const { signal } = new AbortController();
      return {
        ...run,
        result: { lab: await runThrough({ script: run.script, server: lab, clock, signal }) },
      };
    }),
  );
  const { steps, end, tables } = compareOutcomes(runs);
  const rows = [
    ...steps.map((step) => ({ runs: step.runs, lines: stepLines(step, runs) })),
    { runs: end, lines: endLines(end, runs) },
    ...tables.map((table) => ({ runs: table.runs, lines: tableLines(table, runs) })),
  ];
  return rows.map((row) => ({ differs: row.runs[1]?.differs, lines: row.lines }));
};

/** One statement of A's, and what the variant has in its place. */
const oneStep = (sql: string, other: string, more = ''): string => `${more}steps:
  - A: ${JSON.stringify(sql)}
    as: it
variants:
  other: { title: Other, about: Other., steps: { it: { sql: ${JSON.stringify(other)} } } }
`;

describe('outcomes differ', () => {
  it.each([
    ['another column', 'SELECT id, v FROM t', "SELECT id, CONCAT(v, 'x') v FROM t", /1, a/, /1, ax/],
    ['the name of a column', 'SELECT id FROM t', 'SELECT id AS n FROM t', /2 rows of id/, /2 rows of n/],
    [
      'the order of rows',
      'SELECT id FROM t ORDER BY id',
      'SELECT id FROM t ORDER BY id DESC',
      /^.*,1,2$/,
      /^.*,2,1$/,
    ],
    ['NULL and an empty text', 'SELECT NULL AS x', "SELECT '' AS x", /x=NULL/, /x=''/],
    ['NULL and the text of it', 'SELECT NULL AS x', "SELECT 'NULL' AS x", /x=NULL/, /x='NULL'/],
    [
      'the text of an error',
      "INSERT INTO t VALUES (1, 'c')",
      "INSERT INTO t VALUES (2, 'c')",
      /1062.*'1'/,
      /1062.*'2'/,
    ],
    ['affected rows', "UPDATE t SET v = 'c' WHERE id = 1", "UPDATE t SET v = 'c'", /1 row/, /2 rows/],
    [
      'matched rows',
      "UPDATE t SET v = 'a' WHERE id = 1",
      "UPDATE t SET v = 'a' WHERE id = 9",
      /1 matched/,
      /0 rows/,
    ],
    ['warnings', 'DO 1', "DO CAST('x' AS SIGNED)", /^OK$/, /1 warning/],
    [
      'a last row among many',
      'SELECT 1 n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5',
      'SELECT 1 n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 6',
      /4 rows alike,5/,
      /4 rows alike,6/,
    ],
  ])('in %s', async (_, sql, other, first, second) => {
    const [step] = await compared(oneStep(sql, other));
    expect(step?.differs).toBe(true);
    expect(step?.lines[0]?.join()).toMatch(first);
    expect(step?.lines[1]?.join()).toMatch(second);
  });

  it('in rows at the end that no query showed', async () => {
    const [step, end, table] = await compared(
      oneStep("UPDATE t SET v = 'c' WHERE id = 1", "UPDATE t SET v = 'd' WHERE id = 1", 'watch: [t]\n'),
    );
    expect([step?.differs, end?.differs, table?.differs]).toEqual([false, false, true]);
    expect(table?.lines).toEqual([
      ['2 rows of id, v', '1, c', '2, b'],
      ['2 rows of id, v', '1, d', '2, b'],
    ]);
  });

  it('where a table cannot be read at the end', async () => {
    const rows = await compared(oneStep('SELECT 1', 'DROP TABLE t', 'watch: [t]\n'));
    expect(rows[2]?.differs).toBe(true);
    expect(rows[2]?.lines[1]?.join()).toMatch(/^cannot be read: .*exist/);
  });

  it('in the rows that break the invariant', async () => {
    const invariant = 'invariant: { says: No c., violations: "SELECT id FROM t WHERE v = \'c\'" }\n';
    const rows = await compared(
      oneStep("UPDATE t SET v = 'c' WHERE id = 1", "UPDATE t SET v = 'c' WHERE id = 2", invariant),
    );
    expect(rows.map(({ differs }) => differs)).toEqual([false, true]);
    expect(rows[1]?.lines).toEqual([
      ['✗ violated', 'id=1', 'no anomaly'],
      ['✗ violated', 'id=2', 'no anomaly'],
    ]);
  });

  const waiting = (other: string): string => `steps:
  - A: START TRANSACTION
  - A: SELECT id FROM t WHERE id IN (1, 2) FOR UPDATE
  - B: UPDATE t SET v = 'c' WHERE id = 1
    as: it
  - A: ROLLBACK
variants:
  other: { title: Other, about: Other., steps: { it: { sql: ${JSON.stringify(other)} } } }
`;

  it('in the lock that was waited for', async () => {
    const rows = await compared(waiting("UPDATE t SET v = 'c' WHERE id = 2"));
    expect(rows[2]?.differs).toBe(true);
    expect(rows[2]?.lines.map((lines) => lines[0])).toEqual([
      expect.stringMatching(/^‖ waits: .*id=1/),
      expect.stringMatching(/^‖ waits: .*id=2/),
    ]);
  });

  it('where only one of them waited', async () => {
    const rows = await compared(
      waiting("INSERT INTO t VALUES (3, 'c')").replace(
        "UPDATE t SET v = 'c' WHERE id = 1",
        'SELECT 1 FROM t LIMIT 1 FOR SHARE',
      ),
    );
    expect(rows[2]?.differs).toBe(true);
    expect(rows[2]?.lines[0]?.[0]).toMatch(/^‖ waits for A, then /);
  });

  it('in values of the lesson that look like a name of the lab', async () => {
    const [step] = await compared(
      oneStep("SELECT 'order_20261201_1' AS ref", "SELECT 'order_20261201_2' AS ref"),
    );
    expect(step?.lines).toEqual([['ref=order_20261201_1'], ['ref=order_20261201_2']]);
  });
});

describe('no difference', () => {
  it('is the name of the schema in a value', async () => {
    const [same] = await compared(
      oneStep("SELECT CONCAT(DATABASE(), '.x') v", "SELECT CONCAT(SCHEMA(), '.x') v"),
    );
    expect(same?.differs).toBe(false);
  });

  it('is the number that InnoDB gives to a row without a key, in another index', async () => {
    const rows = await compared(`steps:
  - A: START TRANSACTION
  - A: UPDATE loose SET n = 5 WHERE k = 1
  - B: DELETE FROM loose WHERE k = 1
  - A: COMMIT
variants:
  other: { title: Other, about: Other., setup: "INSERT INTO bare VALUES (5), (6), (7)" }
`);
    expect(rows[2]?.lines[0]?.join()).toMatch(/waits for A/);
    expect(rows.map(({ differs }) => differs)).toEqual(rows.map(() => false));
  });

  it.each([
    ['is the name of a sandbox in an error', 'SELECT 1 FROM nowhere', 'SELECT 2 FROM nowhere'],
    ['is the number of a connection in an error', 'KILL QUERY 99999991', 'KILL QUERY 99999992'],
    ['are other words for the same', 'SELECT id FROM t', 'SELECT id FROM t ORDER BY id'],
  ])('%s', async (_, sql, other) => {
    const [step] = await compared(oneStep(sql, other));
    expect(step?.differs).toBe(false);
    expect(step?.lines[0]).toEqual(step?.lines[1]);
  });

  it('is the number that InnoDB gives to a row without a key', async () => {
    const rows = await compared(`watch: [bare]
steps:
  - A: START TRANSACTION
  - A: UPDATE bare SET v = 5 WHERE v = 1
  - B: DELETE FROM bare
  - A: COMMIT
variants:
  other: { title: Other, about: Other., setup: "DO 1" }
`);
    expect(rows[2]?.lines[0]?.join()).toMatch(/waits for A/);
    expect(rows.map(({ differs }) => differs)).toEqual(rows.map(() => false));
  });

  it('is the order in which rows without a key lie in a table', async () => {
    const insert = (...values: readonly number[]) =>
      `INSERT INTO bare VALUES ${values.map((one) => `(${one})`).join(', ')}`;
    const rows = await compared(oneStep(insert(7, 8), insert(8, 7), 'watch: [bare]\n'));
    expect(rows.map(({ differs }) => differs)).toEqual([false, false, false]);
    expect(rows[2]?.lines).toEqual([['4 rows'], ['4 rows']]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standingCircles } from '../../src/engine/standing-circle.ts';
import type { LabState } from '../../src/engine/state.ts';
import { waitEnd } from '../../src/engine/wait-end.ts';
import { waitWords } from '../../src/engine/words/lock-words.ts';
import { circleWords, waitEndWords } from '../../src/engine/words/wait-words.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { lockLines } from '../../src/ui/view/lock-lines.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { begin, finish, openLab, statementOf } from './real-lab.ts';

const plainTheme = makeTheme(false);

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const setup = [
  'CREATE TABLE t (id INT PRIMARY KEY, n INT)',
  'INSERT INTO t VALUES (1, 0), (2, 0)',
  'CREATE TABLE u (id INT PRIMARY KEY, t INT)',
  'CREATE TABLE w (id INT PRIMARY KEY)',
  'CREATE PROCEDURE look () SELECT n FROM t WHERE id = 1',
  'CREATE FUNCTION single () RETURNS INT DETERMINISTIC RETURN 1',
  'CREATE FUNCTION taken_n () RETURNS INT READS SQL DATA RETURN (SELECT n FROM t WHERE id = 1 FOR UPDATE)',
  'CREATE TRIGGER noted BEFORE INSERT ON u FOR EACH ROW INSERT INTO w VALUES (NEW.id)',
  'CREATE VIEW seen AS SELECT * FROM t',
];

const scriptOf = (...steps: readonly (readonly [string, string])[]) =>
  scriptOfSteps(
    steps.map(([session, sql]) => step(session, sql)),
    { setup, watch: ['t'] },
  );

const open: readonly [string, string] = ['A', 'START TRANSACTION'];

describe('a statement that waits for a definition says whose', () => {
  it.each<[string, readonly (readonly [string, string])[], string, string]>([
    [
      'COMMIT',
      [open, ['A', 'CALL look()'], ['B', 'DROP PROCEDURE look']],
      'procedure look exclusive',
      'shared',
    ],
    [
      'COMMIT',
      [open, ['A', 'SELECT single()'], ['B', 'DROP FUNCTION single']],
      'function single exclusive',
      'shared',
    ],
    [
      'COMMIT',
      [open, ['A', 'SELECT single()'], ['B', "ALTER FUNCTION single COMMENT 'x'"]],
      'function single exclusive',
      'shared',
    ],
    [
      'COMMIT',
      [open, ['A', 'SELECT * FROM seen'], ['B', 'DROP VIEW seen']],
      'table seen exclusive',
      'for reading',
    ],
    [
      'COMMIT',
      [open, ['A', 'INSERT INTO u VALUES (1, 1)'], ['B', 'DROP TRIGGER noted']],
      'table u without writers',
      'for writing',
    ],
    [
      'COMMIT',
      [open, ['A', 'UPDATE t SET n = 1'], ['B', 'ALTER TABLE u ADD FOREIGN KEY (t) REFERENCES t (id)']],
      'table t for reading, without writers',
      'for writing',
    ],
    [
      'COMMIT',
      [open, ['A', 'SELECT * FROM t'], ['B', 'LOCK TABLES t WRITE'], ['B', 'UNLOCK TABLES']],
      'table t for writing, alone',
      'for reading',
    ],
    [
      'UNLOCK TABLES',
      [
        ['A', 'LOCK TABLES t WRITE'],
        ['B', 'SELECT * FROM t'],
      ],
      'table t for reading',
      'for writing, alone; UNLOCK TABLES lets go of it',
    ],
    [
      'UNLOCK TABLES',
      [
        ['A', 'LOCK TABLES t READ'],
        ['B', 'UPDATE t SET n = 1'],
      ],
      'table t for writing',
      'for reading, without writers; UNLOCK TABLES lets go of it',
    ],
    [
      'UNLOCK TABLES',
      [
        ['A', 'LOCK TABLES u WRITE'],
        ['B', 'DROP TABLE w'],
      ],
      'table w exclusive',
      'for writing, alone; UNLOCK TABLES lets go of it',
    ],
    [
      'HANDLER t CLOSE',
      [
        ['A', 'HANDLER t OPEN'],
        ['B', 'DROP VIEW seen'],
        ['B', 'ALTER TABLE t ADD COLUMN m INT'],
      ],
      'table t exclusive',
      'shared; HANDLER … CLOSE lets go of it',
    ],
  ])('until %s: %j', async (end, steps, what, held) => {
    const state = await finish(lab, scriptOf(...steps, ['A', end]));
    const at = steps.findLastIndex(([, sql]) => sql !== 'UNLOCK TABLES');
    const { waits, outcome } = statementOf(state, at);
    expect(waits.map((wait) => waitWords(wait))).toEqual([
      `wants the definition of ${what}, which A holds${held === '' ? '' : ` ${held}`}`,
    ]);
    expect(outcome?.kind).toMatch(/^(ok|rows)$/);
    expect(state.finished?.end).toBe('complete');
  });

  it.each([
    [
      'a function',
      'SELECT taken_n()',
      'DROP FUNCTION taken_n',
      'function taken_n exclusive, which C holds shared',
    ],
    [
      'a new table',
      'CREATE TABLE z AS SELECT * FROM t',
      'ALTER SCHEMA COLLATE utf8mb4_general_ci',
      'the schema exclusive, which C holds',
    ],
    [
      'a name that is taken',
      'CREATE TABLE z AS SELECT * FROM t',
      'CREATE TABLE z (id INT)',
      'table z shared, which C holds exclusive',
    ],
  ])('behind %s that waits for a row itself', async (_, inFlight, sql, words) => {
    const row = 'UPDATE t SET n = 1 WHERE id = 1';
    const state = await finish(lab, scriptOf(open, ['A', row], ['C', inFlight], ['B', sql], ['A', 'COMMIT']));
    const { waits, outcome } = statementOf(state, 3);
    expect(waits.map((wait) => waitWords(wait))).toEqual([`wants the definition of ${words}`]);
    expect(outcome?.kind).toBe(sql.startsWith('CREATE') ? 'error' : 'ok');
  });

  it('and not that a transaction is open, where that holds nobody up', async () => {
    const { run } = await begin(
      lab,
      scriptOf(
        ['A', 'SET autocommit = 0'],
        ['A', 'LOCK TABLES t WRITE'],
        ['B', 'SELECT * FROM t'],
        ['A', 'UNLOCK TABLES'],
      ),
    );
    await using _ = run;
    for (let taken = 0; taken < 3; taken++) await run.next();
    const says = (statementOf(run.state, 2).seen ?? []).map((claim) => claim.says);
    expect(says).toEqual(['B waits for a lock that A took with its LOCK in step 2.']);
    await run.finish();
  });
});

describe('a table that readers would have to wait for', () => {
  it.each([
    ['RENAME TABLE t TO t2', 'Somebody waits to have the table alone, and readers would wait behind.'],
    ['TRUNCATE TABLE t', 'Somebody waits to have the table alone, and readers would wait behind.'],
  ])('is not called locked while %s waits', async (sql, words) => {
    const { run } = await begin(lab, scriptOf(open, ['A', 'SELECT * FROM t'], ['B', sql], ['A', 'COMMIT']));
    await using _ = run;
    for (let taken = 0; taken < 3; taken++) await run.next();
    expect(run.state.observation.tables).toEqual([{ name: 't', unreadable: words }]);
    const lines = lockLines(run.state, { theme: plainTheme, width: 200 }).join('\n');
    expect(lines).toContain('wants the definition of table t exclusive, which A holds for reading');
    expect(lines).not.toMatch(/^B: exclusive/m);
    await run.finish();
  });
});

/** What the screen says of the deadlock after the last step. */
const told = (state: LabState): string =>
  lockLines(state, { theme: plainTheme, width: 200, isSpoken: true }).join('\n');

describe('a deadlock says what it undid', () => {
  it('over definitions: the whole transaction, and nobody held what was only waited for', async () => {
    const { run } = await begin(
      lab,
      scriptOf(
        open,
        ['A', 'INSERT INTO w VALUES (1)'],
        ['A', 'SELECT * FROM t'],
        ['B', 'ALTER TABLE t ADD COLUMN m INT'],
        ['A', 'INSERT INTO t VALUES (7, 7)'],
        ['A', 'COMMIT'],
      ),
    );
    await using _ = run;
    for (let taken = 0; taken < 5; taken++) await run.next();
    expect(statementOf(run.state, 4).outcome).toMatchObject({ errno: 1213 });
    expect(told(run.state)).toContain('A is the victim: the server rolled its transaction back.');
    expect(told(run.state)).not.toContain('still held');
    const ended = statementOf(run.state, 3);
    const end = waitEnd(ended, run.state);
    expect(end && waitEndWords(end, ended)).toBe('A was rolled back, the victim of a deadlock');
    expect((await run.finish()).finished?.end).toBe('complete');
  });

  it('over named locks: nothing, and the other one waits until they are released', async () => {
    const { run } = await begin(
      lab,
      scriptOf(
        ['A', "SELECT GET_LOCK('x', 5)"],
        ['B', 'START TRANSACTION'],
        ['B', 'INSERT INTO w VALUES (1)'],
        ['B', "SELECT GET_LOCK('y', 5)"],
        ['A', "SELECT GET_LOCK('y', 60)"],
        ['B', "SELECT GET_LOCK('x', 60)"],
        ['B', 'COMMIT'],
        ['B', 'SELECT RELEASE_ALL_LOCKS()'],
        ['B', 'SELECT * FROM w'],
      ),
    );
    await using _ = run;
    for (let taken = 0; taken < 6; taken++) await run.next();
    const refused = statementOf(run.state, 5);
    expect(refused.outcome).toMatchObject({ errno: 3058 });
    expect(statementOf(run.state, 4).status).toBe('blocked');
    expect(told(run.state)).toContain(
      'refused its GET_LOCK(), and undid nothing. What A waits for is still held.',
    );
    expect(told(run.state)).not.toContain('rolled');
    const state = await run.finish();
    expect(statementOf(state, 8).outcome).toMatchObject({ rows: [['1']] });
    const waited = statementOf(state, 4);
    const end = waitEnd(waited, state);
    expect(end && waitEndWords(end, waited)).toBe('B let go of it in step 8');
  });

  it('over both: the transaction, but not the named lock that the other one waits for', async () => {
    const { run } = await begin(
      lab,
      scriptOf(
        open,
        ['A', "SELECT GET_LOCK('x', 0)"],
        ['B', 'LOCK TABLES t WRITE'],
        ['B', "SELECT GET_LOCK('x', 60)"],
        ['A', 'SELECT * FROM t'],
        ['A', 'COMMIT'],
        ['A', 'START TRANSACTION'],
        ['A', 'SELECT RELEASE_ALL_LOCKS()'],
      ),
    );
    await using _ = run;
    for (let taken = 0; taken < 5; taken++) await run.next();
    expect(statementOf(run.state, 4).outcome).toMatchObject({ errno: 1213 });
    expect(statementOf(run.state, 3).status).toBe('blocked');
    expect(told(run.state)).toContain('rolled its transaction back. What B waits for is still held.');
    await run.finish();
  });
});

describe('sessions that wait for each other, and the server does not notice', () => {
  it('are told: a circle over a row and a named lock', async () => {
    const { run } = await begin(
      lab,
      scriptOf(
        open,
        ['A', 'UPDATE t SET n = 1 WHERE id = 1'],
        ['B', "SELECT GET_LOCK('x', 0)"],
        ['A', "SELECT GET_LOCK('x', 60)"],
        ['B', 'UPDATE t SET n = 2 WHERE id = 1'],
      ),
    );
    await using _ = run;
    for (let taken = 0; taken < 5; taken++) await run.next();
    const words = standingCircles(run.state).map(circleWords);
    expect(words).toEqual([
      'A and B wait for each other, and the server has not noticed: it looks for circles of row locks, and of others, not of both.',
    ]);
    expect(told(run.state)).toContain(words[0]);
    expect((await run.finish()).finished?.end).toBe('stuck');
  });

  it('are told: a third one holds the same gap', async () => {
    const script = scriptOf(
      ...['A', 'B', 'C'].map((name) => [name, 'SET SESSION transaction_isolation = "SERIALIZABLE"'] as const),
      ...['A', 'B', 'C'].flatMap(
        (name) =>
          [
            [name, 'START TRANSACTION'],
            [name, 'SELECT * FROM w'],
          ] as const,
      ),
      ['A', 'INSERT INTO w VALUES (1)'],
      ['B', 'INSERT INTO w VALUES (2)'],
    );
    const { run } = await begin(lab, script);
    await using _ = run;
    for (let taken = 0; taken < script.steps.length; taken++) await run.next();
    expect(standingCircles(run.state).map(circleWords)).toEqual([
      'A and B wait for each other, and the server has not noticed.',
    ]);
    await run.finish();
  });
});

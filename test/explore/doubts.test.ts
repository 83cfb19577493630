import { describe, expect, it } from 'vitest';
import { lessonById, lessonsFolder, loadCatalogue } from '../../src/index.ts';
import { withRequests } from '../../src/lesson/requests.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { scriptOfSteps } from '../engine/script-of.ts';
import { countsOf, exploringHere, stepsOf } from './explored.ts';

const here = exploringHere();

const shared = [
  'CREATE TABLE shared (k INT PRIMARY KEY, v INT NOT NULL)',
  'INSERT INTO shared VALUES (1, 10)',
];
const diary = 'CREATE TABLE diary (v INT)';

describe('steps that look as if nobody could notice them, and somebody does', () => {
  const broken = { says: 'It is less than 11.', violations: 'SELECT v FROM shared WHERE v = 11' };
  const doubled = {
    says: 'No twenties.',
    violations: 'SELECT v FROM shared WHERE v = 22 AND EXISTS (SELECT 1 FROM diary WHERE v = 10)',
  };

  it.each([
    [
      'a step of which another session asks',
      [...shared, diary, 'UPDATE shared SET v = 3'],
      stepsOf(
        `A: INSERT INTO diary VALUES (1)
         A: UPDATE shared SET v = v * 2 + 1
         B: UPDATE shared SET v = v + 2`,
        { 0: { name: 'note' }, 2: { when: { step: 'note', is: { kind: 'ok' } } } },
      ),
      broken,
    ],
    [
      'a table that was called otherwise',
      [diary, ...shared.map((sql) => sql.replace('shared', 'x')), 'RENAME TABLE x TO shared'],
      stepsOf(
        `A: INSERT INTO diary SELECT v FROM shared
         A: UPDATE shared SET v = v * 2
         B: UPDATE shared SET v = v + 1`,
      ),
      doubled,
    ],
    [
      'a table between double quotes',
      [diary, ...shared],
      stepsOf(
        `A: SET sql_mode = 'ANSI_QUOTES'
         A: INSERT INTO diary SELECT v FROM "shared"
         A: UPDATE shared SET v = v * 2
         B: UPDATE shared SET v = v + 1`,
      ),
      doubled,
    ],
  ])('%s', async (_, setup, steps, invariant) => {
    const script = scriptOfSteps(steps, { setup, invariant });
    const together = await here().explored(script);
    expect(countsOf(together)).toEqual(countsOf(await here().explored(script, { together: false })));
    expect(countsOf(together).broken).toBeGreaterThan(0);
  });
});

describe('what is otherwise in every order, and means nothing', () => {
  const both = (sql: string) =>
    stepsOf(
      ['A', 'B']
        .flatMap((one) => [`${one}: START TRANSACTION`, `${one}: ${sql}`, `${one}: COMMIT`])
        .join('\n'),
    );

  it.each([
    [
      'chance is of each session its own',
      ['CREATE TABLE t (n INT PRIMARY KEY)'],
      both('INSERT INTO t VALUES (FLOOR(RAND() * 1000000000))'),
    ],
    [
      'the time of the setup is that of the sessions',
      [
        'CREATE TABLE lease (k INT PRIMARY KEY, expires DATETIME)',
        'INSERT INTO lease VALUES (1, NOW() - INTERVAL 1 HOUR)',
      ],
      both('DELETE FROM lease WHERE expires > NOW()'),
    ],
    [
      'rows of the setup have a time',
      [
        'CREATE TABLE t (k INT PRIMARY KEY, v INT, made TIMESTAMP(6) DEFAULT CURRENT_TIMESTAMP(6))',
        'INSERT INTO t (k, v) VALUES (1, 1)',
      ],
      both('UPDATE t SET v = v + 1'),
    ],
    [
      'UUIDs in all their forms',
      ['CREATE TABLE t (u CHAR(36) PRIMARY KEY, d CHAR(32), b BINARY(16), s BINARY(16))'],
      both(
        `INSERT INTO t SELECT u, REPLACE(u, '-', ''), UUID_TO_BIN(u), UUID_TO_BIN(u, 1) FROM (SELECT UUID() u) x`,
      ),
    ],
    ['a UUID that is read', [], both('SELECT UUID(), HEX(UUID_TO_BIN(UUID()))')],
    ['time that goes on', ['CREATE TABLE t (at DATETIME(6))'], both('INSERT INTO t VALUES (SYSDATE(6))')],
    [
      'numbers of connections',
      ['CREATE TABLE t (id BIGINT, who CHAR(1))'],
      both('INSERT INTO t VALUES (CONNECTION_ID(), 1)'),
    ],
    [
      'an id that a session asks for, and puts where no foreign key says what it is',
      [
        'CREATE TABLE o (id INT AUTO_INCREMENT PRIMARY KEY, v INT)',
        'CREATE TABLE line (order_no INT, who CHAR(1))',
        'CREATE TABLE note (no INT)',
      ],
      stepsOf(
        ['A', 'B']
          .flatMap((one) => [
            `${one}: START TRANSACTION`,
            `${one}: INSERT INTO o (v) VALUES (1)`,
            `${one}: INSERT INTO line (who, order_no) VALUES ('${one}', LAST_INSERT_ID())`,
            `${one}: SELECT LAST_INSERT_ID() AS mine`,
            `${one}: COMMIT`,
          ])
          .join('\n'),
      ),
    ],
    [
      'two tables hand out ids',
      [
        'CREATE TABLE o (id INT AUTO_INCREMENT PRIMARY KEY, who CHAR(1))',
        'CREATE TABLE p (id INT AUTO_INCREMENT PRIMARY KEY, who CHAR(1))',
      ],
      stepsOf(
        `A: START TRANSACTION
         A: INSERT INTO o (who) VALUES ('A')
         A: INSERT INTO p (who) VALUES ('A')
         A: COMMIT
         B: START TRANSACTION
         B: INSERT INTO p (who) VALUES ('B')
         B: INSERT INTO o (who) VALUES ('B')
         B: COMMIT`,
      ),
    ],
  ])('%s', async (_, setup, steps) => {
    const explored = await here().explored(scriptOfSteps(steps, { setup, level: 'READ COMMITTED' }));
    expect(countsOf(explored)).toMatchObject({ odd: 0 });
    expect(explored.outcomes).toHaveLength(1);
    expect(explored.outcomes[0]).toMatchObject({ kind: 'serial', shortest: { end: { errors: [] } } });
  });

  it.each([
    [
      'what no name is known for',
      ['CREATE TABLE t (v CHAR(56))'],
      'INSERT INTO t VALUES (SHA2(UUID(), 224))',
      [{ of: 'table', name: 't' }],
    ],
    [
      'ids that a trigger draws',
      [
        'CREATE TABLE t (who INT)',
        'CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY, who INT)',
        'CREATE TRIGGER logs AFTER INSERT ON t FOR EACH ROW INSERT INTO log (who) VALUES (NEW.who)',
      ],
      'INSERT INTO t VALUES (1)',
      [{ of: 'table', name: 'log' }],
    ],
  ])('%s is said, and no order is unlike one after the other for it', async (_, setup, sql, unsteady) => {
    const explored = await here().explored(scriptOfSteps(both(sql), { setup, level: 'READ COMMITTED' }));
    expect(explored).toMatchObject({ unsteady, isWhole: true });
    expect(countsOf(explored)).toMatchObject({ odd: 0 });
  });

  it('is no UUID that the script says', async () => {
    const steps = stepsOf(
      ['A', 'B']
        .map((one, at) => `${one}: UPDATE t SET u = '${at}b4e28ba-2fa1-11d2-883f-0016d3cca427'`)
        .join('\n'),
    );
    const setup = ['CREATE TABLE t (u CHAR(36))', "INSERT INTO t VALUES ('')"];
    const explored = await here().explored(scriptOfSteps(steps, { setup }));
    expect(explored).toMatchObject({ unsteady: [] });
    expect(explored.outcomes).toHaveLength(2);
  });

  it('of two whole requests at SERIALIZABLE nothing is unlike one after the other', async () => {
    const lesson = withRequests(lessonById(await loadCatalogue(lessonsFolder()), 'daily-check-in'), 2);
    const explored = await here().explored(scriptOf(lesson, { level: 'SERIALIZABLE' }));
    expect(countsOf(explored)).toMatchObject({ odd: 0, broken: 0, deadlock: 2520 });
  });
});

describe('where it is not certain which orders are serial, none is called unlike', () => {
  it.each([
    ['COMMIT AND CHAIN', 'START TRANSACTION', 'COMMIT AND CHAIN'],
    ['a BEGIN that commits', 'BEGIN', 'BEGIN'],
  ])('after %s', async (_, begin, between) => {
    const steps = stepsOf(
      `A: ${begin}
       A: SELECT v FROM shared
       A: ${between}
       A: SELECT v FROM shared
       A: COMMIT
       B: UPDATE shared SET v = v + 1`,
    );
    const explored = await here().explored(scriptOfSteps(steps, { setup: shared, level: 'READ COMMITTED' }));
    expect(countsOf(explored).odd).toBe(0);
  });

  it('where a transaction is never over', async () => {
    const steps = stepsOf('A: START TRANSACTION\nA: SELECT v FROM shared\nB: UPDATE shared SET v = v + 1');
    expect(countsOf(await here().explored(scriptOfSteps(steps, { setup: shared }))).odd).toBe(0);
  });

  it('where a script asks what became of the victim, and tries again', async () => {
    const lesson = lessonById(await loadCatalogue(lessonsFolder()), 'deadlock-victim');
    const explored = await here().explored(scriptOf(lesson, { level: 'REPEATABLE READ' }));
    expect(countsOf(explored).odd).toBe(0);
  });
});

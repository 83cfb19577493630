import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MysqlLab } from '../../../src/mysql/lab-server.ts';
import { openLab } from '../real-lab.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const setup = [
  'CREATE TABLE t (id INT PRIMARY KEY, n INT)',
  'INSERT INTO t VALUES (1, 10)',
  'CREATE TABLE many (id INT PRIMARY KEY)',
  'INSERT INTO many WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 900) SELECT n FROM s',
  'CREATE FUNCTION one () RETURNS INT DETERMINISTIC RETURN 1',
];

it('what is refused, or takes long, is left out, and the next one is asked as ever', async () => {
  await using sandbox = await lab.createSandbox();
  await sandbox.setUp(setup);
  const session = await sandbox.openSession('A', 'READ COMMITTED');
  await session.execute('START TRANSACTION');
  await session.execute('UPDATE t SET n = 11');
  const questions = [
    { statement: 0, sql: 'SELECT nothing FROM t' },
    {
      statement: 1,
      sql: 'SELECT a.id FROM many a, many b, many c, many d WHERE a.id + b.id + c.id + d.id < 0',
    },
    { statement: 2, sql: 'SELECT one()' },
    { statement: 3, sql: 'SELECT x.id, x.n AS id2, n + 1 FROM t AS x' },
  ];
  const { evidence } = await sandbox.observer.observe(['t'], questions);
  expect(evidence?.asked).toEqual([
    {
      statement: 3,
      origins: [{ table: 't', column: 'id', alias: 'x' }, { table: 't', column: 'n', alias: 'x' }, null],
      plan: ['x'],
      committed: [['1', '10', '11']],
      newest: [['1', '11', '12']],
    },
  ]);
  expect(await sandbox.observer.query('SELECT @@SESSION.max_execution_time > 10000')).toMatchObject({
    rows: [['1']],
  });
});

it('nothing is asked while readers would have to wait', async () => {
  await using sandbox = await lab.createSandbox();
  await sandbox.setUp(setup);
  const session = await sandbox.openSession('A', 'READ COMMITTED');
  await session.execute('LOCK TABLES many WRITE');
  const { evidence, tables } = await sandbox.observer.observe(
    ['t'],
    [{ statement: 0, sql: 'SELECT id FROM many' }],
  );
  expect(evidence?.asked).toEqual([]);
  expect(tables).toMatchObject([{ rows: [['1', '10']] }]);
});

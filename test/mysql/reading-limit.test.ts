import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TableView } from '../../src/engine/events.ts';
import type { Sandbox } from '../../src/engine/ports.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { openLab } from './real-lab.ts';

// What the observer reads of a lesson's own (views, the invariant) ends by itself: each of these would take longer
// than a test may. The server's own limit holds for some of them only.

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** In our words, or in the server's. */
const ended = /did not end within 10 s|maximum statement execution time/;

const table = 'CREATE TABLE mine (id INT AUTO_INCREMENT PRIMARY KEY, n INT)';
const writing = `CREATE FUNCTION f() RETURNS INT DETERMINISTIC
  BEGIN INSERT INTO mine (n) VALUES (1); DO SLEEP(100000); RETURN 1; END`;
const writingAtLast = `CREATE FUNCTION f() RETURNS INT DETERMINISTIC
  BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END; DO SLEEP(100000); INSERT INTO mine (n) VALUES (1); RETURN 1; END`;

/** In a sandbox of its own, whose observer reads on afterwards. */
const reading = async <T>(setup: readonly string[], read: (sandbox: Sandbox) => Promise<T>): Promise<T> => {
  const sandbox = await lab.createSandbox();
  try {
    await sandbox.setUp([table, ...setup]);
    const result = await read(sandbox);
    expect(await sandbox.observer.query('SELECT 7 AS seven')).toEqual({ columns: ['seven'], rows: [['7']] });
    return result;
  } finally {
    await sandbox[Symbol.asyncDispose]();
  }
};

describe.concurrent('a watched view that would never end', () => {
  const views: readonly (readonly [string, readonly string[]])[] = [
    ['sleeps', ['CREATE VIEW v AS SELECT SLEEP(100000) AS s']],
    ['has a hint', ['CREATE VIEW v AS SELECT /*+ MAX_EXECUTION_TIME(0) */ SLEEP(100000) AS s']],
    ['calls a function that writes and sleeps', [writing, 'CREATE VIEW v AS SELECT f() AS s']],
    ['calls a function that sleeps and would write', [writingAtLast, 'CREATE VIEW v AS SELECT f() AS s']],
  ];

  it.each(views)('is told as one that cannot be read: it %s', async (_, setup) => {
    const seen = await reading(
      setup,
      async ({ observer }): Promise<readonly TableView[]> => (await observer.end(['v'])).tables,
    );
    expect(seen).toEqual([{ name: 'v', unreadable: expect.stringMatching(ended) }]);
  });
});

describe.concurrent('an invariant that would never end', () => {
  it.each([
    'SELECT SLEEP(100000) FROM (VALUES ROW(1)) AS one',
    'SELECT /*+ MAX_EXECUTION_TIME(1000000000) */ SLEEP(100000)',
    'SELECT /*+ SET_VAR(max_execution_time = 0) */ SLEEP(100000)',
  ])('fails: %s', async (sql) => {
    await reading([], ({ observer }) => expect(observer.query(sql)).rejects.toThrow(ended));
  });

  it.each(['SET SESSION max_execution_time = 0', 'DO SLEEP(0)'])(
    'is none when it is no query: %s',
    async (sql) => {
      await reading([], ({ observer }) => expect(observer.query(sql)).rejects.toThrow('It is no query'));
    },
  );

  it('fails also after the observer’s own limit was taken away', async () => {
    await reading([], async ({ observer }) => {
      await expect(observer.query('SET SESSION max_execution_time = 0')).rejects.toThrow('It is no query');
      await expect(observer.query('SELECT SLEEP(100000)')).rejects.toThrow(ended);
    });
  });
});

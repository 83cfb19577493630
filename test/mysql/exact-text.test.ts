import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { finish, openLab, statementOf } from './real-lab.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const answerTo = async (sql: string, setup: readonly string[] = []) => {
  const state = await finish(lab, scriptOfSteps([step('A', sql)], { setup }));
  return statementOf(state, 0).outcome;
};

const textOf = async (expression: string): Promise<string | null | undefined> => {
  const outcome = await answerTo(`SELECT ${expression}`);
  return outcome?.kind === 'rows' ? outcome.rows[0]?.[0] : JSON.stringify(outcome);
};

describe('a value is the exact text of the server', () => {
  it.each([
    ['18446744073709551615', '18446744073709551615'],
    ['9007199254740993', '9007199254740993'],
    ['CAST(1.10 AS DECIMAL(20,10))', '1.1000000000'],
    ['1e300', '1e300'],
    ['CAST(0.1 AS FLOAT)', '0.1'],
    ['NULL', null],
    ["'NULL'", 'NULL'],
    ["''", ''],
    ["TIMESTAMP'2026-11-21 08:00:00.123456'", '2026-11-21 08:00:00.123456'],
    ["DATE'0001-01-01'", '0001-01-01'],
    ["TIME'-838:59:59'", '-838:59:59'],
    [`CAST('{"b": 1, "a": [1.0, null, "ü"]}' AS JSON)`, '{"a": [1.0, null, "ü"], "b": 1}'],
    ["x'00FF10'", '0x00FF10'],
    ["b'101'", '0x05'],
    ["CAST('abc' AS BINARY(4))", '0x61626300'],
    ["'日本語 👩‍👩‍👧 é'", '日本語 👩‍👩‍👧 é'],
    ["_latin1 x'E9'", 'é'],
    ['TRUE', '1'],
  ])('%s', async (expression, text) => {
    expect(await textOf(expression)).toBe(text);
  });

  it('also in columns of every kind', async () => {
    const outcome = await answerTo('SELECT * FROM v', [
      'CREATE TABLE v (a BIT(9), b BLOB, c TEXT, d JSON, e ENUM("x","y"), f YEAR, g VARBINARY(3), h SET("p","q"), i BIGINT ZEROFILL)',
      `INSERT INTO v VALUES (b'100000001', x'01', 'text', '[1]', 'y', 2026, 'ab', 'p,q', 7)`,
    ]);
    expect(outcome).toMatchObject({
      columns: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'],
      rows: [['0x0101', '0x01', 'text', '[1]', 'y', '2026', '0x6162', 'p,q', '00000000000000000007']],
    });
  });
});

describe('an outcome without rows', () => {
  const setup = [
    'CREATE TABLE n (id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, v INT)',
    'INSERT INTO n (v) VALUES (1), (1)',
  ];

  it('counts changed rows, not found ones', async () => {
    expect(await answerTo('UPDATE n SET v = 1', setup)).toMatchObject({
      kind: 'ok',
      affected: 0,
      info: 'Rows matched: 2  Changed: 0  Warnings: 0',
    });
  });

  it('carries the id it drew, also beyond 2^53', async () => {
    const outcome = await answerTo('INSERT INTO n (v) VALUES (2)', [
      ...setup,
      'ALTER TABLE n AUTO_INCREMENT = 18446744073709551610',
    ]);
    expect(outcome).toMatchObject({ kind: 'ok', affected: 1, insertId: '18446744073709551610' });
  });

  it('counts warnings', async () => {
    expect(await answerTo("INSERT IGNORE INTO n (id, v) VALUES (1, 'x')", setup)).toMatchObject({
      kind: 'ok',
      warnings: 2,
    });
  });

  it('is an error with number, symbol and state', async () => {
    expect(await answerTo('SELECT * FROM missing')).toMatchObject({
      kind: 'error',
      errno: 1146,
      symbol: 'ER_NO_SUCH_TABLE',
      sqlState: '42S02',
    });
    expect(await answerTo('SELEC 1')).toMatchObject({ errno: 1064, symbol: 'ER_PARSE_ERROR' });
  });

  it('has the numbers of rows that were found and changed, whatever language the server speaks', async () => {
    expect(await answerTo('UPDATE n SET v = IF(id = 1, 1, 2)', setup)).toMatchObject({
      affected: 1,
      matched: 2,
      changed: 1,
    });
    const inserted = await answerTo('INSERT INTO n (v) SELECT v FROM n', setup);
    expect(inserted).toMatchObject({ info: 'Records: 2  Duplicates: 0  Warnings: 0' });
    expect(inserted).not.toHaveProperty('matched');
  });

  it('comes back from a stored procedure with every result set', async () => {
    const two = { kind: 'rows', columns: ['one'], rows: [['1']], more: [{ columns: ['two'], rows: [] }] };
    const procedure =
      'CREATE PROCEDURE p() BEGIN SELECT 1 AS one; SELECT 2 AS two FROM n WHERE FALSE; DELETE FROM n; END';
    expect(await answerTo('CALL p()', [...setup, procedure])).toEqual(two);
  });

  it('comes back from one that fails in its midst with what it had answered', async () => {
    const procedure =
      "CREATE PROCEDURE p() BEGIN SELECT 1 AS one; SELECT 2 AS two; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; END";
    expect(await answerTo('CALL p()', [procedure])).toMatchObject({
      kind: 'error',
      errno: 1644,
      results: [
        { columns: ['one'], rows: [['1']] },
        { columns: ['two'], rows: [['2']] },
      ],
    });
    expect(await answerTo("SIGNAL SQLSTATE '45000'")).not.toHaveProperty('results');
  });

  it('comes back without the rows that the failing query had begun', async () => {
    const failing = 'SELECT v, EXP(v * 1000) FROM n ORDER BY id';
    const broken = await answerTo(failing, setup);
    expect(broken).toMatchObject({ kind: 'error', symbol: 'ER_DATA_OUT_OF_RANGE' });
    expect(broken).not.toHaveProperty('results');
    const procedure = `CREATE PROCEDURE p() BEGIN SELECT v FROM n WHERE FALSE; ${failing}; END`;
    expect(await answerTo('CALL p()', [...setup, procedure])).toMatchObject({
      symbol: 'ER_DATA_OUT_OF_RANGE',
      results: [{ columns: ['v'], rows: [] }],
    });
  });

  it('comes back from a procedure without rows as what it did', async () => {
    expect(await answerTo('CALL p()', [...setup, 'CREATE PROCEDURE p() UPDATE n SET v = 2'])).toMatchObject({
      kind: 'ok',
      affected: 2,
    });
  });

  it('keeps empty results and their columns', async () => {
    expect(await answerTo('SELECT v FROM n WHERE v = 9', setup)).toEqual({
      kind: 'rows',
      columns: ['v'],
      rows: [],
    });
  });
});

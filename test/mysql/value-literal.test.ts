import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox, Session } from '../../src/engine/ports.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { withValues } from '../../src/mysql/value-literal.ts';
import { openLab } from './real-lab.ts';

/** Every type that a column can have, with a value that is easily told otherwise. */
const columns: readonly (readonly [type: string, value: string])[] = [
  ['FLOAT', '0.1'],
  ['FLOAT(7,4)', '3.14159'],
  ['FLOAT UNSIGNED', '16777217'],
  ['DOUBLE', '1e300'],
  ['DOUBLE(10,3)', '2.5'],
  ['DOUBLE', '-0.1e-30'],
  ['DECIMAL(20,10)', '1.1'],
  ['DATE', "'2024-01-01'"],
  ['DATETIME', "'2024-01-01 00:00:00'"],
  ['DATETIME(3)', "'2024-01-01 00:00:00'"],
  ['DATETIME(6)', "'2024-01-01 10:00:00.5'"],
  ['TIMESTAMP(2)', "'2024-01-01 00:00:00'"],
  ['TIME', "'-838:59:59'"],
  ['TIME(4)', "'00:00:00.5'"],
  ['YEAR', '2001'],
  ['BIT(1)', "b'1'"],
  ['BIT(9)', "b'100000001'"],
  ['TINYINT(1)', '1'],
  ['INT(5) ZEROFILL', '42'],
  ['BIGINT UNSIGNED', '18446744073709551615'],
  ['BIGINT', '-9223372036854775808'],
  ['ENUM("x","ü")', '"ü"'],
  ['SET("p","q")', '"p,q"'],
  ['JSON', `'{"b": 1, "a": [1.0, 1e3, null, "\\u00fc"]}'`],
  ['POINT', "ST_GeomFromText('POINT(1 2)')"],
  ['POLYGON SRID 4326', "ST_GeomFromText('POLYGON((0 0,0 1,1 1,0 0))', 4326)"],
  ['BINARY(4)', "'abc'"],
  ['VARBINARY(9)', "x'00FF'"],
  ['BLOB', "x'00FF'"],
  ['TEXT', "'line\nline'"],
  ['CHAR(3) CHARACTER SET latin1', "'é'"],
  ['VECTOR(2)', "STRING_TO_VECTOR('[1,2]')"],
];

let lab: MysqlLab;
let sandbox: Sandbox;
let session: Session;
beforeAll(async () => {
  lab = await openLab();
  sandbox = await lab.createSandbox();
  await sandbox.setUp([
    `CREATE TABLE v (id INT PRIMARY KEY, ${columns.map(([type], at) => `c${at} ${type}`).join(', ')})`,
    `INSERT INTO v VALUES (1, ${columns.map(([, value]) => value).join(', ')})`,
    'CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(40))',
    "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')",
  ]);
  session = await sandbox.openSession('A', 'REPEATABLE READ');
});
afterAll(async () => {
  await sandbox?.[Symbol.asyncDispose]();
  await lab?.[Symbol.asyncDispose]();
});

describe('what is read with a value is the server’s text, as without', () => {
  it.each(columns.map(([type], at) => [type, `c${at}`]))('%s %s', async (_, column) => {
    const without = await session.execute(`SELECT ${column} FROM v WHERE id = 1`);
    expect(without).toMatchObject({ kind: 'rows', rows: [[expect.any(String)]] });
    expect(await session.executeWith(`SELECT ${column} FROM v WHERE id = ?`, ['1'])).toEqual(without);
    expect(await session.executeWith(`SELECT ${column} FROM v WHERE id = ?`, [1])).toEqual(without);
  });

  it.each([
    'AVG(id) FROM v WHERE id = ',
    'c0 * 3, c3 / 3 FROM v WHERE id = ',
    'MAX(c9), SUM(c6), GROUP_CONCAT(c12) FROM v WHERE id = ',
    'NOW() > c8, c16 + 0, HEX(c27), c23->"$.a" FROM v WHERE id = ',
  ])('SELECT %s', async (expression) => {
    const without = await session.execute(`SELECT ${expression}1`);
    expect(without).toMatchObject({ kind: 'rows' });
    expect(await session.executeWith(`SELECT ${expression}?`, [1])).toEqual(without);
  });
});

describe('a value comes to the server as it is', () => {
  it.each([
    "it's",
    "a \\ and a \\n and a \\'",
    "\\' OR ''='",
    'two\nlines\t\0',
    '日本語 👩‍👩‍👧 é',
    '"?" -- ? /* :name */',
    '',
    '0x41',
    null,
    0.5,
    -3,
    1e21,
    true,
  ])('%j', async (value) => {
    const text = typeof value === 'boolean' ? String(Number(value)) : value;
    expect(await session.executeWith('SELECT CONCAT(?) AS x', [value])).toMatchObject({
      rows: [[text === null ? null : expect.stringMatching(/.*/s)]],
    });
    if (typeof value !== 'string') return;
    expect(await session.executeWith('SELECT CONCAT(?) AS x', [value])).toMatchObject({ rows: [[value]] });
    await session.execute("SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
    expect(await session.executeWith('SELECT CONCAT(?) AS x', [value])).toMatchObject({ rows: [[value]] });
    await session.execute('SET sql_mode = DEFAULT');
    expect(await session.executeWith('SELECT CONCAT(?) AS x', [value])).toMatchObject({ rows: [[value]] });
  });

  it.each([
    ['SELECT id FROM t ORDER BY id LIMIT ?', ['2'], [['1'], ['2']]],
    ['SELECT id FROM t ORDER BY id LIMIT ?, ?', ['1', '1'], [['2']]],
    ['SELECT id FROM t ORDER BY id LIMIT ? OFFSET ?', [1, '2'], [['3']]],
    [
      'SELECT SUM(id) OVER (ORDER BY id ROWS BETWEEN ? PRECEDING AND ? FOLLOWING) FROM t ORDER BY id',
      ['1', '0'],
      [['1'], ['3'], ['5']],
    ],
    ["SELECT name FROM t WHERE name = ? AND '?' = '?'", ['two'], [['two']]],
    [
      'SELECT ? + 0, 1-?, ? DIV 2, CONCAT(?)',
      ['9007199254740993', '0.10', '7', '1'],
      [['9007199254740993', '0.90', '3', '1']],
    ],
    ['SELECT ? + 1, 2 * ?', ['1e3', '-2'], [['1001', '-4']]],
    ['SELECT id FROM t WHERE id IN (?, ?) ORDER BY id', ['3', 1], [['1'], ['3']]],
  ] as const)('%s', async (sql, values, rows) => {
    expect(await session.executeWith(sql, values)).toMatchObject({ rows });
  });

  it('and takes the locks of an index that it is looked up in', async () => {
    await session.execute('START TRANSACTION');
    await session.executeWith('UPDATE t SET name = ? WHERE id = ?', ['x', '2']);
    const { locks } = await sandbox.observer.observe([]);
    expect(locks.filter(({ kind }) => kind !== 'table')).toMatchObject([
      { index: 'PRIMARY', key: '2', mode: 'X,REC_NOT_GAP' },
    ]);
    await session.execute('ROLLBACK');
  });

  it('also where statements cannot be prepared', async () => {
    expect(await session.executeWith('HANDLER t OPEN AS h', [])).toMatchObject({ kind: 'ok' });
    expect(await session.executeWith('HANDLER h READ `PRIMARY` = (?)', ['2'])).toMatchObject({
      rows: [['2', 'two']],
    });
    await session.execute('HANDLER h CLOSE');
  });
});

it('leaves a question mark without a value to the server', () => {
  expect(withValues('SELECT ?, ?', ['a'], true)).toBe("SELECT 'a', ?");
});

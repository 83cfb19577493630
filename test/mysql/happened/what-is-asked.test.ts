import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Level } from '../../../src/lesson/level.ts';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { happenedTo, inShort, rows } from './named.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

const setup = [
  ...rows,
  'CREATE TABLE u (id INT PRIMARY KEY, t INT NOT NULL, n INT NOT NULL, m INT NOT NULL)',
  'INSERT INTO u VALUES (1, 1, 5, 0), (2, 2, 6, 0)',
  'CREATE TABLE log (id INT PRIMARY KEY, n INT NOT NULL)',
];

const told = async (steps: string, more: readonly string[] = [], level: Level = 'READ COMMITTED') =>
  inShort(await happenedTo(own.lab, { steps, level, setup: [...setup, ...more] }));

/** A reads, B changes that, and A does something that reads it, or not. */
const around = (read: string, change: string, form: string) =>
  `A: BEGIN\nA: ${read}\nB: ${change}\nA: ${form.replaceAll('\n', ' ')}\nA: COMMIT`;

const ofU = 'SELECT n FROM u WHERE id = 1';
const changed = 'UPDATE u SET n = 7 WHERE id = 1';
const met = 'A ─rw(row 1)→ B ─wr(row 1)→ A';

/** Whatever its name is. */
const way = (all: readonly string[]) => all.map((one) => one.replace(/^[A-Z]\S* (?=A )/, '')).join('; ');

describe('an UPDATE or DELETE of several tables reads what it joins', () => {
  const joined = 'UPDATE t JOIN u ON u.t = t.id SET t.n = u.n WHERE t.id = 1';
  it.each([
    ['what is assigned', changed, joined, met],
    ['what is joined', changed, 'UPDATE t, u AS x SET t.n = t.n + 1 WHERE x.t = t.id AND x.n = 7', met],
    [
      'behind WITH',
      changed,
      'WITH x (t, n) AS (SELECT t, n FROM u) UPDATE t JOIN x ON x.t = t.id SET t.n = x.n',
      met,
    ],
    ['deleted from one', changed, 'DELETE t FROM t JOIN u ON u.t = t.id WHERE u.n = 7', met],
    ['deleted with USING', changed, 'DELETE FROM t USING t JOIN u ON u.t = t.id WHERE u.n = 7', met],
    [
      'with something by chance',
      changed,
      'UPDATE t JOIN u ON u.t = t.id SET t.n = u.n, t.n = RAND() WHERE t.id = 1',
      met,
    ],
    ['from a SELECT', changed, 'UPDATE t SET n = (SELECT n FROM u WHERE id = 1) WHERE id = 1', met],
    ['not what is in another column', 'UPDATE u SET m = 1 WHERE id = 1', joined, 'A, B'],
    ['not what is in another row', 'UPDATE u SET m = 1 WHERE id = 2', joined, 'A, B'],
  ])('%s', async (_, change, form, is) => {
    const both = change === changed ? ofU : 'SELECT SUM(m) FROM u';
    expect(way(await told(around(both, change, form), [], 'REPEATABLE READ'))).toBe(is);
  });

  it('with locks, at every level', async () => {
    const steps = `B: BEGIN\nB: ${changed}\nA: ${joined}\nB: ROLLBACK`;
    expect(await told(steps, [], 'READ UNCOMMITTED')).toEqual(['']);
  });
});

describe('names', () => {
  it.each([
    ['in letters of any kind', 'Überall', 'Überall'],
    ['with a backquote', '`a``b c`', '`a``b c`'],
  ])('%s', async (_, table, name) => {
    const steps = around(
      `SELECT n FROM ${name}`,
      `UPDATE ${name} SET n = 2 WHERE id = 1`,
      `UPDATE ${name} AS x SET n = 3 WHERE x.n = 2`,
    );
    const more = [`CREATE TABLE ${table} (id INT PRIMARY KEY, n INT)`, `INSERT INTO ${table} VALUES (1, 1)`];
    expect(way(await told(steps, more))).toBe('A ─rw(row 1)→ B ─ww(row 1)→ A; A ─rw(row 1)→ B ─wr(row 1)→ A');
  });
});

describe('common table expressions', () => {
  const twice = (asks: string) => around(asks, 'UPDATE t SET n = 30 WHERE id = 1', asks);
  const answer = met;
  it.each([
    ['with names for their columns', 'WITH x (a) AS (SELECT n FROM t) SELECT SUM(a) FROM x'],
    ["with a table's own name", 'WITH t AS (SELECT n FROM t WHERE id = 1) SELECT n FROM t'],
    ['in parentheses', '(WITH x AS (SELECT n FROM t WHERE id = 1) SELECT n FROM x)'],
    [
      'in one of several',
      'SELECT n FROM u UNION ALL (WITH x AS (SELECT n FROM t WHERE id = 1) SELECT n FROM x)',
    ],
    [
      'behind one, in one of several',
      'WITH y AS (SELECT n FROM u) SELECT n FROM y UNION ALL (WITH x AS (SELECT n FROM t) SELECT n FROM x)',
    ],
    [
      'that call themselves',
      'WITH RECURSIVE x AS (SELECT 1 AS i UNION SELECT i + 1 FROM x WHERE i < 2) SELECT n FROM t JOIN x',
    ],
  ])('%s', async (_, asks) => {
    expect(way(await told(twice(asks)))).toBe(answer);
  });
});

describe('views', () => {
  const view = 'CREATE VIEW v (a, b) AS SELECT id, n FROM t WHERE n > 0';
  const over = 'CREATE VIEW o AS SELECT SUM(b) AS s FROM v';
  const change = 'UPDATE t SET n = 30 WHERE id = 1';
  it.each([
    ['read', around('SELECT b FROM v WHERE a = 1', change, 'SELECT b FROM v WHERE a = 1'), met],
    ['over others', around('SELECT * FROM o', change, 'SELECT * FROM o'), met],
    [
      'written',
      around('SELECT n FROM t WHERE id = 1', change, 'UPDATE v SET b = 5 WHERE b = 30'),
      'A ─rw(row 1)→ B ─ww(row 1)→ A; A ─rw(row 1)→ B ─wr(row 1)→ A',
    ],
    ['not another row', around('SELECT b FROM v WHERE a = 2', change, 'SELECT b FROM v WHERE a = 2'), ''],
    ['locked', around('SELECT 1', change, 'SELECT s FROM o FOR UPDATE'), '? unknown-read'],
    ['by chance', around('SELECT 1', change, 'SELECT * FROM r'), '? unknown-read'],
  ])('%s', async (_, steps, is) => {
    const random = 'CREATE VIEW r AS SELECT n + RAND() AS n FROM t';
    expect(way(await told(steps, [view, over, random]))).toBe(is);
  });
});

describe('stored functions and triggers', () => {
  const change = 'UPDATE t SET n = 30 WHERE id = 1';
  const theFunction = 'CREATE FUNCTION f() RETURNS INT READS SQL DATA RETURN (SELECT n FROM t WHERE id = 1)';
  const more = [
    theFunction,
    'CREATE VIEW v AS SELECT f() AS n',
    'CREATE TABLE w (id INT PRIMARY KEY, n INT)',
    'CREATE TABLE x (id INT PRIMARY KEY, n INT)',
    'CREATE TRIGGER calls BEFORE INSERT ON w FOR EACH ROW SET NEW.n = f()',
    'CREATE TRIGGER passes AFTER INSERT ON x FOR EACH ROW INSERT INTO w VALUES (NEW.id, NEW.n)',
    'CREATE TRIGGER searches AFTER INSERT ON log FOR EACH ROW UPDATE t SET n = n + 1 WHERE n = NEW.n',
  ];
  const lost = 'A ─rw(row 1)→ B ─ww(row 1)→ A';
  const unknown = '? runs-more';
  const withForm = (form: string) =>
    `A: BEGIN\nA: SELECT n FROM t WHERE id = 1\nB: ${change}\nA: ${form}\nA: COMMIT`;
  it.each([
    [
      'a function of the server',
      'UPDATE t SET n = CONCAT(LENGTH(id), UNIX_TIMESTAMP() > 0) WHERE id IN (1)',
      lost,
    ],
    ['a table with columns', 'INSERT INTO u (id, t, n, m) VALUES (3, 3, RAND(), 3)', 'A, B'],
    ['a function of the lab', 'DO f ()', unknown],
    ['by way of a view', 'SELECT n FROM v', unknown],
    ['by a trigger', 'INSERT INTO w VALUES (1, 1)', unknown],
    ["by a trigger's trigger", 'INSERT INTO x VALUES (1, 1)', unknown],
    ["in a trigger's search", 'INSERT INTO log VALUES (1, 100)', unknown],
  ])('%s', async (_, form, is) => {
    expect(way(await told(withForm(form), more))).toBe(is);
  });
});

describe('what a session knows by itself', () => {
  const drawing =
    'CREATE TABLE d (id INT PRIMARY KEY AUTO_INCREMENT, t INT NOT NULL, n INT NOT NULL, KEY (t)) AUTO_INCREMENT = 7';
  const sequence = ['CREATE TABLE s (n INT NOT NULL PRIMARY KEY)', 'INSERT INTO s VALUES (1)'];
  const afterwards = (insert: string, form = 'SELECT n FROM d WHERE id = LAST_INSERT_ID()') =>
    `A: ${insert}\nA: BEGIN\nA: ${form}\nB: UPDATE d SET n = 2 WHERE id = 7\nB: UPDATE t SET n = 3 WHERE id = 2\nA: ${form}\nA: COMMIT`;
  const itself = 'A ─rw(row 7)→ B ─wr(row 7)→ A';
  it.each([
    ['the id that was drawn', afterwards('INSERT INTO d (t, n) VALUES (7, 1)'), itself],
    ['the id that was drawn, with SET', afterwards('INSERT INTO d SET t = 7, n = 1'), itself],
    [
      'an id that was given',
      afterwards('INSERT INTO d (id, t, n) VALUES (7, 7, 1)'),
      '? unknown-read; ? unknown-read',
    ],
    [
      'an id that nobody has drawn',
      afterwards('INSERT INTO d VALUES (7, 7, 1)'),
      '? unknown-read; ? unknown-read',
    ],
    [
      'an id of a sequence',
      afterwards('UPDATE s SET n = LAST_INSERT_ID(n + 1)', 'SELECT n FROM t WHERE id = LAST_INSERT_ID()'),
      'A ─rw(row 2)→ B ─wr(row 2)→ A',
    ],
  ])('%s', async (_, steps, is) => {
    expect(way(await told(steps, [drawing, ...sequence, 'INSERT INTO d VALUES (3, 1, 1)']))).toBe(is);
  });

  const changeOfT = 'UPDATE t SET n = 30 WHERE id = 1';
  it.each([
    [
      'the time beside what was read',
      around('SELECT *, NOW() AS at FROM t', changeOfT, 'SELECT NOW(), n FROM t'),
      met,
    ],
    [
      'the time beside what is written',
      around('SELECT n FROM t', changeOfT, 'INSERT INTO log SELECT id + RAND() * 0, n FROM t'),
      '? unknown-read',
    ],
    [
      'chance beside what is written',
      around('SELECT n FROM t', changeOfT, 'INSERT INTO texts SELECT UUID(), n FROM t WHERE id = 1'),
      met,
    ],
    [
      'the time that is compared',
      around('SELECT n FROM t', changeOfT, 'SELECT n FROM t WHERE NOW() > 0'),
      '? unknown-read',
    ],
  ])('%s', async (_, steps, is) => {
    expect(way(await told(steps, ['CREATE TABLE texts (id CHAR(36) PRIMARY KEY, n INT)']))).toBe(is);
  });
});

it('a run that is too long to be looked at is told to be that', async () => {
  const many = [
    'CREATE TABLE many (id INT PRIMARY KEY, n INT NOT NULL, more VARCHAR(100) NOT NULL)',
    `INSERT INTO many WITH RECURSIVE a AS (SELECT 1 AS id UNION ALL SELECT id + 1 FROM a WHERE id < 1000)
       SELECT id, 10, REPEAT('x', 100) FROM a`,
  ];
  const sum = 'SELECT SUM(n) FROM many';
  const steps = around(sum, 'UPDATE many SET n = n + id WHERE id <= 60', sum);
  expect(await told(steps, many)).toEqual(['? too-long']);
});

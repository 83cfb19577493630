import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Level } from '../../../src/lesson/level.ts';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { happenedTo, inShort } from './named.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

const setup = [
  'CREATE TABLE t (id INT PRIMARY KEY, n TINYINT NOT NULL CHECK (n >= 0))',
  'INSERT INTO t VALUES (1, 10), (2, 20)',
  'CREATE TABLE log (id INT PRIMARY KEY, n INT NOT NULL)',
];

const at = async (level: Level, steps: string) => inShort(await happenedTo(own.lab, { steps, level, setup }));

describe('what is refused has read what it was refused for', () => {
  it('the key that was taken, and what was to be inserted', async () => {
    const steps = `A: BEGIN
      A: INSERT INTO log SELECT 9, n FROM t WHERE id = 1
      B: INSERT INTO log SELECT 9, n FROM t WHERE id = 1
      A: DELETE FROM t WHERE id = 1
      A: COMMIT`;
    expect(await at('READ COMMITTED', steps)).toEqual(['A5A B ─rw(row 1 of t)→ A ─wr(row 9 of log)→ B']);
  });

  it.each([
    ['a CHECK that does not hold', 'UPDATE t SET n = n - 35 WHERE id = 1', 'G-single'],
    ['a value that a column does not take', 'UPDATE t SET n = n + 100 WHERE id = 1', 'G-single'],
    ['a key that is taken', 'UPDATE t SET id = id + 1 WHERE n = 30', 'PMP'],
  ])('%s', async (_, refused, name) => {
    const steps = `A: BEGIN
      A: SELECT n FROM t WHERE id = 1
      B: UPDATE t SET n = 30 WHERE id = 1
      A: ${refused}
      A: COMMIT`;
    expect(await at('REPEATABLE READ', steps)).toEqual([`${name} A ─rw(row 1)→ B ─wr(row 1)→ A`]);
  });

  it.each([
    ['of several rows nobody knows how far it came', 'UPDATE t SET n = n + 110', ['? unknown-read']],
    [
      'of a question that has several answers',
      'SELECT (SELECT n FROM t WHERE id > 0) AS n',
      ['? unknown-read'],
    ],
    ['of a name that is not there nothing was read', 'UPDATE t SET nn = 1 WHERE n = 10', ['']],
    ['of values that are too many, neither', 'INSERT INTO log SELECT 1, n, 3 FROM t', ['']],
    ['nor of values that are written there', "INSERT INTO log VALUES (1, 'many')", ['']],
  ])('%s', async (_, refused, what) => {
    expect(
      await at('READ COMMITTED', `A: BEGIN\nA: ${refused}\nB: UPDATE t SET n = 30 WHERE id = 1\nA: COMMIT`),
    ).toEqual(what);
  });
});

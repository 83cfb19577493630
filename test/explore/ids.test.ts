import { describe, expect, it } from 'vitest';
import { saysIds } from '../../src/explore/id-columns.ts';
import { wordsOf } from '../../src/explore/sql-words.ts';
import { scriptOfSteps } from '../engine/script-of.ts';
import { exploringHere, stepsOf } from './explored.ts';

const here = exploringHere();

const log = 'CREATE TABLE log (v INT NOT NULL, id INT PRIMARY KEY AUTO_INCREMENT)';
const t = 'CREATE TABLE t (id INT PRIMARY KEY, v INT NOT NULL)';
const rows = 'INSERT INTO t VALUES (1, 10), (2, 20)';

/** How its orders compare with the serial ones. */
const likenesses = async (setup: readonly string[], steps: string): Promise<readonly string[]> => {
  const { orders } = await here().explored(scriptOfSteps(stepsOf(steps), { setup, level: 'READ COMMITTED' }));
  return [...new Set(orders.map(({ likeSerial }) => likeSerial))].toSorted();
};

describe('ids that the server hands out are names, and nothing else is', () => {
  it.each([
    [
      'an id that the script says itself is a value, also where the victim of a deadlock has said the same',
      `A: START TRANSACTION
       A: INSERT INTO log (id, v) SELECT 9, v FROM t WHERE id = 1
       A: UPDATE t SET v = 31 WHERE id = 2
       A: COMMIT
       B: START TRANSACTION
       B: UPDATE t SET v = v * 2
       B: INSERT INTO log SELECT v, 9 FROM t WHERE id = 1
       B: COMMIT`,
    ],
    [
      'a column that two tables have',
      `A: INSERT INTO log (v) VALUES (5)
       B: INSERT INTO log (v) VALUES (6)
       B: SELECT t.id FROM t JOIN log ON log.v = 6`,
    ],
  ])('%s', async (_, steps) => {
    expect(await likenesses([t, rows, log], steps)).not.toContain('no');
  });

  it('nor is a column of the same name in a table that hands out none', async () => {
    const steps = `A: INSERT INTO log (v) VALUES (5)
      B: INSERT INTO log (v) VALUES (6)
      B: SELECT id, v FROM t`;
    const script = scriptOfSteps(stepsOf(steps), { setup: [t, rows, log] });
    expect((await here().explored(script)).outcomes).toHaveLength(1);
  });

  it('are told apart from those that were lost', async () => {
    const lost = `A: START TRANSACTION
      A: SELECT v FROM t WHERE id = 1 INTO @v
      A: UPDATE t SET v = @v + 1 WHERE id = 1
      A: INSERT INTO log (v) VALUES (7)
      A: COMMIT
      B: START TRANSACTION
      B: SELECT v FROM t WHERE id = 1 INTO @v
      B: UPDATE t SET v = @v + 1 WHERE id = 1
      B: INSERT INTO log (id, v) VALUES (NULL, 7)
      B: COMMIT`;
    expect(await likenesses([t, rows, log], lost)).toEqual(['no', 'yes']);
  });
});

it.each([
  ['INSERT INTO log (id, v) VALUES (9, 1)', true],
  ['INSERT INTO log (v, id) VALUES (1, 9), (2, 10)', true],
  ['INSERT INTO `log` (v, `id`) VALUES ROW(1, 9)', true],
  ['INSERT log VALUES (1, 9)', true],
  ['INSERT IGNORE INTO log VALUE (1, :id)', true],
  ['REPLACE INTO log SET v = 1, id = 9', true],
  ['INSERT INTO log (id, v) SELECT 9, v FROM t', true],
  ['INSERT INTO log SELECT DISTINCT v, id FROM t', true],
  ['INSERT INTO log (v) VALUES (9)', false],
  ['INSERT INTO log (id, v) VALUES (NULL, 9)', false],
  ['INSERT INTO log (id, v) VALUES (9, 1), (DEFAULT, 2)', false],
  ['INSERT INTO log VALUES (9, 0)', false],
  ['INSERT INTO log () VALUES ()', false],
  ['INSERT INTO log SET v = 9', false],
  ['INSERT INTO log (v) SELECT v FROM t', false],
  ['INSERT INTO log (v) TABLE t', false],
  ['INSERT INTO log (v) VALUES (1) ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)', false],
])('%s', (sql, says) => {
  expect(saysIds(wordsOf(sql), 'id', ['v', 'id'])).toBe(says);
});

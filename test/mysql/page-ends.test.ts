import { afterAll, beforeAll, expect, it } from 'vitest';
import { statements } from '../../src/engine/statements.ts';
import { waitWords } from '../../src/engine/words/lock-words.ts';
import { endOfIndex } from '../../src/innodb-text/lock-kind.ts';
import { withTrueEnds } from '../../src/mysql/page-ends.ts';
import type { RowLock } from '../../src/mysql/row-locks.ts';
import { type Story, tell } from './history/story.ts';
import { type OwnLab, openOwnLab } from './own-lab.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

const wide = [
  'CREATE TABLE t (id INT PRIMARY KEY, filling VARCHAR(2000) NOT NULL)',
  // Some ten of them are in a page.
  `INSERT INTO t WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 30)
   SELECT n * 10, REPEAT('x', 1500) FROM s`,
];

const waitOf = (story: Story, session: string) =>
  statements(story.state)
    .filter((one) => one.session === session)
    .flatMap(({ waits }) => waits)[0];

it('the gap between two pages of an index is not the end of the index', async () => {
  const wished: string[] = [];
  for (let id = 15; id < 200; id += 10) {
    const story = await tell(own.lab, {
      setup: wide,
      steps: `A: START TRANSACTION
        A: SELECT id FROM t WHERE id BETWEEN 10 AND 100 FOR UPDATE
        A: SELECT id FROM t WHERE id BETWEEN 101 AND 200 FOR UPDATE
        C: INSERT INTO t VALUES (${id}, 'x')
        A: COMMIT`,
    });
    const wait = waitOf(story, 'C');
    if (wait === undefined) throw new Error(`${id} is in no gap that is locked`);
    const locks = story.events.flatMap((event) =>
      event.type === 'settled' && 'locks' in event.observation ? event.observation.locks : [],
    );
    expect(locks.filter(({ key }) => key === endOfIndex)).toEqual([]);
    expect([undefined, `${id + 5}`]).toContain(wait.key);
    const taken = story.after(4).flatMap((claim) => (claim.kind === 'lock-taken' ? [claim.taken.step] : []));
    if (wait.key !== undefined) expect(taken).toEqual([id < 100 ? 1 : 2]);
    else {
      // Each of the two has gone from one page to the next: which took this gap is not known.
      expect(taken).toEqual([]);
      wished.push(waitWords(wait));
    }
  }
  expect(new Set(wished)).toEqual(
    new Set(['wants to insert into a gap of t.PRIMARY, which A holds exclusive']),
  );
});

it('where there is one page alone, its end is that of the index', async () => {
  const story = await tell(own.lab, {
    setup: ['CREATE TABLE t (id INT PRIMARY KEY)', 'INSERT INTO t VALUES (1), (2)'],
    steps: `A: START TRANSACTION
      A: SELECT id FROM t FOR UPDATE
      C: INSERT INTO t VALUES (9)
      A: COMMIT`,
  });
  expect(waitOf(story, 'C')?.key).toBe(endOfIndex);
});

it('where the table cannot be read, the pages that are locked tell', async () => {
  const lock = (id: string, key: string): RowLock => ({
    id,
    transaction: '1',
    thread: '1',
    kind: 'next-key',
    object: 't',
    index: 'PRIMARY',
    mode: 'X',
    key,
    waiting: false,
  });
  const client = {
    query: () => Promise.reject(new Error('no')),
    queries: () => Promise.reject(new Error('no')),
  };
  const keysOf = async (locks: readonly RowLock[]) =>
    (await withTrueEnds(locks, client, async () => false)).map(({ key }) => key);
  expect(await keysOf([lock('1:2:0:41:2:9', '1'), lock('1:2:0:41:1:9', endOfIndex)])).toEqual([
    '1',
    endOfIndex,
  ]);
  expect(await keysOf([lock('1:2:0:41:1:9', endOfIndex), lock('1:2:0:43:2:9', '1')])).toEqual([
    undefined,
    '1',
  ]);
});

it('each partition has an end of its own', async () => {
  const story = await tell(own.lab, {
    setup: [
      `CREATE TABLE t (id INT PRIMARY KEY)
       PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (10), PARTITION high VALUES LESS THAN (20))`,
      'INSERT INTO t VALUES (1), (11)',
    ],
    steps: `A: START TRANSACTION
      A: SELECT id FROM t WHERE id > 0 FOR UPDATE
      C: INSERT INTO t VALUES (5)
      A: COMMIT`,
  });
  expect(waitOf(story, 'C')).toMatchObject({ partition: 'low', key: endOfIndex });
});

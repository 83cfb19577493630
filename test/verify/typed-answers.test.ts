import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordLesson } from '../../src/author/record.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { clock, openLab } from '../mysql/real-lab.ts';
import { verified } from './told-events.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** B's statement comes while A's has locked the row with the price; `answer` is what it is asked for. */
const asking = (answer: string, sql: string, expected: string): string => `format: 1
id: typed
title: Typed
topic: test
summary: The answer is typed.
levels: [READ COMMITTED, SERIALIZABLE]
setup: |
  CREATE TABLE items (id INT PRIMARY KEY, price DECIMAL(6,2));
  INSERT INTO items VALUES (1, 70.00), (2, NULL);
steps:
  - { A: START TRANSACTION, expect: { affected: 0 } }
  - { A: UPDATE items SET price = 80 WHERE id = 1, expect: { affected: 1 } }
  - B: ${sql}
    as: asked
    predict: { ask: What?, answer: ${answer} }
    expect: ${expected}
  - { A: COMMIT, expect: { affected: 0 } }
variants:
  fewer:
    title: Fewer
    about: There is one row less.
    setup: DELETE FROM items WHERE id = 2
`;

/** By case: its status, and what is found of the question. */
const questionsOf = async (text: string) => {
  const { cases } = await verified(lab, [parseLesson(text)]);
  return Object.fromEntries(
    [...cases].map(([id, { status, findings }]) => [
      id.replace('typed @ ', ''),
      [
        status,
        ...findings.flatMap(({ verdict, what, expected, observed }) =>
          what === 'question' || verdict !== 'holds' ? `${verdict} ${expected} | ${observed}` : [],
        ),
      ],
    ]),
  );
};

const recorded = async (text: string, update = false): Promise<string> => {
  const { signal } = new AbortController();
  const options = { server: lab, clock, signal, update, jobs: 1, repeat: 2 };
  const { after, open } = await recordLesson({ text, ...options });
  expect(open).toEqual([]);
  return after;
};

describe('what a question asks the server', () => {
  it('is proved at every level and in every variant, also after a wait', async () => {
    const update = 'UPDATE items SET price = price + 1 WHERE id = 1';
    const holds = [
      'passed',
      'holds an answer that says how many rows are affected | waits for A, 1 row affected',
    ];
    expect(await questionsOf(asking('affected', update, '{ waits_for: A, then: { affected: 1 } }'))).toEqual({
      'READ COMMITTED': holds,
      SERIALIZABLE: holds,
      'READ COMMITTED + fewer': holds,
      'SERIALIZABLE + fewer': holds,
    });
  });

  it('may be there in the lesson, and not in a variant', async () => {
    const found = await questionsOf(asking('value', 'SELECT id FROM items WHERE id = 2', '{ rows: [[2]] }'));
    expect(found['READ COMMITTED']).toMatchObject(['passed', expect.stringContaining('| (2)')]);
    expect(found['READ COMMITTED + fewer']).toEqual([
      'failed',
      'fails (2) | no row',
      'fails one row with one value, of 60 characters at most and on one line | no row',
    ]);
  });

  it.each([
    ['value', 'SELECT id, price FROM items WHERE id = 2', '{ rows: { include: [[2, null]] } }', '(2, NULL)'],
    ['value', "SELECT REPEAT('x', 61)", `{ rows: [["${'x'.repeat(61)}"]] }`, `(${'x'.repeat(61)})`],
    ['affected', 'INSERT INTO items VALUES (2, 1)', '{ error: 1062, affected: 0 }', 'ERROR 1062'],
  ])('%s of %s is not there', async (answer, sql, expected, came) => {
    const { 'READ COMMITTED': found = [] } = await questionsOf(asking(answer, sql, expected));
    expect(found[0]).toBe('failed');
    expect(found.join('\n')).toMatch(/^fails (one row with one value|an answer that says)/m);
    expect(found.join('\n')).toContain(came);
  });

  it('is a value, NULL, or the error', async () => {
    const value = await questionsOf(
      asking('value', 'SELECT price FROM items WHERE id = 2', '{ rows: { include: [[null]] } }'),
    );
    expect(value['READ COMMITTED']).toMatchObject(['passed', expect.stringContaining('| (NULL)')]);
    const error = await questionsOf(
      asking('error', 'INSERT INTO items VALUES (2, 1)', '{ error: ER_DUP_ENTRY }'),
    );
    expect(error['READ COMMITTED']).toMatchObject(['passed', expect.stringContaining('| ERROR 1062')]);
  });

  it('is how many rows an UPDATE finds, which may be more than it changes', async () => {
    const update = 'UPDATE items SET price = IF(id = 2, 0, price) WHERE id IN (2, 3)';
    const upsert = 'INSERT INTO items VALUES (2, 1) ON DUPLICATE KEY UPDATE price = 1';
    const text = (expected: string) =>
      asking('matched', update, expected)
        .replace('(2, NULL)', '(2, 5), (3, 9)')
        .replace(/variants:[\s\S]*/, '');
    expect((await questionsOf(text('{ affected: 1, matched: 2 }')))['READ COMMITTED']).toEqual([
      'passed',
      'holds an UPDATE that says how many rows it has found | 1 row affected, 2 rows matched',
    ]);
    expect((await questionsOf(text('{ affected: 1, matched: 1 }')))['READ COMMITTED']?.slice(0, 2)).toEqual([
      'failed',
      'fails 1 row matched | 2 rows matched',
    ]);
    expect((await questionsOf(text('{ affected: 1 }')))['READ COMMITTED']).toContain(
      'unproven how many rows it finds, which its question asks | nothing',
    );
    expect((await questionsOf(asking('matched', upsert, '{ affected: 2 }')))['READ COMMITTED']).toContain(
      'fails an UPDATE that says how many rows it has found | 2 rows affected',
    );
    // Where it is the same as what has changed, it is written down only because the question asks for it.
    const all = text('{ affected: 2 }').replace('IF(id = 2, 0, price)', 'price + 1');
    expect(await recorded(all)).toContain('    expect: { affected: 2, matched: 2 }\n');
    expect(await recorded(all.replace('answer: matched', 'answer: affected'))).toContain(
      '    expect: { affected: 2 }\n',
    );
    const wrong = text('{ affected: 2, matched: 7 }').replace('IF(id = 2, 0, price)', 'price + 1');
    expect(await recorded(wrong.replace('answer: matched', 'answer: affected'), true)).toContain(
      '    expect: { affected: 2, matched: 2 }\n',
    );
  });

  it('is unproven where the step does not claim it, and record completes that', async () => {
    const select = 'SELECT id FROM items WHERE id = 2';
    const text = asking('rows', select, '{ columns: [id] }').replace(/variants:[\s\S]*/, '');
    expect((await questionsOf(text))['READ COMMITTED']).toEqual([
      'unproven',
      'unproven how many rows it gives, which its question asks | nothing',
      'holds one result set, of which the rows are counted | (2)',
    ]);
    const after = await recorded(text);
    expect(after).toContain('expect: { columns: [id], rows: [[2]] }');
    expect((await questionsOf(after))['READ COMMITTED']?.[0]).toBe('passed');
  });
});

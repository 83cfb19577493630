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

/** Three result sets, the second of them empty; `fails` breaks off after the same three. */
const calling = (call: string, expected?: string): string => `format: 1
id: sets
title: Result sets
topic: test
summary: A procedure answers three times.
levels: [REPEATABLE READ]
watch: []
setup:
  - CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(9))
  - INSERT INTO t VALUES (1, 'one'), (2, 'two')
  - CREATE PROCEDURE asks() BEGIN SELECT id FROM t ORDER BY id; SELECT id, name FROM t WHERE id > 9; SELECT name FROM t ORDER BY id; END
  - CREATE PROCEDURE fails() BEGIN CALL asks(); INSERT INTO t VALUES (1, 'again'); END
steps:
  - A: CALL ${call}()
${expected === undefined ? '' : `    expect: ${expected}\n`}`;

const findingsOf = async (text: string) => {
  const { cases } = await verified(lab, [parseLesson(text)]);
  const [result] = cases.values();
  return {
    status: result?.status,
    findings: (result?.findings ?? []).map(
      ({ verdict, what, expected, observed }) => `${verdict} ${what}: ${expected} | ${observed}`,
    ),
  };
};

const recorded = async (text: string, update = false) => {
  const { after, open } = await recordLesson({
    text,
    server: lab,
    clock,
    signal: new AbortController().signal,
    update,
    jobs: 1,
    repeat: 2,
  });
  expect(open).toEqual([]);
  return after.slice(after.indexOf('  - A: CALL'));
};

const all = '{ rows: [[1], [2]], more: [{ rows: [] }, { columns: [name], rows: [[one], [two]] }] }';

describe('a CALL that answers with three result sets', () => {
  it('is proved when each of them is claimed', async () => {
    expect(await findingsOf(calling('asks', all))).toEqual({
      status: 'passed',
      findings: [
        'holds rows: (1), (2) | (1), (2)',
        'holds result sets: 3 result sets | 3 result sets',
        'holds rows of result set 2: no row | no row',
        'holds columns of result set 3: name | name',
        'holds rows of result set 3: (one), (two) | (one), (two)',
      ],
    });
  });

  it('is unproven when only the first one is', async () => {
    expect(await findingsOf(calling('asks', '{ rows: [[1], [2]] }'))).toEqual({
      status: 'unproven',
      findings: [
        'holds rows: (1), (2) | (1), (2)',
        'unproven expectation: what the 2 result sets after the first are | nothing',
      ],
    });
    const either = '{ either: [{ rows: [[1], [2]] }, { error: 1062 }] }';
    expect(await findingsOf(calling('asks', either))).toMatchObject({ status: 'unproven' });
  });

  it('fails at the one that is another, and where there are fewer or more', async () => {
    const wrong = all.replace('[]', '[[9, nine]]').replace('two', 'three');
    expect((await findingsOf(calling('asks', wrong))).findings).toEqual([
      'holds rows: (1), (2) | (1), (2)',
      'holds result sets: 3 result sets | 3 result sets',
      'fails rows of result set 2: (9, nine) | no row',
      'holds columns of result set 3: name | name',
      'fails rows of result set 3: (one), (three) | (one), (two)',
    ]);
    const fewer = '{ rows: { count: 2 }, more: [{ rows: [] }] }';
    expect((await findingsOf(calling('asks', fewer))).findings).toContain(
      'fails result sets: 2 result sets | 3 result sets',
    );
    const more = all.replace(' }] }', ' }, { rows: [] }] }');
    expect((await findingsOf(calling('asks', more))).findings).toContain(
      'fails result sets: 4 result sets | 3 result sets',
    );
  });

  it('binds a $name in one and holds it in the next', async () => {
    const expected = (third: string) =>
      `{ rows: { include: [[2]] }, more: [{ rows: [] }, { rows: [[$name], ${third}] }] }`;
    expect(await findingsOf(calling('asks', expected('[$other]')))).toMatchObject({ status: 'passed' });
    expect(await findingsOf(calling('asks', expected('[$name]')))).toMatchObject({ status: 'failed' });
  });

  it('is recorded with all of them, and a claim of the first one alone is completed', async () => {
    const written = await recorded(calling('asks'));
    expect(written).toMatchInlineSnapshot(`
      "  - A: CALL asks()
          expect: { rows: [[1], [2]], more: [{ rows: [] }, { rows: [[one], [two]] }] }
      "
    `);
    expect(await findingsOf(calling('asks').replace(/ {2}- A: CALL[\s\S]*/, written))).toMatchObject({
      status: 'passed',
    });
    expect(await recorded(calling('asks', '{ rows: { count: 2 } }'))).toMatchInlineSnapshot(`
      "  - A: CALL asks()
          expect: { rows: { count: 2 }, more: [{ rows: [] }, { rows: [[one], [two]] }] }
      "
    `);
    expect(await recorded(calling('asks', all))).toBe(
      calling('asks', all).slice(calling('asks').indexOf('  - A: CALL')),
    );
  });

  it('is corrected where one of them is another, and nowhere else', async () => {
    const wrong = all.replace('two', 'three').replace('rows: []', 'rows: { count: 0 }');
    expect(await recorded(calling('asks', wrong), true)).toMatchInlineSnapshot(`
      "  - A: CALL asks()
          expect: { rows: [[1], [2]], more: [{ rows: { count: 0 } }, { columns: [name], rows: [[one], [two]] }] }
      "
    `);
  });
});

describe('a CALL that fails after it has answered', () => {
  const error = 'error: ER_DUP_ENTRY';

  it('may claim what had come before the error', async () => {
    const before = `{ rows: [[1], [2]], more: [{ rows: [] }, { rows: [[one], [two]] }], ${error} }`;
    expect(await findingsOf(calling('fails', before))).toMatchObject({ status: 'passed' });
    expect(await findingsOf(calling('fails', `{ ${error} }`))).toMatchObject({ status: 'passed' });
    expect((await findingsOf(calling('fails', before.replace('two', 'three')))).findings).toContain(
      'fails rows of result set 3: (one), (three) | (one), (two)',
    );
  });

  it('meets no claim of rows alone: that would say that it has not failed', async () => {
    const { findings } = await findingsOf(calling('fails', '{ rows: [[1], [2]] }'));
    expect(findings).toEqual([expect.stringMatching(/^fails rows: .* \| \(1\), \(2\); .*, then ERROR 1062/)]);
  });

  it('is recorded with both', async () => {
    expect(await recorded(calling('fails'))).toMatchInlineSnapshot(`
      "  - A: CALL fails()
          expect: { rows: [[1], [2]], more: [{ rows: [] }, { rows: [[one], [two]] }], error: ER_DUP_ENTRY }
      "
    `);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lessonTests } from '../../src/index.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { openLab } from '../mysql/real-lab.ts';
import { verified } from './told-events.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

interface Changes {
  /** Whether A locks what it reads in the fix, as B does. */
  readonly aLocks?: boolean;
  readonly claim?: string;
  readonly ofFix?: string;
  /** B's steps stand behind all of A's, where nothing is lost. */
  readonly isKind?: boolean;
}

const readFor = (session: string, how = '') =>
  `- ${session}: SELECT stock INTO @n FROM shelf WHERE id = 7${how}\n    as: see_${session.toLowerCase()}`;

/** Two clerks take a box off a shelf: each reads how many there are, and writes one less. */
const shelf = ({ aLocks = false, claim = '', ofFix = '', isKind = false }: Changes = {}): string => `
format: 1
id: shelf
title: Two boxes from one shelf
topic: test
summary: Two clerks take a box each.
levels: [READ COMMITTED]
setup: |
  CREATE TABLE shelf (id INT PRIMARY KEY, stock INT NOT NULL);
  INSERT INTO shelf VALUES (7, 9);
watch: [shelf]
invariant:
  says: two boxes are gone
  violations: SELECT stock FROM shelf WHERE stock <> 7
steps:
  - A: START TRANSACTION
    expect: { affected: 0 }
  - B: START TRANSACTION
    expect: { affected: 0 }
  ${readFor('A')}
    expect: { affected: 1 }
  - A: UPDATE shelf SET stock = @n - 1 WHERE id = 7
    as: take_a
    expect: { affected: 1 }
${isKind ? '  - A: COMMIT\n    expect: { affected: 0 }\n' : ''}
  ${readFor('B')}
    expect: { affected: 1, waits_for: none }
${isKind ? '' : '  - A: COMMIT\n    expect: { affected: 0 }\n'}
  - B: UPDATE shelf SET stock = @n - 1 WHERE id = 7
    as: take_b
    expect: { affected: ${isKind ? 1 : 0} }
  - B: COMMIT
    expect: { affected: 0 }
end: { tables: { shelf: [[7, ${isKind ? 7 : 8}]] }, invariant: ${isKind ? 'holds' : 'violated'}, rolled_back: none }
${claim}
variants:
  lock:
    title: lock what is read
    about: B asks for the lock.
    prevents: all
    steps:
      see_b:
        sql: SELECT stock INTO @n FROM shelf WHERE id = 7 FOR UPDATE
        expect: ${isKind ? '{ affected: 1 }' : '{ waits_for: A, then: { affected: 1 } }'}
      take_b: { expect: { affected: 1 } }
${aLocks ? '      see_a: { sql: SELECT stock INTO @n FROM shelf WHERE id = 7 FOR UPDATE }' : ''}
    end: { tables: { shelf: [[7, 7]] }, invariant: holds, rolled_back: none }
    ${ofFix}
`;

const pairId = 'shelf @ READ COMMITTED: lock prevents it';
const proved = (changes: Changes, options: Parameters<typeof verified>[2] = {}) =>
  verified(lab, [parseLesson(shelf(changes))], options);

describe('a fix', () => {
  it('that holds in the order of the lesson and not in every one is refused, with the shortest that breaks it', async () => {
    const { summary, pairs } = await proved({});
    expect(summary).toMatchObject({ ok: false, cases: { passed: 2 }, extra: 0, pairs: { failed: 1 } });
    expect(pairs.get(pairId)).toMatchObject({
      status: 'failed',
      without: 'violated',
      with: 'holds',
      orders: {
        of: 70,
        covered: 70,
        isWhole: true,
        broken: 48,
        shortest: { order: 'AABBBBAA', always: true },
      },
      reasons: [
        'with lock the promise holds in 22 of 70 orders at READ COMMITTED; the shortest order that violates it: AABBBBAA.',
      ],
    });
  });

  it('that holds in every order is proved, whatever else runs beside it', async () => {
    for (const jobs of [1, 7]) {
      const { summary, pairs, cases } = await proved({ aLocks: true }, { jobs });
      expect(summary).toMatchObject({ ok: true, orders: { whole: 1, bounded: 0 } });
      expect(pairs.get(pairId)).toMatchObject({ status: 'passed', orders: { of: 70, broken: 0 } });
      expect([...cases.keys()]).toContain('shelf @ READ COMMITTED + lock, in every order');
    }
  });

  it('has something to prevent when it happens in any order, also when it does not in that of the lesson', async () => {
    const { cases, pairs } = await proved({ aLocks: true, isKind: true });
    expect(cases.get('shelf @ READ COMMITTED')).toMatchObject({ status: 'passed', invariant: 'holds' });
    expect(pairs.get(pairId)).toMatchObject({ status: 'passed', without: 'violated', with: 'holds' });
  });
});

describe('what is claimed of every order', () => {
  const id = 'shelf @ READ COMMITTED, in every order';

  it.each(['{ broken: 60, of: 70 }', '{ broken: some }'])('is proved: %s', async (claim) => {
    const { cases } = await proved({ claim: `every_order: ${claim}` }, { filter: { variants: ['none'] } });
    expect(cases.get(id)).toMatchObject({ status: 'passed' });
  });

  it.each(['{ broken: 47, of: 70 }', '{ broken: none }', '{ broken: all }'])(
    'fails at its line: %s',
    async (claim) => {
      const text = shelf({ claim: `every_order: ${claim}` });
      const { cases } = await proved({ claim: `every_order: ${claim}` }, { filter: { variants: ['none'] } });
      expect(cases.get(id)).toMatchObject({
        status: 'failed',
        findings: [
          {
            place: 'orders',
            line: text.split('\n').findIndex((line) => line.startsWith('every_order')) + 1,
            observed: expect.stringMatching(/^it is violated in 60 of 70 orders; the shortest: [AB]{8}$/),
          },
        ],
      });
    },
  );

  it('is judged by the same exploration as the fix, once, and stands among what is asked for', async () => {
    const { cases, summary } = await proved({ aLocks: true, ofFix: 'every_order: { broken: 0, of: 70 }' });
    expect([...cases.keys()].filter((one) => one.includes('every order'))).toEqual([
      'shelf @ READ COMMITTED + lock, in every order',
    ]);
    expect(summary).toMatchObject({ ok: true, cases: { passed: 3 }, extra: 0 });
  });

  it('comes to the same in every repetition', async () => {
    const { cases } = await proved(
      { claim: 'every_order: { broken: 60, of: 70 }' },
      { filter: { grep: 'in every order' }, repeat: 3 },
    );
    expect(cases.get(id)).toMatchObject({ status: 'passed', repetitions: 3 });
  });
});

describe('a bound', () => {
  it('stands beside what is proved within it', async () => {
    const more = Array.from(
      { length: 3 },
      (_, at) => `  - B: SELECT ${at}\n    expect: { rows: [[${at}]] }\n`,
    ).join('');
    const text = shelf({ aLocks: true }).replace(/^end:/m, `${more}end:`);
    const { pairs, summary } = await verified(lab, [parseLesson(text)], { orders: 3 });
    expect(pairs.get(pairId)).toMatchObject({
      status: 'passed',
      orders: { of: 330, runs: 3, isWhole: false, broken: 0 },
    });
    expect(summary.orders).toEqual({ whole: 0, bounded: 1, bound: 3 });
  });

  it('is no hindrance to count where a number is claimed', async () => {
    const more = Array.from(
      { length: 3 },
      (_, at) => `  - B: SELECT ${at}\n    expect: { rows: [[${at}]] }\n`,
    ).join('');
    const text = shelf({ aLocks: true, ofFix: 'every_order: { broken: 0, of: 330 }' }).replace(
      /^end:/m,
      `${more}end:`,
    );
    const { summary } = await verified(lab, [parseLesson(text)], { orders: 3 });
    expect(summary).toMatchObject({ ok: true, orders: { whole: 1, bounded: 0 } });
  });

  it('is no hindrance to find a violation where one is claimed', async () => {
    const more = Array.from(
      { length: 3 },
      (_, at) => `  - B: SELECT ${at}\n    expect: { rows: [[${at}]] }\n`,
    ).join('');
    const text = shelf({ claim: 'every_order: { broken: some }' }).replace(/^end:/m, `${more}end:`);
    const { cases } = await verified(lab, [parseLesson(text)], { orders: 1 });
    expect(cases.get('shelf @ READ COMMITTED, in every order')).toMatchObject({ status: 'passed' });
  });
});

describe('lessons as tests', () => {
  it('prove fixes and claims in every order', async () => {
    await using tests = await lessonTests({
      lessons: [parseLesson(shelf({ claim: 'every_order: { broken: 60, of: 70 }' }))],
      server: openLab,
    });
    const named = new Map([...tests].map((test) => [test.name, test]));
    expect([...named.keys()]).toEqual([
      'shelf @ READ COMMITTED',
      'shelf @ READ COMMITTED + lock',
      'shelf @ READ COMMITTED, in every order',
      pairId,
    ]);
    await named.get('shelf @ READ COMMITTED, in every order')?.run();
    await expect(named.get(pairId)?.run()).rejects.toThrow(
      /in 22 of 70 orders.*\n.*\nsee it: isolab shelf --level 'READ COMMITTED' --variant lock --order AABBBBAA/s,
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabServer } from '../../src/engine/ports.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { exitCodeOf } from '../../src/verify/summary.ts';
import { openLab } from '../mysql/real-lab.ts';
import { lessonOf, verified } from './told-events.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const only = <T>(map: ReadonlyMap<string, T>): T => {
  const [first] = map.values();
  if (first === undefined || map.size !== 1) throw new Error(`${map.size} results`);
  return first;
};

const one = 'steps: [{ A: SELECT 1, expect: { rows: [[1]] } }]';
const two = 'steps: [{ A: SELECT 1, expect: { rows: [[2]] } }]';
const endless = 'steps: [{ A: SELECT SLEEP(1000) FROM DUAL, limit: 5m, expect: { rows: [[0]] } }]';
const table = 'setup: CREATE TABLE t (name VARCHAR(9)), watch: [t]';
const twice = '{ says: Once., violations: SELECT name FROM t GROUP BY name HAVING COUNT(*) > 1 }';
const insertTwice =
  "{ A: INSERT INTO t VALUES ('x'), expect: { affected: 1 } }, { B: INSERT INTO t VALUES ('x'), as: again, expect: { affected: 1 } }";
const bug = (...variants: readonly string[]) => [
  table,
  `invariant: ${twice}`,
  `steps: [${insertTwice}]`,
  'end: { tables: { t: [[x], [x]] }, invariant: violated }',
  `variants: { ${variants.join(', ')} }`,
];
const unique =
  'unique: { title: T, about: A, prevents: all, setup: ALTER TABLE t ADD UNIQUE (name), steps: { again: { expect: { error: 1062 } } }, end: { tables: { t: [[x]] }, invariant: holds } }';
const useless = 'useless: { title: T, about: A, prevents: all }';

describe('a case', () => {
  it('passes when everything is as the lesson says', async () => {
    const { summary, cases } = await verified(lab, [lessonOf('fine', one)]);
    expect(only(cases)).toMatchObject({ status: 'passed', repetitions: 1 });
    expect(summary).toMatchObject({ end: 'complete', ok: true, cases: { passed: 1 } });
    expect(exitCodeOf(summary)).toBe(0);
  });

  it('fails when something is not', async () => {
    const { summary, cases } = await verified(lab, [lessonOf('wrong', two)]);
    expect(only(cases)).toMatchObject({
      status: 'failed',
      findings: [{ verdict: 'fails', place: 0, what: 'rows', expected: '(2)', observed: '(1)' }],
    });
    expect(exitCodeOf(summary)).toBe(1);
  });

  it('fails where words are told of an outcome for which nobody has written them, whatever the run comes to', async () => {
    const lesson = lessonOf(
      'words',
      'steps: [{ A: SELECT 1, as: first, expect: { rows: [[1]] }, why: It is one. }]',
      'variants: { other: { title: T, about: A, steps: { first: { sql: SELECT 2, expect: { rows: [[2]] } } } } }',
    );
    const { cases } = await verified(lab, [lesson]);
    expect([...cases].map(([id, { status }]) => [id, status])).toEqual(
      expect.arrayContaining([
        ['words @ REPEATABLE READ', 'passed'],
        ['words @ REPEATABLE READ + other', 'failed'],
      ]),
    );
    expect(cases.get('words @ REPEATABLE READ + other')?.findings).toMatchObject([
      { verdict: 'holds', what: 'rows' },
      {
        verdict: 'fails',
        place: 0,
        what: 'prose',
        observed: expect.stringContaining('`why` was written for the lesson as it is'),
      },
    ]);
  });

  it('shows everything that was to be seen where it does not pass, and no more than its outcomes where it does', async () => {
    const lesson = (id: string, affected: number) =>
      lessonOf(
        id,
        table,
        `steps: [{ A: INSERT INTO t VALUES ('x'), expect: { affected: ${affected} } }]`,
        'end: { tables: { t: [[x]] } }',
      );
    const { cases } = await verified(lab, [lesson('fine', 1), lesson('wrong', 2)]);
    const observedIn = (id: string) =>
      cases
        .get(`${id} @ REPEATABLE READ`)
        ?.recording.flatMap((event) =>
          'observation' in event ? [Object.keys(event.observation).toSorted().join(' ')] : [],
        );
    const everything = 'evidence locks newest sessions shapes tables transactions';
    expect(observedIn('fine')).toEqual(['', '', 'shapes tables']);
    expect(observedIn('wrong')).toEqual([everything, everything, everything]);
  });

  it('is unproven when a step claims nothing, which is a failure of its own', async () => {
    const { summary, cases } = await verified(lab, [lessonOf('silent', 'steps: [{ A: SELECT 1 }]')]);
    expect(only(cases)).toMatchObject({ status: 'unproven' });
    expect(summary).toMatchObject({ ok: false, cases: { unproven: 1 } });
    expect(exitCodeOf(summary)).toBe(1);
  });

  it('fails when the run is stuck, even if the lesson expects that', async () => {
    const steps = `steps: [
      { A: "SELECT GET_LOCK(CONCAT(DATABASE(), '.stuck'), 0)", expect: { rows: [[1]] } },
      { B: "SELECT GET_LOCK(CONCAT(DATABASE(), '.stuck'), 600)", expect: { waits_for: A } },
    ]`;
    const { cases } = await verified(lab, [lessonOf('stuck', steps)]);
    expect(only(cases)).toMatchObject({ status: 'failed' });
    expect(only(cases).findings.at(-1)).toMatchObject({ verdict: 'fails', place: 'end', what: 'run' });
  });

  it('is broken when its setup fails, and the others go on', async () => {
    const { cases } = await verified(lab, [
      lessonOf('bad', 'setup: CREATE TABEL t (id INT)', one),
      lessonOf('fine', one),
    ]);
    expect(cases.get('bad @ REPEATABLE READ')).toMatchObject({
      status: 'broken',
      error: { message: expect.stringContaining('CREATE TABEL t (id INT)') },
    });
    expect(cases.get('fine @ REPEATABLE READ')).toMatchObject({ status: 'passed' });
  });

  it.each([
    ['a step', endless],
    ['the setup', `setup: DO SLEEP(1000), ${one}`],
  ])('is broken when %s takes longer than there is time', async (_, yaml) => {
    const { cases } = await verified(lab, [lessonOf('endless', yaml)], { limitMs: 500 });
    expect(only(cases)).toMatchObject({
      status: 'broken',
      error: { message: 'It was not at its end after 0.5 s.' },
    });
  });
});

describe('a variant that claims to prevent the violation', () => {
  const id = 'books @ REPEATABLE READ: unique prevents it';

  it('is right when it happens without it, and not with it', async () => {
    const { summary, pairs } = await verified(lab, [lessonOf('books', ...bug(unique))]);
    expect(pairs.get(id)).toMatchObject({ status: 'passed', without: 'violated', with: 'holds' });
    expect(summary).toMatchObject({ ok: true, pairs: { passed: 1 } });
  });

  it('is wrong when it happens all the same, whatever the lesson expects', async () => {
    const { summary, cases, pairs } = await verified(lab, [lessonOf('books', ...bug(useless))]);
    expect([...cases.values()].map(({ status }) => status)).toEqual(['passed', 'passed', 'passed']);
    expect(only(pairs)).toMatchObject({
      status: 'failed',
      with: 'violated',
      reasons: ['With useless the invariant is violated all the same.'],
    });
    expect(summary).toMatchObject({ ok: false, cases: { passed: 2 }, pairs: { failed: 1 } });
  });

  it('is wrong when it does not happen without it', async () => {
    const never = bug(unique).map((part) =>
      part.replace("B: INSERT INTO t VALUES ('x')", "B: INSERT INTO t VALUES ('y')"),
    );
    const { pairs } = await verified(lab, [lessonOf('books', ...never)]);
    expect(pairs.get(id)).toMatchObject({
      status: 'failed',
      without: 'holds',
      reasons: ['Without unique the invariant holds too, so nothing is prevented.'],
    });
  });

  it('is judged by a run without it, also when nobody asked for that one', async () => {
    const filter = { variants: ['unique'] };
    const { summary, events, pairs } = await verified(lab, [lessonOf('books', ...bug(unique, useless))], {
      filter,
    });
    expect(events[0]).toMatchObject({
      cases: [
        { id: 'books @ REPEATABLE READ', requested: false },
        { id: 'books @ REPEATABLE READ + unique', requested: true },
        { id: 'books @ REPEATABLE READ + unique, in every order', requested: false },
      ],
    });
    expect(only(pairs).status).toBe('passed');
    expect(summary).toMatchObject({ ok: true, cases: { passed: 1 }, extra: 1 });
  });
});

describe('repetitions', () => {
  const coin = (expected: string) =>
    lessonOf('coin', `steps: [{ A: SELECT 1 FROM DUAL WHERE RAND() < 0.5, expect: ${expected} }]`);

  it('that come to different outcomes are a failure, although each of them passes', async () => {
    const { summary, cases } = await verified(lab, [coin("{ columns: ['1'] }")], { repeat: 40 });
    const { status, difference, repetitions } = only(cases);
    expect({ status, repetitions }).toEqual({ status: 'unsteady', repetitions: 40 });
    expect(difference?.repetition).toBeGreaterThan(1);
    expect(new Set([difference?.first, difference?.other])).toEqual(
      new Set(['A gets 1: no row', 'A gets 1: 1 row']),
    );
    expect(exitCodeOf(summary)).toBe(1);
  });

  it('may differ where the lesson lets the server choose', async () => {
    const either = '{ either: [{ rows: { count: 0 } }, { rows: { count: 1 } }] }';
    const { summary } = await verified(lab, [coin(either)], { repeat: 40 });
    expect(summary).toMatchObject({ ok: true, cases: { passed: 1 } });
  });

  it('may differ in values that the lesson leaves open', async () => {
    const uuid = lessonOf('uuid', 'steps: [{ A: SELECT UUID() AS u, expect: { rows: [[$any]] } }]');
    const { summary } = await verified(lab, [uuid], { repeat: 5 });
    expect(summary.ok).toBe(true);
  });
});

describe('how it runs', () => {
  /** Counts the sandboxes that there are at a time. */
  const counting = () => {
    const there = new Set<object>();
    let most = 0;
    const server: LabServer = {
      about: lab.about,
      lost: lab.lost,
      createSandbox: async () => {
        const place = {};
        most = Math.max(most, there.add(place).size);
        const sandbox = await lab.createSandbox();
        return {
          setUp: (statements) => sandbox.setUp(statements),
          openSession: (name, level) => sandbox.openSession(name, level),
          observer: sandbox.observer,
          canBeRenewed: sandbox.canBeRenewed,
          renew: () => sandbox.renew(),
          [Symbol.asyncDispose]: async () => {
            await sandbox[Symbol.asyncDispose]();
            there.delete(place);
          },
        };
      },
    };
    return { server, left: () => there.size, most: () => most };
  };
  const many = Array.from({ length: 9 }, (_, index) => lessonOf(`lesson-${index}`, one));

  it.each([1, 3])('has never more than %i sandboxes when told so, and leaves none', async (jobs) => {
    const { server, left, most } = counting();
    const { summary } = await verified(server, many, { jobs });
    expect(summary).toMatchObject({ ok: true, cases: { passed: 9 } });
    expect({ most: most(), left: left() }).toEqual({ most: jobs, left: 0 });
  });

  it('begins with what is known to wait for a timeout', async () => {
    const slow = lessonOf(
      'slow',
      table,
      `steps: [
        { A: LOCK TABLES t WRITE, expect: { affected: 0 } },
        { B: SET SESSION lock_wait_timeout = 1, expect: { affected: 0 } },
        { B: SELECT * FROM t, until: finished, expect: { waits_for: A, then: { error: 1205 } } },
        { A: UNLOCK TABLES, expect: { affected: 0 } },
      ], end: { tables: { t: [] } }`,
    );
    const { summary, events } = await verified(lab, [...many, slow], { jobs: 2 });
    expect(events.find(({ type }) => type === 'case-started')).toMatchObject({
      case: 'slow @ REPEATABLE READ',
    });
    expect(summary.ok).toBe(true);
  });

  it('ends with the first failure when told so, and takes what runs away', async () => {
    const { server, left } = counting();
    const lessons = [lessonOf('wrong', two), lessonOf('endless', endless), ...many];
    const { summary } = await verified(server, lessons, { jobs: 2, bail: true });
    expect(summary).toMatchObject({ end: 'bailed', ok: false, cases: { failed: 1, broken: 0 } });
    expect(summary.cases.notRun).toBeGreaterThanOrEqual(1);
    expect(left()).toBe(0);
    expect(exitCodeOf(summary)).toBe(1);
  });

  it('stops when it is told to, and leaves no sandbox', async () => {
    const { server, left } = counting();
    const controller = new AbortController();
    let begun = 0;
    const { summary, events } = await verified(
      server,
      [lessonOf('a', endless), lessonOf('b', endless), ...many],
      {
        jobs: 3,
        signal: controller.signal,
        emit: ({ type }) => {
          if (type === 'case-started' && ++begun === 4) controller.abort();
        },
      },
    );
    expect(summary).toMatchObject({ end: 'interrupted', ok: false });
    expect(events.at(-1)).toMatchObject({ type: 'verify-finished' });
    expect(left()).toBe(0);
    expect(exitCodeOf(summary)).toBe(130);
  });

  it('throws what a reporter throws, after everything is taken away', async () => {
    const { server, left } = counting();
    const run = verified(server, many, {
      emit: ({ type }) => {
        if (type === 'case-finished') throw new Error('The disk is full');
      },
    });
    await expect(run).rejects.toThrow('The disk is full');
    expect(left()).toBe(0);
  });
});

describe('a plan', () => {
  it.each([
    ['a variant that no lesson has', { variants: ['unik'] }, 'has a variant unik'],
    ['a pattern that fits nothing', { grep: 'nothing like this' }, 'There is nothing to verify'],
    ['a pattern that is none', { grep: '(' }, 'The pattern ( is no regular expression'],
  ])('with %s is refused', async (_, filter, message) => {
    await expect(verified(lab, [lessonOf('books', ...bug(unique))], { filter })).rejects.toThrow(message);
  });

  it('with two lessons of the same id is refused', async () => {
    await expect(verified(lab, [lessonOf('same', one), lessonOf('same', two)])).rejects.toThrow(
      'Two lessons are called same',
    );
  });

  it('takes what fits the pattern, by the id of the case or the title of the lesson', async () => {
    const lessons = [lessonOf('books', ...bug(unique)), lessonOf('other', one)];
    const taken = async (grep: string) => (await verified(lab, lessons, { filter: { grep } })).cases.size;
    expect([await taken('OTHER @'), await taken('a test'), await taken('^books.*unique')]).toEqual([1, 4, 3]);
  });
});

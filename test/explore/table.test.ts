import { describe, expect, it } from 'vitest';
import type { OrderEnd, RunOrder } from '../../src/explore/order.ts';
import { scriptToExplore } from '../../src/explore/script.ts';
import { search } from '../../src/explore/search.ts';
import { lessonById, lessonsFolder, loadCatalogue } from '../../src/index.ts';
import type { Level } from '../../src/lesson/level.ts';
import { type Script, scriptOf } from '../../src/lesson/script.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { clock } from '../mysql/real-lab.ts';
import { countsOf, exploringHere } from './explored.ts';

/** Counts that were measured by two bare scripts on MySQL 9.7.4 before there was an explorer. */
const here = exploringHere();
const catalogue = await loadCatalogue(lessonsFolder());

const measured = (
  name: string,
  scriptAt: (level: Level) => Script,
  expected: readonly (readonly [Level, Partial<ReturnType<typeof countsOf>>, feasible: number])[],
) =>
  describe(name, () => {
    for (const [level, counts, feasible] of expected) {
      it(`comes to what was measured at ${level}, also when every step is ordered for itself`, async () => {
        const script = scriptAt(level);
        const together = await here().explored(script);
        expect(countsOf(together)).toMatchObject(counts);
        expect(Number(together.covered.feasible)).toBe(feasible);
        expect(together.covered.interleavings).toBe(together.of);
        expect(together.isWhole).toBe(true);
        const apart = await here().explored(script, { together: false });
        expect(apart.runs).toBe(feasible);
        expect(countsOf(apart)).toEqual(countsOf(together));
        expect(apart.covered).toEqual(together.covered);
      });
    }
  });

measured('duplicate-book', (level) => scriptOf(lessonById(catalogue, 'duplicate-book'), { level }), [
  ['READ UNCOMMITTED', { broken: 36 }, 54],
  ['READ COMMITTED', { broken: 60 }, 70],
  ['REPEATABLE READ', { broken: 60 }, 70],
  ['SERIALIZABLE', { broken: 0, deadlock: 36, waitOnly: 24, neither: 10 }, 30],
]);

describe('who is rolled back to end a deadlock', () => {
  const { steps, ...flagship } = scriptOf(lessonById(catalogue, 'duplicate-book'), { level: 'SERIALIZABLE' });

  it.each([
    ['goes on', {}, []],
    ['stops at every error', { onError: 'stop' }, []],
    ['answers, and is done', {}, [{ condition: { kind: 'error' }, answer: 'try again' }]],
  ] as const)(
    'is left out, and the rest is like one after the other, when the application %s',
    async (_, more, branches) => {
      const changed = steps.map((one) => ({ ...one, ...more, rejectIf: [...one.rejectIf, ...branches] }));
      const explored = await here().explored({ ...flagship, steps: changed });
      expect(countsOf(explored)).toMatchObject({ broken: 0, odd: 0, deadlock: 36 });
    },
  );
});

const counter = {
  setup: ['CREATE TABLE pair (k INT PRIMARY KEY, v INT NOT NULL)', 'INSERT INTO pair VALUES (1, 50)'],
  invariant: {
    says: 'Whoever has committed is counted.',
    violations: 'SELECT v FROM pair WHERE v <> 50 + (SELECT SUM(committed) FROM :sessions AS s)',
  },
};

const writesWhatItRead = (session: string, lock = '') => [
  step(session, `SELECT v INTO @v FROM pair WHERE k = 1${lock}`),
  step(session, 'UPDATE pair SET v = @v + 1 WHERE k = 1'),
  step(session, 'COMMIT'),
];

const begun = (session: string, lock?: string) => [
  step(session, 'START TRANSACTION'),
  ...writesWhatItRead(session, lock),
];

describe('a lost update whose transactions are open before the first step', () => {
  it.each([
    ['READ UNCOMMITTED', { broken: 12 }, 14],
    ['READ COMMITTED', { broken: 18 }, 14],
    ['REPEATABLE READ', { broken: 18 }, 14],
    ['SERIALIZABLE', { broken: 0, deadlock: 12, waitOnly: 6, neither: 2 }, 8],
  ] as const)('comes to what was measured at %s', async (level, counts, runs) => {
    const { pool } = here();
    const steps = [...writesWhatItRead('A'), ...writesWhatItRead('B')];
    const explored = scriptToExplore(scriptOfSteps(steps, { ...counter, level }));
    const stop = new AbortController().signal;
    const { orders } = await search(
      { ...explored, prelude: () => ['START TRANSACTION'] },
      { server: pool, clock, jobs: 2, stop, signal: stop, together: true, bound: {}, tell: () => {} },
    );
    const sum = (of: (order: RunOrder) => boolean) =>
      orders.filter(of).reduce((count, { interleavings }) => count + Number(interleavings), 0);
    expect(orders).toHaveLength(runs);
    expect(sum(() => true)).toBe(20);
    expect({
      // The transactions begin before the script does: whoever was no victim has committed.
      broken: sum(({ end, victims }) => !isCounted(end, 2 - victims.length)),
      deadlock: sum(({ victims }) => victims.length > 0),
      waitOnly: sum(({ victims, waits }) => victims.length === 0 && waits > 0),
      neither: sum(({ victims, waits }) => victims.length === 0 && waits === 0),
    }).toMatchObject(counts);
  });
});

const isCounted = ({ tables: [pair] }: OrderEnd, committed: number): boolean =>
  pair !== undefined && 'rows' in pair && pair.rows[0]?.[1] === String(50 + committed);

measured(
  'a fix in one of two sessions',
  (level) => scriptOfSteps([...begun('A'), ...begun('B', ' FOR UPDATE')], { ...counter, level }),
  [
    ['READ UNCOMMITTED', { broken: 36 }, 40],
    ['READ COMMITTED', { broken: 48 }, 40],
    ['REPEATABLE READ', { broken: 48 }, 40],
  ],
);

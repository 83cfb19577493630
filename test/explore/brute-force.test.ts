import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exploration, JudgedOrder } from '../../src/explore/exploration.ts';
import { lessonById, lessonsFolder, loadCatalogue } from '../../src/index.ts';
import { type Level, levels } from '../../src/lesson/level.ts';
import { type Script, type ScriptStep, scriptOf } from '../../src/lesson/script.ts';
import { isSoak, seedOf } from '../campaign.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { type BareRun, type BareStep, BruteForce, type Came, wordsOf } from './brute-force.ts';
import { exploringHere } from './explored.ts';

const here = exploringHere();
let brute: BruteForce;
beforeAll(async () => {
  brute = await BruteForce.open(here().own.server.address, ['A', 'B']);
});
afterAll(() => brute[Symbol.asyncDispose]());

/** How many interleavings come to what: everything that came back, the rows in the end, who was a victim. */
type Counts = Readonly<Record<string, number>>;

const bruteCounts = async (script: Script): Promise<Counts> => {
  const { setup, sessions, steps } = script;
  const own = (name: string) => steps.filter(({ session }) => session === name).map(bareStep);
  const scripts = Object.fromEntries(sessions.map(({ name }) => [name, own(name)]));
  const levelsOf = new Map(sessions.map(({ name, level }) => [name, level]));
  const lengths = Object.fromEntries(Object.entries(scripts).map(([name, { length }]) => [name, length]));
  const keys: (readonly [string, number])[] = [];
  for (const word of wordsOf(lengths))
    keys.push([keyOfBare(await brute.run(setup, levelsOf, scripts, word)), 1]);
  return summed(keys);
};

const bareStep = ({ sql, rejectIf, name, when }: ScriptStep): BareStep => ({
  sql,
  ...(name !== undefined && { name }),
  ...(when && {
    only: (came) => {
      const earlier = came.get(when.step);
      return earlier !== undefined && isMet(when.is, earlier);
    },
  }),
  stops: (came) => rejectIf.some(({ condition }) => isMet(condition, came)),
});

const isMet = ({ kind, ...more }: ScriptStep['rejectIf'][number]['condition'], came: Came): boolean => {
  switch (kind) {
    case 'found':
      return 'rows' in came && came.rows.length > 0;
    case 'missing':
      return 'rows' in came && came.rows.length === 0;
    case 'unchanged':
      return 'affected' in came && came.affected === 0;
    case 'errno':
      return 'errno' in came && 'error' in more && more.error === symbols.get(came.errno);
    default:
      throw new Error(`The brute force knows no ${kind}`);
  }
};

const symbols = new Map([
  [1062, 'ER_DUP_ENTRY'],
  [1213, 'ER_LOCK_DEADLOCK'],
]);

const exploredCounts = ({ orders }: Exploration): Counts =>
  summed(orders.map((order) => [keyOfOrder(order), Number(order.interleavings)]));

const summed = (keys: readonly (readonly [string, number])[]): Counts => {
  const counts: Record<string, number> = {};
  for (const [key, count] of keys) counts[key] = (counts[key] ?? 0) + count;
  return counts;
};

const keyOfBare = ({ steps, tables, victims }: BareRun): string =>
  JSON.stringify([
    byName(Object.entries(steps).map(([name, came]) => [name, cameText(came)])),
    byName(Object.entries(tables)),
    victims,
  ]);

const cameText = (came: Came): string =>
  'rows' in came ? rowsText(came.rows.map((row) => JSON.stringify(row))) : JSON.stringify(came);

const rowsText = (rows: readonly string[]): string => rows.toSorted().join(' ');

const keyOfOrder = ({ cameTo, end, victims }: JudgedOrder): string =>
  JSON.stringify([
    byName(
      [...cameTo.steps].flatMap(([name, text]) =>
        text === 'not taken' ? [] : [[name, plainText(JSON.parse(text))]],
      ),
    ),
    byName(
      end.tables.map((view) => [
        view.name,
        'rows' in view ? view.rows.map((row) => JSON.stringify(row)).toSorted() : [],
      ]),
    ),
    victims.toSorted(),
  ]);

/** As the explorer writes what came back. */
const plainText = (
  came:
    | readonly (readonly [unknown, readonly string[]])[]
    | { readonly ok: number }
    | { readonly error: number },
): string => {
  if ('ok' in came) return JSON.stringify({ affected: came.ok });
  if ('error' in came) return JSON.stringify({ errno: came.error });
  return rowsText(came.flatMap(([, rows]) => rows));
};

const byName = <T>(entries: readonly (readonly [string, T])[]) =>
  entries.toSorted(([one], [other]) => (one < other ? -1 : 1));

const catalogue = await loadCatalogue(lessonsFolder());

const unbound = { orders: Number.POSITIVE_INFINITY };

/** With 70 interleavings at most. */
const quick = [
  'aborted-read',
  'lost-update',
  'own-update-reveals',
  'phantom-read',
  'read-skew',
  'write-skew',
];

describe('lessons', () => {
  const cases = [
    'aborted-read',
    'deadlock-victim',
    'gap-lock-deadlock',
    'lost-update',
    'own-update-reveals',
    'phantom-read',
    'read-skew',
    'snapshot-timing',
    'write-skew',
    'mixed-levels',
  ].flatMap((id) => lessonById(catalogue, id).levels.map((level) => [id, level] as const));
  // Each of them in the whole size; those with the most interleavings take minutes.
  const drawn =
    fc.sample(fc.shuffledSubarray(cases, { minLength: cases.length }), {
      numRuns: 1,
      seed: seedOf(process.env),
    })[0] ?? [];
  const some = isSoak ? drawn : drawn.filter(([id]) => quick.includes(id)).slice(0, 1);
  it.each(some)('%s at %s comes to the same', async (id, level) => {
    const script = scriptOf(lessonById(catalogue, id), { level });
    const explored = await here().explored(script, { bound: unbound });
    expect(exploredCounts(explored)).toEqual(await bruteCounts(script));
    expect(exploredCounts(await here().explored(script, { bound: unbound, together: false }))).toEqual(
      exploredCounts(explored),
    );
  });
});

const setup = [
  'CREATE TABLE t (k INT PRIMARY KEY, v INT NOT NULL)',
  'INSERT INTO t VALUES (1, 10), (2, 20)',
  'CREATE TABLE log (k INT PRIMARY KEY)',
];

/** No DELETE: when its row is really gone is the purge's choice, and locks hang on it. */
const statement = fc.oneof(
  fc.constantFrom('', ' FOR SHARE', ' FOR UPDATE').map((lock) => `SELECT v FROM t WHERE k = 1${lock}`),
  fc.constantFrom('', ' FOR UPDATE').map((lock) => `SELECT k, v FROM t WHERE v > 10${lock}`),
  fc.constantFrom(1, 2, 3).map((k) => `UPDATE t SET v = v + 1 WHERE k = ${k}`),
  fc.constantFrom('UPDATE t SET v = v * 2', 'SELECT COUNT(*) FROM t', 'SELECT k FROM log'),
  fc.constantFrom(1, 3).map((k) => `INSERT INTO t VALUES (${k}, 30)`),
  fc.constantFrom(1, 2).map((k) => `INSERT INTO log VALUES (${k})`),
  fc.constant('INSERT INTO log SELECT v FROM t WHERE k = 1'),
);

/** Two transactions, or one and statements of their own. */
const pair = fc.tuple(
  ...(['A', 'B'] as const).map((session) =>
    fc
      .tuple(fc.boolean(), fc.array(statement, { minLength: 1, maxLength: 2 }))
      .map(([isOne, own]) => (isOne ? ['START TRANSACTION', ...own, 'COMMIT'] : own))
      .map((own) => own.map((sql) => step(session, sql))),
  ),
);

it('goes on after a deadlock where a statement was a transaction of its own', async () => {
  const script = scriptOfSteps(
    [
      step('A', 'START TRANSACTION'),
      step('A', 'INSERT INTO t VALUES (3, 30)'),
      step('A', 'SELECT k, v FROM t WHERE v > 10 FOR UPDATE'),
      step('A', 'COMMIT'),
      step('B', 'SELECT k, v FROM t WHERE v > 10 FOR UPDATE'),
      step('B', 'UPDATE t SET v = v + 1 WHERE k = 2'),
    ],
    { setup, level: 'REPEATABLE READ' },
  );
  expect(exploredCounts(await here().explored(script))).toEqual(await bruteCounts(script));
});

describe('random pairs', () => {
  const pairs = fc.sample(pair, { numRuns: isSoak ? 500 : 3, seed: seedOf(process.env) });
  it.each(levels)(
    'come to the same at %s',
    async (level: Level) => {
      for (const steps of pairs) {
        const script = scriptOfSteps(steps.flat(), { setup, level });
        const explored = await here().explored(script);
        const about = steps
          .flat()
          .map(({ session, sql }) => `${session}: ${sql}`)
          .join('\n');
        expect(exploredCounts(explored), about).toEqual(await bruteCounts(script));
        expect(explored.covered.interleavings, about).toBe(explored.of);
      }
      // 500 of them take five minutes at a level where three others are tried beside it.
    },
    1_800_000,
  );
});

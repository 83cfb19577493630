import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Happened } from '../../src/engine/anomaly.ts';
import type { LabEvent } from '../../src/engine/events.ts';
import type { JudgedOrder } from '../../src/explore/exploration.ts';
import { type Level, levels } from '../../src/lesson/level.ts';
import { orderOf } from '../../src/lesson/order.ts';
import type { Script } from '../../src/lesson/script.ts';
import { isSoak, seedOf } from '../campaign.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { exploringHere } from './explored.ts';

const here = exploringHere();

interface NamedOrder extends JudgedOrder {
  readonly happened: Happened;
}

/** Every order of a script, with what it has come to by name. */
const namedOrders = async (script: Script): Promise<readonly NamedOrder[]> => {
  const found = new Map<string, Happened>();
  const record = (events: readonly LabEvent[]) => {
    const [first] = events;
    const last = events.at(-1);
    if (first?.type !== 'run-started' || last?.type !== 'run-finished' || last.happened === undefined)
      throw new Error('Not a whole run');
    found.set(first.script.order ?? orderOf(first.script.steps), last.happened);
  };
  const { orders } = await here().explored(script, { record, jobs: 1 });
  return orders.map((order) => {
    const happened = found.get(order.order);
    if (happened === undefined) throw new Error(`${order.order} was not recorded`);
    return { ...order, happened };
  });
};

const setup = [
  'CREATE TABLE t (k INT PRIMARY KEY, v INT NOT NULL)',
  'INSERT INTO t VALUES (1, 10), (2, 20)',
  'CREATE TABLE log (k INT PRIMARY KEY AUTO_INCREMENT, v INT NOT NULL)',
  'CREATE TABLE note (id INT PRIMARY KEY, t INT, FOREIGN KEY (t) REFERENCES t (k))',
  'CREATE VIEW high AS SELECT k, v FROM t WHERE v > 10',
];

const statement = fc.oneof(
  fc
    .tuple(fc.constantFrom(1, 2), fc.constantFrom('', '', ' FOR SHARE', ' FOR UPDATE'))
    .map(([k, lock]) => `SELECT v FROM t WHERE k = ${k}${lock}`),
  fc.constantFrom('', ' FOR UPDATE').map((lock) => `SELECT k, v FROM t WHERE v > 10${lock}`),
  fc.constantFrom(1, 2, 3).map((k) => `UPDATE t SET v = v + 1 WHERE k = ${k}`),
  fc
    .tuple(fc.constantFrom(1, 2), fc.constantFrom(30, 31))
    .map(([k, v]) => `UPDATE t SET v = ${v} WHERE k = ${k}`),
  fc.constantFrom(
    'UPDATE t SET v = v * 2',
    'UPDATE t SET v = v + 5 WHERE v > 15',
    'SELECT COUNT(*) AS n FROM t',
    'SELECT SUM(v) AS s FROM t',
    'SELECT COUNT(*) AS n FROM log',
    'SELECT v FROM log WHERE v > 5',
  ),
  fc.constantFrom(1, 2).map((k) => `DELETE FROM t WHERE k = ${k}`),
  fc.constantFrom(3, 4).map((k) => `INSERT INTO t VALUES (${k}, 30)`),
  fc.constantFrom(6, 7).map((v) => `INSERT INTO log (v) VALUES (${v})`),
  // Its number is given: which ids such a statement draws is the server's choice.
  fc.constant('INSERT INTO log (k, v) SELECT 9, v FROM t WHERE k = 1'),
  fc.constantFrom(
    'SELECT COUNT(*) AS n FROM high',
    'UPDATE high SET v = v + 1',
    'UPDATE t JOIN log ON log.v > 0 SET t.v = t.v + 1 WHERE t.k = 2',
    'DELETE t FROM t JOIN log ON log.v = 6 WHERE t.v > 15',
    'SELECT COUNT(*) AS n FROM note WHERE t = 3',
    'UPDATE note SET t = 2 WHERE id = 5',
  ),
  fc
    .tuple(fc.constantFrom(5, 6), fc.constantFrom(1, 3))
    .map(([id, k]) => `INSERT INTO note VALUES (${id}, ${k})`),
);

const pair = fc.tuple(
  ...(['A', 'B'] as const).map((session) =>
    fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.array(statement, { minLength: 1, maxLength: 3 }))
      .map(([how, own]) =>
        how === 0 ? own : ['START TRANSACTION', ...own, how === 1 ? 'ROLLBACK' : 'COMMIT'],
      )
      .map((own) => own.map((sql) => step(session, sql))),
  ),
);

/** As good as none of the serial ones: a name, or that it cannot be told. A serial one has no name. */
const faultsOf = (order: NamedOrder): readonly string[] => {
  const { anomalies, doubts, order: after } = order.happened;
  const names = anomalies.map(({ kind, says }) => `${kind}: ${says}`);
  const isCircle = anomalies.some(({ kind }) => !['P1', 'G1a', 'G1b'].includes(kind));
  return [
    ...(order.likeSerial === 'no' && anomalies.length + doubts.length === 0
      ? ['unlike, and has no name']
      : []),
    ...(order.isSerial && names.length > 0 ? [`serial, and yet ${names.join(' ')}`] : []),
    ...(isCircle === (after !== undefined) ? ['a circle and an order, or none of both'] : []),
  ];
};

describe('two judgements that know nothing of each other', () => {
  const pairs = fc.sample(pair, { numRuns: isSoak ? 500 : 4, seed: seedOf(process.env) });
  it.each(levels)('agree at %s', { timeout: 1_800_000 }, async (level: Level) => {
    const faults: string[] = [];
    for (const steps of pairs) {
      const script = scriptOfSteps(steps.flat(), { setup, level });
      const about = steps.flat().map(({ session, sql }) => `${session}: ${sql}`);
      for (const order of await namedOrders(script))
        faults.push(...faultsOf(order).map((one) => [level, order.order, ...about, one].join('\n')));
    }
    expect(faults.slice(0, 3)).toEqual([]);
  });
});

import type { Level } from '../../../src/lesson/level.ts';
import type { Script, ScriptStep } from '../../../src/lesson/script.ts';
import type { Random } from '../../e2e/monkey/random.ts';
import { scriptOfSteps, step } from '../../engine/script-of.ts';

/**
 * A script of two or three sessions, made at random. Every write leaves its own number in `v`, so that a row itself tells
 * who wrote it. After each step others look: Z at READ COMMITTED, which counts on in `canary` as well, and Y at READ
 * UNCOMMITTED. What a session sees of the canary tells when its snapshot was taken.
 */
export interface Generated {
  readonly script: Script;
  /** The steps of the sessions alone, without those who look. */
  readonly bare: readonly ScriptStep[];
}

export const setup = [
  'CREATE TABLE t (id INT PRIMARY KEY, k INT NOT NULL, v INT NOT NULL, KEY by_k (k))',
  'INSERT INTO t VALUES (10, 1, -1), (20, 1, -1), (30, 2, -1)',
  'CREATE TABLE p (id INT PRIMARY KEY, k INT NOT NULL, v INT NOT NULL) PARTITION BY HASH (id) PARTITIONS 2',
  'INSERT INTO p VALUES (1, 1, -1), (2, 1, -1), (3, 2, -1)',
  'CREATE TABLE canary (id INT PRIMARY KEY, n INT NOT NULL)',
  'INSERT INTO canary VALUES (1, 0)',
  'CREATE PROCEDURE sets (one INT, number INT) UPDATE t SET v = number WHERE id = one',
  `CREATE PROCEDURE ends (one INT, number INT)
   BEGIN UPDATE t SET v = number WHERE id = one; COMMIT; SELECT 1; END`,
];

export const canaryRead = 'SELECT id, n FROM canary';
export const countOn = 'UPDATE canary SET n = n + 1';
export const lookOf = (table: string): string => `SELECT id, k, v FROM ${table}`;
export const tables = ['t', 'p'] as const;

type Form = (number: number, random: Random) => string;

const id = (random: Random): number => random.pick([10, 20, 30, 15, 40]);

/** What begins a transaction; what ends one. */
const begins: readonly Form[] = [
  () => 'START TRANSACTION',
  () => 'BEGIN',
  () => 'START TRANSACTION WITH CONSISTENT SNAPSHOT',
  () => 'SET autocommit = 0',
];
const ends: readonly Form[] = [
  () => 'COMMIT',
  () => 'COMMIT',
  () => 'ROLLBACK',
  () => 'COMMIT AND CHAIN',
  () => 'ROLLBACK AND CHAIN',
  () => 'START TRANSACTION',
  () => 'SET autocommit = 1',
  () => 'CREATE TABLE IF NOT EXISTS more (id INT PRIMARY KEY)',
];

const works: readonly Form[] = [
  () => 'SAVEPOINT s',
  () => 'ROLLBACK TO SAVEPOINT s',
  (number, random) => `UPDATE t SET v = ${number} WHERE id = ${id(random)}`,
  (number, random) => `UPDATE t SET v = ${number} WHERE id = ${id(random)}`,
  (number, random) => `UPDATE t SET v = ${number} WHERE k = ${random.pick([1, 2, 3])}`,
  (number, random) => `UPDATE t SET v = ${number}, k = ${random.pick([1, 2, 3])} WHERE id = ${id(random)}`,
  (number) => `UPDATE t SET v = ${number}`,
  (number, random) => `UPDATE p SET v = ${number} WHERE id = ${random.pick([1, 2, 3])}`,
  (number, random) => `INSERT INTO t VALUES (${id(random)}, ${random.pick([1, 2, 3])}, ${number})`,
  (number, random) => `REPLACE INTO t VALUES (${id(random)}, 2, ${number})`,
  (number, random) =>
    `INSERT INTO t VALUES (${id(random)}, 3, ${number}) ON DUPLICATE KEY UPDATE v = ${number}`,
  (_, random) => `DELETE FROM t WHERE id = ${id(random)}`,
  (number, random) => `CALL sets(${id(random)}, ${number})`,
  (number, random) => `CALL ends(${id(random)}, ${number})`,
  (_, random) => `SELECT id, k, v FROM t WHERE id = ${id(random)} FOR UPDATE`,
  (_, random) => `SELECT id, v FROM t WHERE k = ${random.pick([1, 2, 3])} FOR SHARE`,
  () => 'SELECT id, v FROM t FOR UPDATE SKIP LOCKED',
  (_, random) => `SELECT id, v FROM t WHERE id = ${id(random)} FOR UPDATE NOWAIT`,
  () => 'SELECT id, v FROM t',
  () => 'SELECT id, v FROM t',
  () => 'SELECT id, k, v FROM t ORDER BY v DESC LIMIT 2',
  (_, random) => `SELECT x.v, x.id FROM t AS x WHERE x.id = ${id(random)}`,
  (_, random) => `SELECT id, v FROM t WHERE k = ${random.pick([1, 2, 3])}`,
  () => 'SELECT v FROM t',
  () => 'SELECT id, v + 0 AS v FROM t',
  () => 'SELECT a.id, a.v, b.id, b.v FROM t a JOIN t b ON a.id <= b.id',
  () => 'SELECT COUNT(*) FROM t',
  () => 'SELECT COUNT(*) INTO @c FROM t',
  () => 'WITH x AS (SELECT id, v FROM t WHERE v >= 0) SELECT id, v FROM x',
  () => 'SELECT id, v FROM p',
];

export const generate = (random: Random, level: Level): Generated => {
  const names = random.chance(0.25) ? ['A', 'B', 'C'] : ['A', 'B'];
  const count = random.between(6, 11);
  const isIn = new Map<string, boolean>();
  const bare = Array.from({ length: count }, (_, number) => {
    const session = random.pick(names);
    const begun = isIn.get(session) ?? false;
    const turns = random.chance(begun ? 0.15 : 0.65);
    isIn.set(session, begun !== turns);
    return step(session, random.pick(turns ? (begun ? ends : begins) : works)(number, random));
  });
  const steps = bare.flatMap((one) => {
    const readsOn =
      level === 'REPEATABLE READ' && /^(SELECT|WITH)/.test(one.sql) && !/FOR|INTO/.test(one.sql);
    return [
      one,
      ...(readsOn ? [step(one.session, canaryRead)] : []),
      ...tables.map((table) => step('Z', lookOf(table))),
      ...tables.map((table) => step('Y', lookOf(table))),
      step('Z', countOn),
    ];
  });
  const script = scriptOfSteps(steps, { level, setup, watch: ['t'] });
  const levels: Readonly<Record<string, Level>> = { Y: 'READ UNCOMMITTED', Z: 'READ COMMITTED' };
  return {
    bare,
    script: {
      ...script,
      sessions: script.sessions.map((one) => ({ ...one, level: levels[one.name] ?? level })),
    },
  };
};

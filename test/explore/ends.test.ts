import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import { explore } from '../../src/explore/explore.ts';
import { lessonById, lessonsFolder, loadCatalogue } from '../../src/index.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { isSoak, seedOf } from '../campaign.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { openOwnLab } from '../mysql/own-lab.ts';
import { clock } from '../mysql/real-lab.ts';
import { cells, connect } from '../server/sql.ts';
import { exploringHere } from './explored.ts';

const here = exploringHere();
const flagship = lessonById(await loadCatalogue(lessonsFolder()), 'duplicate-book');
/** With waits and deadlocks. */
const script = scriptOf(flagship, { level: 'SERIALIZABLE' });

const numbers = (most: number, count: number): readonly number[] =>
  fc.sample(fc.nat(most), { numRuns: count, seed: seedOf(process.env) });

describe('an exploration that is ended', () => {
  it('tells what it knows by then, and leaves nothing, whenever it is stopped', async () => {
    const { own } = here();
    await using connection = await connect(own.server.address);
    const left = async () =>
      await cells(
        connection,
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'isolab%' UNION ALL SELECT User FROM mysql.user WHERE User LIKE 'isolab%'",
      );
    const before = await left();
    for (const after of numbers(29, isSoak ? 50 : 5)) {
      const stop = new AbortController();
      await using lab = await own.open();
      await using pool = new SandboxPool(lab);
      let told = 0;
      const explored = await explore({
        script,
        server: pool,
        clock,
        jobs: 2,
        stop: stop.signal,
        together: false,
        tell: () => {
          if (told++ === after) stop.abort();
        },
      });
      expect(explored.runs).toBe(told);
      expect(explored.isWhole).toBe(after >= 29);
      expect(explored.covered.interleavings).toBe(
        explored.orders.reduce((sum, { interleavings }) => sum + interleavings, 0n),
      );
      // What is known so far is told as known, and not as all.
      if (!explored.isWhole) expect(explored.covered.interleavings).toBeLessThan(explored.of);
    }
    expect(await left()).toEqual(before);
  });

  it('ends with the server', async () => {
    for (const after of numbers(20, isSoak ? 10 : 1)) {
      await using own = await openOwnLab();
      const pool = new SandboxPool(own.lab);
      let told = 0;
      const exploring = explore({
        script,
        server: pool,
        clock,
        jobs: 2,
        stop: new AbortController().signal,
        together: false,
        tell: () => {
          if (told++ === after) void own.server[Symbol.asyncDispose]();
        },
      });
      await expect(exploring).rejects.toThrow();
      await pool[Symbol.asyncDispose]().catch(() => {});
    }
  });

  it('ends with a setup that fails, and says what failed', async () => {
    const broken = scriptOfSteps([step('A', 'SELECT 1')], {
      setup: ['CREATE TABLE t (a INT)', 'INSERT INTO u VALUES (1)'],
    });
    await expect(here().explored(broken)).rejects.toThrow(/INSERT INTO u/);
  });
});

describe('an order in which the server chooses', () => {
  const upsert = "INSERT INTO visits VALUES ('home', 1) AS new ON DUPLICATE KEY UPDATE n = visits.n + new.n";
  const steps = [
    step('A', 'START TRANSACTION'),
    step('A', "INSERT INTO visits VALUES ('home', 1)"),
    step('A', 'ROLLBACK'),
    ...['B', 'C'].flatMap((session) => [
      step(session, 'START TRANSACTION'),
      step(session, upsert),
      step(session, 'COMMIT'),
    ]),
  ];
  const three = scriptOfSteps(steps, {
    setup: ['CREATE TABLE visits (page VARCHAR(20) PRIMARY KEY, n INT NOT NULL)'],
    level: 'READ COMMITTED',
  });

  // Which of two waiting upserts is the victim after the ROLLBACK is not the same every time.
  it('is in no other count, and all counts together are all that was come to', async () => {
    const explored = await here().explored(three, { bound: { orders: Number.POSITIVE_INFINITY } });
    const counted = explored.outcomes.reduce((sum, { interleavings }) => sum + interleavings, 0n);
    expect(explored.of).toBe(1680n);
    expect(counted + explored.varying.interleavings).toBe(explored.covered.interleavings);
    expect(explored.isWhole).toBe(explored.covered.interleavings === explored.of);
  });
});

it('is content with the connections that there are', async () => {
  const { own } = here();
  await using connection = await connect(own.server.address);
  const [connected = '0'] = await cells(
    connection,
    "SELECT VARIABLE_VALUE FROM performance_schema.global_status WHERE VARIABLE_NAME = 'Threads_connected'",
  );
  // There is room for one sandbox, and hardly for a second.
  await connection.query(`SET GLOBAL max_connections = ${Number(connected) + 15}`);
  try {
    await using lab = await own.open();
    await using pool = new SandboxPool(lab);
    const steps = Array.from('ABCDEFGH', (session) => step(session, 'SELECT 1'));
    const stop = new AbortController().signal;
    const bound = { orders: 6 };
    const of = { script: scriptOfSteps(steps), server: pool, clock, jobs: 4, bound, stop, serial: false };
    expect(await explore(of)).toMatchObject({ runs: 6, isWhole: false });
  } finally {
    await connection.query('SET GLOBAL max_connections = 500');
  }
});

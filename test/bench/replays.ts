import { createConnection } from 'mysql2';
import type { Clock, LabServer } from '../../src/engine/ports.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import type { ServerAddress } from '../../src/hosts/provider.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { type Figure, figure } from './figures.ts';

export type Evidence = 'everything' | 'outcomes';

/** One run of the lesson, its sandbox included. */
export const replay = async (
  server: LabServer,
  lesson: Lesson,
  clock: Clock,
  evidence: Evidence = 'everything',
): Promise<void> => {
  const run = await startRun({ script: scriptOf(lesson), server, clock, evidence, emit: () => {} });
  await run.finish();
  await run[Symbol.asyncDispose]();
};

/**
 * The same lesson as a loop that somebody would write with the driver alone: two connections, the statements one after
 * the other, the tables made empty and filled again so that ids begin anew. Nothing is looked at.
 */
export const bareLoop = async (address: ServerAddress, lesson: Lesson) => {
  const { user, password, socketPath, host, port } = address;
  const database = 'isolab_bench_bare';
  const connect = () =>
    createConnection({
      user,
      password,
      ...(socketPath === undefined ? { host: host ?? '127.0.0.1', port: port ?? 3306 } : { socketPath }),
    });
  const connections = new Map(
    ['', ...scriptOf(lesson).sessions.map(({ name }) => name)].map((name) => [name, connect()]),
  );
  const send = (name: string, sql: string): Promise<void> =>
    new Promise((resolve, reject) => {
      connections.get(name)?.query(sql, (error) => (error ? reject(error) : resolve()));
    });
  await send('', `DROP SCHEMA IF EXISTS ${database}`);
  await send('', `CREATE SCHEMA ${database}`);
  for (const name of connections.keys()) await send(name, `USE ${database}`);
  const { setup, steps } = scriptOf(lesson);
  for (const sql of setup) await send('', sql);
  const fills = setup.filter((sql) => /^\s*insert/i.test(sql));
  return {
    round: async (order = steps): Promise<void> => {
      for (const { session, sql } of order) await send(session, sql);
      for (const table of scriptOf(lesson).watch) await send('', `TRUNCATE TABLE ${table}`);
      for (const sql of fills) await send('', sql);
    },
    close: async (): Promise<void> => {
      await send('', `DROP SCHEMA ${database}`);
      for (const connection of connections.values()) connection.destroy();
    },
  };
};

const rounds = 300;

/** Taking turns, so that the machine is as busy for each of them. */
export const replayFigures = async (
  {
    pool,
    lab,
    address,
  }: { readonly pool: LabServer; readonly lab: LabServer; readonly address: ServerAddress },
  lesson: Lesson,
  clock: Clock,
): Promise<readonly Figure[]> => {
  const bare = await bareLoop(address, lesson);
  const contenders: readonly (readonly [name: string, run: () => Promise<void>])[] = [
    ['the bare loop', () => bare.round()],
    ['outcomes alone, renewed sandbox', () => replay(pool, lesson, clock, 'outcomes')],
    ['everything, renewed sandbox', () => replay(pool, lesson, clock)],
    ['everything, new sandbox', () => replay(lab, lesson, clock)],
  ];
  const samples = new Map(contenders.map(([name]) => [name, [] as number[]]));
  for (const [, run] of contenders) for (let times = 0; times < 10; times++) await run();
  for (let block = 0; block < rounds / 10; block++) {
    for (const [name, run] of contenders) {
      for (let times = 0; times < (name.includes('new sandbox') ? 2 : 10); times++) {
        const begun = performance.now();
        await run();
        samples.get(name)?.push(performance.now() - begun);
      }
    }
  }
  await bare.close();
  const median = (name: string) =>
    (samples.get(name) ?? []).toSorted((a, b) => a - b)[Math.floor((samples.get(name)?.length ?? 0) / 2)] ??
    0;
  return contenders.flatMap(([name]) => [
    figure(`duplicate-book, ${name}`, samples.get(name) ?? []),
    figure(`    as a multiple of the bare loop`, [median(name) / median('the bare loop')], 'times'),
  ]);
};

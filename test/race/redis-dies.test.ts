import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { RedisServer } from '../../src/engine/ports.ts';
import { readIdentity } from '../../src/files/owned-folder.ts';
import { burstOf } from '../../src/lesson/burst-script.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { Client } from '../../src/mysql/client.ts';
import { Application } from '../../src/race/round.ts';
import { patternOf } from '../../src/race/state.ts';
import { openRedis } from '../../src/redis/open.ts';
import { withRedis } from '../../src/redis/with-redis.ts';
import { clock, openLab } from '../mysql/real-lab.ts';
import { makePlaces } from '../server/places.ts';
import { isAlive } from '../server/processes.ts';

let admin: Client;
beforeAll(async () => {
  admin = await Client.open(inject('mysql'));
});
afterAll(() => admin.destroy());

/** By its table it is found on a server that others use, too. */
const table = `books_${process.pid}`;
const file = new URL('../../lessons/book-in-progress.yaml', import.meta.url);
const lesson = parseLesson((await readFile(file, 'utf8')).replaceAll(/\bbooks\b/g, table));
const { signal } = new AbortController();

/** The lesson's application with a guard in a Redis of its own, which can be killed as the kernel kills. */
const startGuarded = async (requests: number) => {
  await using stack = new AsyncDisposableStack();
  const places = stack.use(await makePlaces());
  const mysql = stack.use(await openLab());
  const servers: RedisServer[] = [];
  const lab = stack.use(
    withRedis(mysql, async () => {
      const redis = await openRedis({ provider: 'embedded' }, places.context());
      servers.push(redis);
      return redis;
    }),
  );
  const script = burstOf(lesson, { variant: 'set-nx-px', requests, set: { title: '{request}' } });
  const start = () => Application.start(script, { server: lab, clock, signal, gate: true });
  const application = stack.use(await start());
  const [redis] = servers;
  if (redis === undefined) throw new Error('There is no Redis');
  const pid = (await readIdentity(join(dirname(redis.about.place), 'server')))?.pid ?? Number.NaN;
  const own = stack.move();
  return {
    application,
    another: start,
    kill: () => process.kill(pid, 'SIGKILL'),
    gone: redis.lost,
    isGone: async () => !(await isAlive(pid)),
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
};

/** What everything that belongs to the run with our table begins with. */
const runName = async (): Promise<string> => {
  const { rows } = await admin.query(
    `SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = '${table}'`,
  );
  const [run] = /^isolab_[0-9a-f]+_/.exec(rows[0]?.[0] ?? '') ?? [];
  if (run === undefined) throw new Error('There is no run');
  return run;
};

const leftBy = async (run: string): Promise<readonly unknown[]> => {
  const { rows } = await admin.query(
    `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '${run}%'
     UNION ALL SELECT User FROM mysql.user WHERE User LIKE '${run}%'`,
  );
  return rows;
};

const connectionsOf = async (run: string): Promise<readonly unknown[]> =>
  (await admin.query(`SELECT USER FROM information_schema.PROCESSLIST WHERE USER LIKE '${run}%'`)).rows;

describe('an application whose guard is in a Redis that is killed', () => {
  it('answers 503 when that was before the burst, as its error branch says, and writes nothing', async () => {
    await using guarded = await startGuarded(6);
    expect(patternOf(await guarded.application.round())).toBe('6 × 201');
    guarded.kill();
    await guarded.gone;
    const result = await guarded.application.round();
    expect(patternOf(result)).toBe('6 × 503');
    for (const { reply, source, steps } of result.answers) {
      expect(reply.json).toEqual({ error: 'please try again later' });
      expect(source).toEqual({ kind: 'rejected', step: 'claim' });
      expect(steps.at(-1)).toMatchObject({ step: 'claim', error: 'REDIS_GONE' });
    }
    const [books, redis] = result.tables;
    expect(books && 'rows' in books && books.rows).toHaveLength(7);
    expect(redis).toMatchObject({ name: 'redis', unreadable: expect.any(String) });
    // Whoever comes next has a Redis that lives.
    await using application = await guarded.another();
    expect(patternOf(await application.round())).toBe('6 × 201');
  });

  it('answers everybody when that is in the middle of the burst, and leaves nothing', async () => {
    const requests = 200;
    const guarded = await startGuarded(requests);
    const run = await runName();
    try {
      let answered = 0;
      const result = await guarded.application.round(() => {
        if (++answered === 10) guarded.kill();
      });
      expect(result.unanswered).toEqual([]);
      const statuses = result.answers.map(({ reply }) => reply.status);
      expect(statuses).toHaveLength(requests);
      expect(new Set(statuses)).toEqual(new Set([201, 503]));
      // Who had the key finished its work; that it could not be removed any more changes nothing.
      const [books] = result.tables;
      const added = statuses.filter((status) => status === 201).length;
      expect(books && 'rows' in books && books.rows).toHaveLength(1 + added);
      await guarded.gone;
    } finally {
      await guarded[Symbol.asyncDispose]();
    }
    expect(await leftBy(run)).toEqual([]);
    expect(await guarded.isGone()).toBe(true);
    // The server notices by and by that a connection was closed.
    await expect.poll(() => connectionsOf(run), { timeout: 60_000, interval: 20 }).toEqual([]);
  });
});

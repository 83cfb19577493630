import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { LabServer, RedisKeys, RedisServer, Sandbox } from '../../src/engine/ports.ts';
import { readIdentity } from '../../src/files/owned-folder.ts';
import { openRedis as openNamed } from '../../src/redis/open.ts';
import { withRedis } from '../../src/redis/with-redis.ts';
import { FakeServer } from '../engine/fake-server.ts';
import { openLab } from '../mysql/real-lab.ts';
import { makePlaces, type Places } from '../server/places.ts';
import { isAlive } from '../server/processes.ts';
import { openLabWithRedis, rows, send } from './real-redis.ts';

const redisIn = ({ redis }: Sandbox) => {
  if (redis === undefined) throw new Error('the sandbox has no Redis');
  return redis;
};

/** A Redis of our own each time that one is obtained; tells how often that was. */
const obtaining = (places: Places) => {
  const obtained: (RedisServer & AsyncDisposable)[] = [];
  const obtain = async (): Promise<RedisServer & AsyncDisposable> => {
    const redis = await openNamed({ provider: 'embedded' }, places.context());
    obtained.push(redis);
    return redis;
  };
  return { obtained, obtain };
};

const pidOf = async (redis: RedisServer): Promise<number> =>
  (await readIdentity(join(dirname(redis.about.place), 'server')))?.pid ?? Number.NaN;

describe('a lab with Redis', () => {
  test('is asked for where there is only MySQL, at once and by name', async () => {
    await using mysql = await openLab();
    await expect(mysql.createSandbox({ redis: true })).rejects.toMatchObject({
      message: 'This lesson talks to Redis as well, and here is only MySQL.',
      exitCode: 3,
    });
  });

  test('starts none for sandboxes that need none, and one for all that do', async () => {
    await using places = await makePlaces();
    await using mysql = await openLab();
    const { obtained, obtain } = obtaining(places);
    await using lab = withRedis(mysql, obtain);
    const plain = await lab.createSandbox();
    expect(plain.redis).toBeUndefined();
    await plain[Symbol.asyncDispose]();
    expect(obtained).toHaveLength(0);
    const sandboxes = await Promise.all([1, 2, 3].map(() => lab.createSandbox({ redis: true })));
    expect(obtained).toHaveLength(1);
    for (const sandbox of sandboxes) {
      const a = await redisIn(sandbox).openSession('A');
      expect(await send(a, 'SET lock A NX')).toEqual(rows('OK'));
    }
    await Promise.all(sandboxes.map((sandbox) => sandbox[Symbol.asyncDispose]()));
  });

  test('gives a sandbox that is MySQL as before, and puts both away together', async () => {
    await using lab = await openLabWithRedis();
    const sandbox = await lab.createSandbox({ redis: true });
    await sandbox.setUp(['CREATE TABLE books (id INT PRIMARY KEY)', 'INSERT INTO books VALUES (1)']);
    const session = await sandbox.openSession('A', 'READ COMMITTED');
    expect(await session.execute('SELECT id FROM books')).toMatchObject({ rows: [['1']] });
    const redis = redisIn(sandbox);
    await send(await redis.openSession('A'), 'SET lock A');
    expect((await sandbox.observer.end(['books'])).tables).toMatchObject([{ rows: [['1']] }]);
    expect((await redis.keys()).rows).toEqual([['lock', 'A', 'no']]);
    await sandbox[Symbol.asyncDispose]();
    expect((await redis.keys()).rows).toEqual([]);
    expect(await session.execute('SELECT 1')).toMatchObject({ kind: 'lost' });
  });

  test('goes on with a new Redis when the old one was killed', async () => {
    await using places = await makePlaces();
    await using mysql = await openLab();
    const { obtained, obtain } = obtaining(places);
    await using lab = withRedis(mysql, obtain);
    const first = await lab.createSandbox({ redis: true });
    const a = await redisIn(first).openSession('A');
    const [killed] = obtained;
    if (killed === undefined) throw new Error('none was obtained');
    process.kill(await pidOf(killed), 'SIGKILL');
    await killed.lost;
    expect(await send(a, 'GET lock')).toMatchObject({ kind: 'lost' });
    await first[Symbol.asyncDispose]();
    const next = await lab.createSandbox({ redis: true });
    expect(obtained).toHaveLength(2);
    expect(await send(await redisIn(next).openSession('A'), 'SET lock A NX')).toEqual(rows('OK'));
    await next[Symbol.asyncDispose]();
  });

  test('is for two labs at once two servers, and each stops with its own', async () => {
    await using places = await makePlaces();
    await using mysql = await openLab();
    const { obtained, obtain } = obtaining(places);
    const [one, other] = [withRedis(mysql, obtain), withRedis(mysql, obtain)];
    const sandboxes = await Promise.all([
      one.createSandbox({ redis: true }),
      other.createSandbox({ redis: true }),
    ]);
    const pids = await Promise.all(obtained.map(pidOf));
    expect(new Set(pids).size).toBe(2);
    await Promise.all(sandboxes.map((sandbox) => sandbox[Symbol.asyncDispose]()));
    await one[Symbol.asyncDispose]();
    expect((await Promise.all(pids.map(isAlive))).filter((alive) => alive)).toHaveLength(1);
    await other[Symbol.asyncDispose]();
    expect(await Promise.all(pids.map(isAlive))).toEqual([false, false]);
  });

  test('makes no sandbox when there is no Redis, leaves nothing of it, and asks again the next time', async () => {
    await using mysql = await openLab();
    let put = 0;
    let asked = 0;
    const counting: LabServer = {
      about: mysql.about,
      lost: mysql.lost,
      createSandbox: async () => {
        const sandbox = await mysql.createSandbox();
        return {
          observer: sandbox.observer,
          setUp: (statements) => sandbox.setUp(statements),
          openSession: (name, level) => sandbox.openSession(name, level),
          canBeRenewed: false,
          renew: () => sandbox.renew(),
          [Symbol.asyncDispose]: () => {
            put++;
            return sandbox[Symbol.asyncDispose]();
          },
        };
      },
    };
    await using lab = withRedis(counting, () => {
      asked++;
      return Promise.reject(new Error('no Redis today'));
    });
    await expect(lab.createSandbox({ redis: true })).rejects.toThrow('no Redis today');
    await expect(lab.createSandbox({ redis: true })).rejects.toThrow('no Redis today');
    expect({ asked, put }).toEqual({ asked: 2, put: 2 });
  });

  test('tells why there is no Redis, also when the half of the sandbox cannot be removed', async () => {
    const failing: LabServer = {
      about: { version: '0.0', provider: 'url', place: 'memory' },
      lost: new Promise(() => {}),
      createSandbox: async () => ({
        ...(await new FakeServer().createSandbox()),
        [Symbol.asyncDispose]: () => Promise.reject(new Error('the schema stays')),
      }),
    };
    await using lab = withRedis(failing, () => Promise.reject(new Error('no Redis today')));
    await expect(lab.createSandbox({ redis: true })).rejects.toThrow('no Redis today');
  });

  test('waits for every Redis to stop, also when one of them does not', async () => {
    const stopped: string[] = [];
    const slow = Promise.withResolvers<void>();
    const died = Promise.withResolvers<string>();
    const keys: RedisKeys = {
      about: { version: '0.0', provider: 'url', place: 'memory' },
      openSession: () => Promise.reject(new Error('nobody asks')),
      keys: () => Promise.reject(new Error('nobody asks')),
      expire: () => Promise.reject(new Error('nobody asks')),
      clear: () => Promise.reject(new Error('nobody asks')),
      [Symbol.asyncDispose]: async () => {},
    };
    const server = (lost: Promise<string>, stop: () => Promise<void>) => ({
      about: keys.about,
      lost,
      createKeys: async () => keys,
      [Symbol.asyncDispose]: stop,
    });
    const servers = [
      server(died.promise, () => {
        slow.resolve();
        return Promise.reject(new Error('it does not stop'));
      }),
      server(new Promise(() => {}), async () => {
        await slow.promise;
        await nextTurn();
        stopped.push('the second one');
      }),
    ];
    let obtained = 0;
    const lab = withRedis(new FakeServer(), async () => {
      const next = servers[obtained++];
      if (next === undefined) throw new Error('no third one');
      return next;
    });
    await lab.createSandbox({ redis: true });
    died.resolve('killed');
    await nextTurn();
    await lab.createSandbox({ redis: true });
    await expect(lab[Symbol.asyncDispose]()).rejects.toThrow('it does not stop');
    expect(stopped).toEqual(['the second one']);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabRedis } from '../../src/redis/lab-redis.ts';
import { openRedis, rows, send } from './real-redis.ts';

let redis: LabRedis;
beforeAll(async () => {
  redis = await openRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

describe('a reply that would fill the memory', () => {
  test.each([
    ['of very many elements', 'local t = {} for i = 1, 2000000 do t[i] = "x" end return t'],
    ['of very many numbers', 'local t = {} for i = 1, 2000000 do t[i] = 1 end return t'],
  ])('%s ends with its connection, and the lab goes on', async (_, script) => {
    await using keys = await redis.createKeys();
    const greedy = await keys.openSession('A');
    expect(await greedy.execute(['EVAL', script, '0'])).toEqual({
      kind: 'lost',
      message:
        'Redis does not answer any more: the reply is larger than 1,000,000 lines, two for each element of a list; the lab closed the connection',
    });
    const other = await keys.openSession('B');
    // It may have no room for anything new until it has cleared up after the script.
    expect(await send(other, 'GET a')).toEqual(rows());
    expect((await keys.keys()).rows).toEqual([]);
  });

  test('is one reply: many that are large enough are none', async () => {
    await using keys = await redis.createKeys();
    const session = await keys.openSession('A');
    const script = 'local t = {} for i = 1, 100000 do t[i] = "x" end return t';
    for (let count = 0; count < 12; count++) {
      expect(await session.execute(['EVAL', script, '0'])).toMatchObject({ rows: { length: 100_000 } });
    }
  });
});

describe('of what is stored', () => {
  test('a large value is told by its size', async () => {
    await using keys = await redis.createKeys();
    const session = await keys.openSession('A');
    const fill = (command: string) =>
      `for i = 1, 10001 do redis.call('${command}', KEYS[1], ${command === 'RPUSH' ? 'i' : 'i, i'}) end`;
    await session.execute(['SET', 'text', 'x'.repeat(1024 * 1024 + 1)]);
    await session.execute(['SET', 'small', 'x'.repeat(1024 * 1024)]);
    await session.execute(['EVAL', fill('RPUSH'), '1', 'list']);
    await session.execute(['EVAL', fill('HSET'), '1', 'hash']);
    await session.execute(['EVAL', fill('SADD'), '1', 'set']);
    await session.execute(['EVAL', fill('ZADD'), '1', 'zset']);
    expect((await keys.keys()).rows).toEqual([
      ['hash', '(a hash of more than 10,000 elements)', 'no'],
      ['list', '(a list of more than 10,000 elements)', 'no'],
      ['set', '(a set of more than 10,000 elements)', 'no'],
      ['small', 'x'.repeat(1024 * 1024), 'no'],
      ['text', '(a string of more than 1 MB)', 'no'],
      ['zset', '(a zset of more than 10,000 elements)', 'no'],
    ]);
  });

  test('more keys than the lab reads are told to be more', async () => {
    await using keys = await redis.createKeys();
    const session = await keys.openSession('A');
    const set = (count: number) => {
      const names = Array.from({ length: 1000 }, (_, key) => [`${count}.${key}`, 'x']);
      return session.execute(['MSET', ...names.flat()]);
    };
    for (let count = 0; count < 10; count++) await set(count);
    expect((await keys.keys()).rows).toHaveLength(10_000);
    await send(session, 'SET another 1');
    await expect(keys.keys()).rejects.toThrow(
      'There are more than 10,000 keys: the lab does not read so much.',
    );
  });
});

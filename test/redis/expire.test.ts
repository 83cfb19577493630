import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RedisServer } from '../../src/engine/ports.ts';
import { openRedis } from './real-redis.ts';

let redis: RedisServer & AsyncDisposable;
beforeAll(async () => {
  redis = await openRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

test('a key whose time runs out is gone for everybody, and can be set again', async () => {
  await using keys = await redis.createKeys();
  const session = await keys.openSession('A');
  await session.execute(['SET', 'guard', 'a', 'NX', 'PX', '600000']);
  expect(await keys.expire('guard')).toBe('gone');
  expect((await keys.keys()).rows).toEqual([]);
  expect(await session.execute(['SET', 'guard', 'b', 'NX', 'PX', '600000'])).toMatchObject({
    rows: [['OK']],
  });
});

test('a key without a time to live stays', async () => {
  await using keys = await redis.createKeys();
  const session = await keys.openSession('A');
  await session.execute(['SETNX', 'guard', 'a']);
  expect(await keys.expire('guard')).toBe('endless');
  expect((await keys.keys()).rows).toEqual([['guard', 'a', 'no']]);
});

test('a key that is not there is gone already', async () => {
  await using keys = await redis.createKeys();
  expect(await keys.expire('guard')).toBe('gone');
});

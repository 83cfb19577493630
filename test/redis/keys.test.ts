import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RedisKeys, RedisSession } from '../../src/engine/ports.ts';
import type { LabRedis } from '../../src/redis/lab-redis.ts';
import { openRedis, rows, send } from './real-redis.ts';

let redis: LabRedis;
beforeAll(async () => {
  redis = await openRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

/** Keys of a test's own with one session. */
const begin = async (): Promise<{ keys: RedisKeys; a: RedisSession }> => {
  const keys = await redis.createKeys();
  return { keys, a: await keys.openSession('A') };
};

describe('a reply is told as rows', () => {
  const simple: readonly (readonly [is: string, line: string, ...reply: (string | null)[]])[] = [
    ['a status', 'SET lock me NX PX 30000', 'OK'],
    ['nil', 'SET lock you NX PX 30000'],
    ['a text', 'GET lock', 'me'],
    ['a number', 'INCR visits', '1'],
    ['a number larger than a double holds', 'INCRBY large 9007199254740993', '9007199254740993'],
    ['a list', 'MGET lock nothing visits', 'me', null, '1'],
    ['an empty list', 'LRANGE nothing 0 -1'],
    ['what a script returns, in lists', 'EVAL return{1,{2,"a,b"},false} 0', '1', '["2", "a,b"]', null],
    ['bytes that are no text', 'EVAL return("\\255\\0") 0', '0xFF00'],
  ];

  test('whatever shape it has', async () => {
    const { keys, a } = await begin();
    await using _ = keys;
    for (const [is, line, ...reply] of simple) expect(await send(a, line), is).toEqual(rows(...reply));
  });

  test('also those of a transaction, with the errors among them', async () => {
    const { keys, a } = await begin();
    await using _ = keys;
    for (const line of ['MULTI', 'SET name ann', 'INCR name', 'GET name']) await send(a, line);
    expect(await send(a, 'EXEC')).toEqual(
      rows('OK', '(error) ERR value is not an integer or out of range', 'ann'),
    );
  });

  test('and as an error when Redis refuses', async () => {
    const { keys, a } = await begin();
    await using _ = keys;
    await send(a, 'LPUSH list one');
    expect(await send(a, 'INCR list')).toEqual({
      kind: 'error',
      errno: 0,
      symbol: 'WRONGTYPE',
      sqlState: '',
      message: 'Operation against a key holding the wrong kind of value',
    });
    expect(await send(a, 'GET')).toMatchObject({
      symbol: 'ERR',
      message: "wrong number of arguments for 'get' command",
    });
    expect(await send(a, 'NOPE key')).toMatchObject({ symbol: 'ERR', message: /unknown command 'NOPE'/ });
    expect(await a.execute([])).toMatchObject({ kind: 'error', symbol: 'ERR' });
  });
});

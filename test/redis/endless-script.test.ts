import { describe, expect, test } from 'vitest';
import { unwrap } from '../../src/errors.ts';
import { RedisClient, RedisRefusal } from '../../src/redis/client.ts';
import { embeddedRedis } from '../../src/redis/embedded.ts';
import { LabRedis } from '../../src/redis/lab-redis.ts';
import { textsIn } from '../../src/redis/reply.ts';
import { makePlaces, type Places } from '../server/places.ts';
import { send } from './real-redis.ts';

const endless = ['EVAL', 'while true do end', '0'];
const endlessWriter = ['EVAL', "redis.call('SET', KEYS[1], 'x') while true do end", '1', 'key'];

/** A lab on the user's own Redis, which says at once that it is busy with a script, not after 5 s. */
const onOwn = async (places: Places, provider: 'url' | 'embedded' = 'url') => {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await embeddedRedis.start({}, places.context()));
  const connect = async () => {
    const client = await RedisClient.open(server.address);
    stack.defer(() => client.destroy());
    return client;
  };
  const admin = await connect();
  await admin.send(['CONFIG', 'SET', 'lua-time-limit', '1']);
  const redis = await LabRedis.open({ address: server.address, provider, place: 'my Redis' });
  stack.defer(() => redis[Symbol.asyncDispose]().catch(() => {}));
  await redis.createKeys();
  const keys = await redis.createKeys();
  const a = await keys.openSession('A');
  const someone = await connect();
  const own = stack.move();
  return {
    admin,
    someone,
    redis,
    keys,
    a,
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
};

/** Resolves when the server is at work on a script. */
const busy = async (admin: RedisClient): Promise<void> => {
  for (;;) {
    try {
      await admin.send(['PING']);
    } catch (error) {
      if (error instanceof RedisRefusal && error.symbol === 'BUSY') return;
      throw error;
    }
  }
};

/** The accounts beside Redis' own, and every key. */
const left = async (admin: RedisClient): Promise<readonly string[]> => [
  ...textsIn(await admin.send(['ACL', 'USERS'])).filter((name) => name !== 'default'),
  ...textsIn(await admin.send(['KEYS', '*'])),
];

describe('closing the lab while a script of its own does not end', () => {
  test('ends the script and leaves nothing', async () => {
    await using places = await makePlaces();
    await using own = await onOwn(places);
    await send(own.a, 'SET lock A');
    const unanswered = own.a.execute(endless);
    await busy(own.admin);
    // There are keys of another sandbox, too, which runs no script.
    await own.redis[Symbol.asyncDispose]();
    await unanswered;
    expect(await left(own.admin)).toEqual([]);
  });

  test('says what stays and what to do when it has written, since nothing ends it then', async () => {
    await using places = await makePlaces();
    await using own = await onOwn(places);
    const unanswered = own.a.execute(endlessWriter);
    await busy(own.admin);
    const failure: unknown = await own.redis[Symbol.asyncDispose]().catch((error: unknown) => error);
    const { error, cleaningUp } = unwrap(failure);
    // The keys of both sandboxes.
    expect(cleaningUp).toHaveLength(1);
    for (const one of [error, ...cleaningUp]) {
      expect(one).toMatchObject({
        name: 'UserError',
        exitCode: 3,
        message: expect.stringMatching(/busy with a script that the lab cannot end.*\(Redis at my Redis\)$/),
        next: [expect.stringContaining('SHUTDOWN NOSAVE'), expect.stringMatching(/ACL DELUSER isolab_\w+/)],
      });
    }
    expect(await unanswered).toMatchObject({ kind: 'lost' });
  });

  test('ends the server together with it when that is ours', async () => {
    await using places = await makePlaces();
    await using own = await onOwn(places, 'embedded');
    const unanswered = own.a.execute(endlessWriter);
    await busy(own.admin);
    await own.redis[Symbol.asyncDispose]();
    expect(await unanswered).toMatchObject({ kind: 'lost' });
    expect(await own.admin.lost).toMatch(/\w/);
  });
});

describe('closing the lab while somebody else has the Redis busy', () => {
  test('leaves their script alone, and says so', async () => {
    await using places = await makePlaces();
    await using own = await onOwn(places);
    const ended = expect(own.someone.send(endless)).rejects.toThrow(/killed by user/i);
    await busy(own.admin);
    await expect(own.keys[Symbol.asyncDispose]()).rejects.toThrow('the lab cannot end');
    await expect(own.admin.send(['PING'])).rejects.toThrow('BUSY');
    await own.admin.send(['SCRIPT', 'KILL']);
    await ended;
  });

  test('waits for their script to end', async () => {
    await using places = await makePlaces();
    await using own = await onOwn(places);
    const ended = expect(own.someone.send(endless)).rejects.toThrow(/killed by user/i);
    await busy(own.admin);
    const closed = own.redis[Symbol.asyncDispose]();
    await own.admin.send(['SCRIPT', 'KILL']);
    await Promise.all([ended, closed]);
    expect(await left(own.admin)).toEqual([]);
  });
});

import { dirname } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { unwrap } from '../../src/errors.ts';
import { readIdentity } from '../../src/files/owned-folder.ts';
import { RedisClient, RedisRefusal } from '../../src/redis/client.ts';
import { LabRedis } from '../../src/redis/lab-redis.ts';
import { textsIn } from '../../src/redis/reply.ts';
import { embeddedRedis } from '../../src/redis/server/embedded.ts';
import { givesWay, makePlaces, type Places } from '../server/places.ts';
import { send } from './real-redis.ts';

const endless = ['EVAL', 'while true do end', '0'];
const endlessWriter = ['EVAL', "redis.call('SET', KEYS[1], 'x') while true do end", '1', 'key'];

/** A lab on the user's own Redis, which says at once that it is busy with a script, not after 5 s. */
const onOwn = async (places: Places, provider: 'url' | 'embedded' = 'url') => {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await embeddedRedis.start({}, places.context()));
  // A script that does not end keeps a processor busy: nobody else is to notice.
  await givesWay(places);
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

describe.concurrent('scripts in a transaction', () => {
  it.each(['EVAL', 'EVALSHA'] as const)(
    'that do not end are ended, one after the other (%s)',
    async (how) => {
      await using places = await makePlaces();
      await using own = await onOwn(places);
      await send(own.a, 'SET k v');
      const [, script = '', none = ''] = endless;
      const called =
        how === 'EVAL'
          ? endless
          : [how, textsIn([await own.admin.send(['SCRIPT', 'LOAD', script])])[0] ?? '', none];
      for (const command of [['MULTI'], ['SET', 'k', 'w'], called, called]) await own.a.execute(command);
      const b = await own.keys.openSession('B');
      const outcome = await own.a.execute(['EXEC']);
      const killed = [expect.stringMatching(/killed/i)];
      expect(outcome).toMatchObject({ kind: 'rows', rows: [['OK'], killed, killed] });
      expect(await b.execute(['GET', 'k'])).toMatchObject({ rows: [['w']] });
    },
  );

  it('are four at most: a server can only end each by itself, and after a time', async () => {
    await using places = await makePlaces();
    await using own = await onOwn(places);
    const fine = ['EVAL', 'return 1', '0'];
    for (let round = 0; round < 2; round++) {
      await own.a.execute(['MULTI']);
      for (let script = 0; script < 4; script++) {
        expect(await own.a.execute(fine)).toMatchObject({ rows: [['QUEUED']] });
      }
      expect(await own.a.execute(fine)).toMatchObject({
        kind: 'error',
        message: expect.stringContaining('4 scripts'),
      });
      expect(await own.a.execute(['EXEC'])).toMatchObject({ rows: [['1'], ['1'], ['1'], ['1']] });
    }
  });

  it('end the server together with them when that is ours and one has written', async () => {
    await using places = await makePlaces();
    await using own = await onOwn(places, 'embedded');
    for (const command of [['MULTI'], endlessWriter]) await own.a.execute(command);
    expect(await own.a.execute(['EXEC'])).toMatchObject({ kind: 'lost' });
    expect(await own.admin.lost).toMatch(/\w/);
  });
});

test.concurrent("a script of somebody else's is not ended in place of the lesson's, which waits for it", async ({
  expect: later,
}) => {
  await using places = await makePlaces();
  await using own = await onOwn(places);
  // They have more time than a script of a lesson has.
  await own.admin.send(['CONFIG', 'SET', 'lua-time-limit', '8000']);
  for (const command of [['MULTI'], endless]) {
    await own.a.execute(command);
  }
  // What an EXEC is must be known by then: the server tells nothing any more.
  await own.keys.openSession('B').then((b) => b.execute(['EXEC']));
  const ended = later(own.someone.send(endless)).rejects.toThrow(/killed by user/i);
  expect(await own.a.execute(['EXEC'])).toMatchObject({
    kind: 'error',
    message: expect.stringContaining('busy'),
  });
  // Time enough for the lab to end it.
  for (let look = 0; look < 20; look++) {
    await expect(own.admin.send(['PING'])).rejects.toThrow('BUSY');
  }
  await own.admin.send(['SCRIPT', 'KILL']);
  await ended;
});

test.concurrent('a Redis that is stopped, or inside a script where nothing interrupts it, is waited for so long and no longer', {
  timeout: 120_000,
}, async ({ expect: later }) => {
  await using places = await makePlaces();
  await using server = await embeddedRedis.start({}, places.context());
  const openAs = (provider: 'embedded' | 'url') => LabRedis.open({ ...server, provider });
  const [ours, theirs] = await Promise.all([openAs('embedded'), openAs('url')]);
  const own = await ours.createKeys();
  await theirs.createKeys();
  const a = await own.openSession('A');
  await a.execute(['EVAL', 'return 7', '0']);
  const pid = (await readIdentity(`${dirname(server.address.socketPath ?? '')}/server`))?.pid;
  process.kill(pid ?? Number.NaN, 'SIGSTOP');
  const [answer, keys, opened, stays] = await Promise.allSettled([
    a.execute(['EVAL', 'return 7', '0']),
    own.keys(),
    openAs('url'),
    theirs[Symbol.asyncDispose](),
  ]);
  const silent = later.stringMatching(/has said nothing for 15 s/);
  const refused = { name: 'UserError', exitCode: 3 };
  later(answer).toMatchObject({ value: { kind: 'lost', message: silent } });
  later(keys).toMatchObject({ reason: { message: silent } });
  later(opened).toMatchObject({ reason: { ...refused, message: silent } });
  later(stays).toMatchObject({ reason: { ...refused, message: later.stringContaining('keys stay') } });
  // Nothing stays of one that ends with us.
  await ours[Symbol.asyncDispose]();
});

describe.concurrent('closing the lab while a script of its own does not end', () => {
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

describe.concurrent('closing the lab while somebody else has the Redis busy', () => {
  test('leaves their script alone, and says so', async ({ expect: later }) => {
    await using places = await makePlaces();
    await using own = await onOwn(places);
    const ended = later(own.someone.send(endless)).rejects.toThrow(/killed by user/i);
    await busy(own.admin);
    await expect(own.keys[Symbol.asyncDispose]()).rejects.toThrow('the lab cannot end');
    await expect(own.admin.send(['PING'])).rejects.toThrow('BUSY');
    await own.admin.send(['SCRIPT', 'KILL']);
    await ended;
  });

  test('waits for their script to end', async ({ expect: later }) => {
    await using places = await makePlaces();
    await using own = await onOwn(places);
    const ended = later(own.someone.send(endless)).rejects.toThrow(/killed by user/i);
    await busy(own.admin);
    const closed = own.redis[Symbol.asyncDispose]();
    await own.admin.send(['SCRIPT', 'KILL']);
    await Promise.all([ended, closed]);
    expect(await left(own.admin)).toEqual([]);
  });
});

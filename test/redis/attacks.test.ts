import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { RedisKeys, RedisSession } from '../../src/engine/ports.ts';
import { RedisClient } from '../../src/redis/client.ts';
import type { LabRedis } from '../../src/redis/lab-redis.ts';
import { elements, type Reply, textsIn } from '../../src/redis/reply.ts';
import { openRedis, rows, send } from './real-redis.ts';

/** Somebody else's on the same server. */
const theirs = 'their:lock';
const ownKey = `own-${randomUUID()}`;

let admin: RedisClient;
let redis: LabRedis;
let keys: RedisKeys;
let a: RedisSession;
beforeAll(async () => {
  admin = await RedisClient.open(inject('redis'));
  await admin.send(['SET', theirs, 'theirs']);
  redis = await openRedis();
  keys = await redis.createKeys();
  a = await keys.openSession('A');
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
  await admin.send(['DEL', theirs]);
  admin.destroy();
});

/** The commands of the server, those with subcommands by these. */
const commands = async (): Promise<readonly (readonly [name: string, leastWords: number])[]> => {
  const all = elements(await admin.send(['COMMAND']));
  const facts = all.flatMap((command): readonly Reply[] => {
    const subcommands = elements(elements(command)[9]);
    return subcommands.length > 0 ? subcommands : [command];
  });
  return facts.map((about) => {
    const [name = '', arity = ''] = textsIn(elements(about).slice(0, 2));
    return [name, Math.abs(Number(arity))];
  });
};

describe('what a lesson sends to Redis', () => {
  test.each([
    `FLUSHALL`,
    `FLUSHDB`,
    `KEYS *`,
    `SCAN 0`,
    `RANDOMKEY`,
    `DBSIZE`,
    `SWAPDB 0 1`,
    `SELECT 0`,
    `MOVE mine 1`,
    `COPY mine other DB 1`,
    `MIGRATE 127.0.0.1 1 mine 0 10`,
    `SORT mine BY ${theirs} GET ${theirs}`,
    `CONFIG GET *`,
    `CONFIG SET dir /tmp`,
    `SHUTDOWN NOSAVE`,
    `DEBUG SLEEP 0`,
    `INFO`,
    `MONITOR`,
    `SAVE`,
    `BGSAVE`,
    `SLAVEOF 127.0.0.1 1`,
    `REPLICAOF NO ONE`,
    `SYNC`,
    `MODULE LIST`,
    `FUNCTION FLUSH`,
    `SCRIPT KILL`,
    `SCRIPT FLUSH`,
    `CLIENT LIST`,
    `CLIENT KILL TYPE normal`,
    `CLIENT REPLY OFF`,
    `SLOWLOG GET`,
    `ACL WHOAMI`,
    `ACL SETUSER default on nopass +@all ~*`,
    `SUBSCRIBE everything`,
    `PSUBSCRIBE *`,
    `PUBLISH everything something`,
    `BLPOP mine 0`,
    `WAIT 1 0`,
    `COMMAND COUNT`,
    `AUTH default anything`,
    `auth anything`,
    `HELLO 2 AUTH default anything`,
    `RESET`,
    `QUIT`,
  ])('may not be %s', async (line) => {
    expect(await send(a, line)).toMatchObject({
      kind: 'error',
      symbol: line === 'DEBUG SLEEP 0' ? 'ERR' : 'NOPERM',
    });
    expect(await send(a, 'PING')).toEqual(rows('PONG'));
    expect(textsIn([await admin.send(['GET', theirs])])).toEqual(['theirs']);
  });

  test.each([
    `return redis.call('GET', '${theirs}')`,
    `return redis.call('SET', '${theirs}', 'mine')`,
    `return redis.call('PFMERGE', '${theirs}-2')`,
    `return redis.call('RENAME', KEYS[1], '${theirs}')`,
    `return redis.call('KEYS', '*')`,
    `return redis.call('FLUSHALL')`,
    `return redis.call('CONFIG', 'GET', '*')`,
    `return redis.call('AUTH', 'default', 'anything')`,
    `return redis.call('HELLO', '2', 'AUTH', 'default', 'anything')`,
    `return redis.call('RESET')`,
    `return redis.call('SELECT', '1')`,
    `return redis.call('PUBLISH', 'everything', 'something')`,
    `return io.open('/etc/passwd'):read('*a')`,
    `return os.execute('true')`,
    `return require('os')`,
    `return loadfile('/etc/passwd')`,
  ])('may not be a script that does this: %s', async (script) => {
    expect(await a.execute(['EVAL', script, '1', 'mine'])).toMatchObject({ kind: 'error' });
    expect(textsIn(await admin.send(['KEYS', `${theirs}*`]))).toEqual([theirs]);
    expect(textsIn([await admin.send(['GET', theirs])])).toEqual(['theirs']);
  });

  test('names its own keys only, even if it spells the name of another one whole', async () => {
    expect(await send(a, `SET ${theirs} mine`)).toEqual(rows('OK'));
    expect(await send(a, `GET ${theirs}`)).toEqual(rows('mine'));
    expect(textsIn([await admin.send(['GET', theirs])])).toEqual(['theirs']);
    await send(a, `DEL ${theirs}`);
  });

  /** The rule of the account itself, without the lab's part in it. */
  test('can be no command of this server on a foreign key, whatever the lab would make of it', async () => {
    // Others have accounts on this server, too. Ours is told by the name of a key that only we have.
    await send(a, `SET ${ownKey} x`);
    const [key = ''] = textsIn(await admin.send(['KEYS', `*:${ownKey}`]));
    const user = key.split(':')[0] ?? '';
    expect(textsIn(await admin.send(['ACL', 'USERS']))).toContain(user);
    const allowed = new Set<string>();
    for (const [name, leastWords] of await commands()) {
      for (const more of [0, 1, 2, 3, 4]) {
        // Every word is a key, or the number of keys that follow.
        const words = name.split('|');
        while (words.length < leastWords + more) words.push('1');
        const answer = await admin.send(['ACL', 'DRYRUN', user, ...words]).catch(() => 'not understood');
        if (textsIn([answer])[0] === 'OK') allowed.add(name);
      }
    }
    const withoutKeys = ['discard', 'echo', 'exec', 'multi', 'ping', 'time', 'unwatch'];
    const help = ['object|help', 'xgroup|help', 'xinfo|help'];
    // The server checks what a script does when it runs.
    const scripts = ['eval', 'eval_ro', 'evalsha', 'evalsha_ro', 'script|exists', 'script|load'];
    // No rule of an account can refuse these; the lab does not send them.
    const loggingIn = ['auth', 'hello', 'quit', 'reset'];
    expect([...allowed].toSorted()).toEqual([...withoutKeys, ...help, ...scripts, ...loggingIn].toSorted());
  });
});

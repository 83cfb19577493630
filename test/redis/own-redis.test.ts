import { once } from 'node:events';
import { access, lstat, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { readIdentity } from '../../src/files/owned-folder.ts';
import { serverStatus, stopServers } from '../../src/mysql/server/status.ts';
import type { StartedRedis } from '../../src/redis/address.ts';
import { RedisClient } from '../../src/redis/client.ts';
import { KeyWords } from '../../src/redis/key-words.ts';
import { LabRedis } from '../../src/redis/lab-redis.ts';
import { textsIn } from '../../src/redis/reply.ts';
import { embeddedRedis } from '../../src/redis/server/embedded.ts';
import { LabRedisSession } from '../../src/redis/session.ts';
import { makePlaces } from '../server/places.ts';
import { isAlive } from '../server/processes.ts';
import { redisOfAnother } from './owner-of.ts';
import { rows, send } from './real-redis.ts';

const patience = { timeout: 60_000, interval: 20 };

const runOf = ({ address }: Pick<StartedRedis, 'address'>): string => dirname(address.socketPath ?? '');

const processOf = async (server: Pick<StartedRedis, 'address'>): Promise<number> =>
  (await readIdentity(`${runOf(server)}/server`))?.pid ?? Number.NaN;

const ping = async (server: Pick<StartedRedis, 'address'>): Promise<readonly string[]> => {
  const client = await RedisClient.open(server.address);
  const answer = textsIn([await client.send(['PING'])]);
  client.destroy();
  return answer;
};

describe('a Redis of our own', () => {
  test('is reached through a socket in a folder that only its user can enter, and by no port', async () => {
    await using places = await makePlaces();
    await using server = await embeddedRedis.start({}, places.context());
    expect((await lstat(runOf(server))).mode & 0o777).toBe(0o700);
    const client = await RedisClient.open(server.address);
    const settings = textsIn(await client.send(['CONFIG', 'GET', 'port', 'save', 'appendonly', 'maxmemory']));
    client.destroy();
    expect(Object.fromEntries(settings.map((text, n) => [text, settings[n + 1]]))).toMatchObject({
      port: '0',
      save: '',
      appendonly: 'no',
      maxmemory: String(64 * 1024 * 1024),
    });
  });

  test('is known to status, and ended by stop', async () => {
    await using places = await makePlaces();
    const context = places.context();
    const server = await embeddedRedis.start({}, context);
    const pid = await processOf(server);
    const { running } = await serverStatus(context);
    expect(running).toMatchObject([
      { server: pid, socketPath: server.address.socketPath, owner: process.pid },
    ]);
    expect((await stopServers(context)).stopped).toMatchObject([{ server: pid }]);
    expect(await isAlive(pid)).toBe(false);
    await server[Symbol.asyncDispose]();
    expect(await readdir(places.folder)).toEqual([]);
  });

  test('leaves nothing when it is stopped, and nothing when it is aborted on its way', async () => {
    await using places = await makePlaces();
    const server = await embeddedRedis.start({}, places.context());
    const pid = await processOf(server);
    await server[Symbol.asyncDispose]();
    expect(await isAlive(pid)).toBe(false);
    const abort = new AbortController();
    const reason = new Error('enough');
    const context = places.context({
      signal: abort.signal,
      onProgress: ({ phase }) => phase === 'starting' && setImmediate(() => abort.abort(reason)),
    });
    await expect(embeddedRedis.start({}, context)).rejects.toBe(reason);
    expect(await readdir(places.folder)).toEqual([]);
  });

  test('is gone with its folder after its owner was killed with SIGKILL', async () => {
    await using places = await makePlaces();
    const { owner, address } = await redisOfAnother(places);
    const server = await processOf({ address });
    expect(await ping({ address })).toEqual(['PONG']);
    owner.kill('SIGKILL');
    await vi.waitFor(async () => {
      expect(await isAlive(server)).toBe(false);
      await expect(access(runOf({ address }))).rejects.toThrow('ENOENT');
    }, patience);
  });

  test('is cleared by the next start when its owner and its keeper were killed both', async () => {
    await using places = await makePlaces();
    const { owner, address, keeper } = await redisOfAnother(places);
    const server = await processOf({ address });
    process.kill(await keeper(server), 'SIGKILL');
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(await ping({ address })).toEqual(['PONG']);
    await using next = await embeddedRedis.start({}, places.context());
    expect(await ping(next)).toEqual(['PONG']);
    expect(await isAlive(server)).toBe(false);
    expect(await readdir(places.folder)).toHaveLength(1);
  });

  test('that is killed under a session is told as that, and everything can be put away after it', async () => {
    await using places = await makePlaces();
    await using server = await embeddedRedis.start({}, places.context());
    await using redis = await LabRedis.open(server);
    await using keys = await redis.createKeys();
    const [a, b] = await Promise.all([keys.openSession('A'), keys.openSession('B')]);
    await send(a, 'SET lock A NX');
    process.kill(await processOf(server), 'SIGKILL');
    expect(await redis.lost).toMatch(/\w/);
    expect(await a.lost).toMatch(/\w/);
    for (const session of [a, b]) {
      expect(await send(session, 'GET lock')).toMatchObject({
        kind: 'lost',
        message: expect.stringMatching(/^Redis does not answer any more: \w/),
      });
    }
    await expect(redis.createKeys()).rejects.toThrow('Redis went away');
    await expect(keys.openSession('C')).rejects.toMatchObject({ name: 'UserError' });
  });

  test('tells a command that was on its way when it was killed', async () => {
    await using places = await makePlaces();
    await using server = await embeddedRedis.start({}, places.context());
    await using redis = await LabRedis.open(server);
    await using keys = await redis.createKeys();
    const a = await keys.openSession('A');
    // From now on the lab knows the command, and asks the server nothing about it.
    await send(a, 'GET lock');
    const pid = await processOf(server);
    // A server that is stopped answers to nothing.
    process.kill(pid, 'SIGSTOP');
    const unanswered = send(a, 'GET lock');
    expect(await processOf(server)).toBe(pid);
    process.kill(pid, 'SIGKILL');
    expect(await unanswered).toMatchObject({
      kind: 'lost',
      message: expect.stringMatching(/^Redis does not answer any more: \w/),
    });
  });

  test('bounds what a lesson can make it hold', async () => {
    await using places = await makePlaces();
    await using server = await embeddedRedis.start({}, places.context());
    await using redis = await LabRedis.open(server);
    await using keys = await redis.createKeys();
    const a = await keys.openSession('A');
    expect(await send(a, 'SETRANGE one 500000000 x')).toMatchObject({ kind: 'error', symbol: 'ERR' });
    const value = 'x'.repeat(8_000_000);
    let full = await a.execute(['SET', 'k0', value]);
    for (let n = 1; n < 20 && full.kind === 'rows'; n++) full = await a.execute(['SET', `k${n}`, value]);
    expect(full).toMatchObject({ kind: 'error', symbol: 'OOM' });
  });

  test('goes down rather than let a script take the memory of the machine', async () => {
    await using places = await makePlaces();
    await using server = await embeddedRedis.start({}, places.context());
    await using redis = await LabRedis.open(server);
    await using keys = await redis.createKeys();
    const a = await keys.openSession('A');
    // What it takes is the server's; of its own it has no more than a name at a time.
    const script = "for n = 1, 1e6 do redis.call('SETRANGE', KEYS[1] .. n, 4000000, 'x') end";
    expect(await a.execute(['EVAL', `#!lua flags=allow-oom\n${script}`, '1', 'k'])).toMatchObject({
      kind: 'lost',
    });
    expect(await redis.lost).toMatch(/\w/);
  });

  test('ends a script that does not end', async () => {
    await using places = await makePlaces();
    await using server = await embeddedRedis.start({}, places.context());
    await using redis = await LabRedis.open(server);
    await using keys = await redis.createKeys();
    const a = await keys.openSession('A');
    expect(await a.execute(['EVAL', 'while true do end', '0'])).toMatchObject({
      kind: 'error',
      message: expect.stringMatching(/killed by user/i),
    });
    expect(await send(a, 'PING')).toEqual(rows('PONG'));
  });

  test('keeps a connection whose script it has not come to, since the machine stood still', async () => {
    await using places = await makePlaces();
    await using server = await embeddedRedis.start({}, places.context());
    const [client, admin] = await Promise.all([
      RedisClient.open(server.address),
      RedisClient.open(server.address),
    ]);
    const pid = await processOf(server);
    let standsStill = false;
    const a = new LabRedisSession('A', {
      client,
      // What is asked last before a script is sent.
      keyWords: new KeyWords(async (words) => {
        const reply = await admin.send(words);
        if (standsStill && words.includes('GETKEYS')) process.kill(pid, 'SIGSTOP');
        return reply;
      }),
      user: 'default',
      prefix: '',
      endScript: async () => {
        process.kill(pid, 'SIGCONT');
        await admin.send(['SCRIPT', 'KILL']);
      },
    });
    const command = ['EVAL', 'return 7', '0'];
    expect(await a.execute(command)).toEqual(rows('7'));
    standsStill = true;
    expect(await a.execute(command)).toEqual(rows('7'));
    expect(await send(a, 'PING')).toEqual(rows('PONG'));
    client.destroy();
    admin.destroy();
  });

  test('ends together with a script that has written and does not end', async () => {
    await using places = await makePlaces();
    await using server = await embeddedRedis.start({}, places.context());
    await using redis = await LabRedis.open(server);
    await using keys = await redis.createKeys();
    const a = await keys.openSession('A');
    const script = "redis.call('SET', KEYS[1], 'x') while true do end";
    expect(await a.execute(['EVAL', script, '1', 'key'])).toMatchObject({ kind: 'lost' });
    expect(await redis.lost).toMatch(/\w/);
  });
});

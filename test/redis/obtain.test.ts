import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { listFetched, programOf } from '../../src/hosts/apt/fetched.ts';
import { RedisClient } from '../../src/redis/client.ts';
import { LabRedis } from '../../src/redis/lab-redis.ts';
import { installedRedis } from '../../src/redis/server/installed.ts';
import { obtainRedis } from '../../src/redis/server/obtain.ts';
import { redisRecipe } from '../../src/redis/server/recipe.ts';
import { script } from '../server/installed-mysqld.ts';
import { filledCache, makePlaces, type Places } from '../server/places.ts';

/** A context whose PATH has a redis-server that does what these shell commands do. */
const withInstalled = async (places: Places, commands: string) => {
  const bin = join(places.folder, 'bin');
  await mkdir(bin);
  await script(join(bin, 'redis-server'), commands);
  return places.context({ env: { ...places.env, PATH: `${bin}:${process.env['PATH']}` } });
};

/** The embedded one as an installed one would be run. */
const embeddedCommand = async (): Promise<string> => {
  const [fetched] = await listFetched(redisRecipe, filledCache);
  if (fetched === undefined) throw new Error('the global setup has fetched no Redis');
  const { file, before } = await programOf(redisRecipe, fetched);
  return `exec ${[file, ...before].map((word) => `'${word}'`).join(' ')} "$@"`;
};

describe('a Redis is obtained', () => {
  test('from the URL before anything else, and the one that is given before the one of the environment', async () => {
    await using places = await makePlaces();
    const context = places.context({ env: { ...places.env, ISOLAB_REDIS_URL: 'redis://db.example' } });
    expect(await obtainRedis({}, context)).toMatchObject({ provider: 'url', place: 'db.example:6379' });
    expect(await obtainRedis({ url: 'redis://other.example' }, context)).toMatchObject({
      place: 'other.example:6379',
    });
  });

  test('from the redis-server on PATH', async () => {
    await using places = await makePlaces();
    const context = await withInstalled(places, await embeddedCommand());
    expect((await installedRedis.look({}, context)).because).toMatch(
      /^redis-server \d+\.\d+\.\d+ at .*\/bin\/redis-server$/,
    );
    await using server = await obtainRedis({}, context);
    expect(server.provider).toBe('redis-server');
    const redis = await LabRedis.open(server);
    expect(redis.about.version).toMatch(/^\d+\.\d+\.\d+$/);
    await redis[Symbol.asyncDispose]();
  });

  test('from the cache when the one on PATH turns out not to work, without a network', async () => {
    await using places = await makePlaces();
    const { env, ...context } = await withInstalled(
      places,
      'case "$*" in *--version) echo "Redis server v=7.0.15 sha=0";; *) echo "out of luck" >&2; exit 1;; esac',
    );
    const offline = { ...context, env: { ...env, http_proxy: 'http://127.0.0.1:9' } };
    await using server = await obtainRedis({}, offline);
    expect(server.provider).toBe('embedded');
    expect(places.progress.map(({ message }) => message)).toContain(
      'redis-server: redis-server ended while it was starting. Its last words:',
    );
  });

  test.each([
    ['is too old', 'echo "Redis server v=5.0.14 sha=0"', /it is Redis 5\.0\.14, and the lab needs 6\.0/],
    ['is something else', 'echo hello', /does not say its version as redis-server does/],
    [
      'dies as it starts',
      'case "$*" in *--version) echo "Redis server v=7.0.15";; *) echo "out of luck"; exit 1;; esac',
      /redis-server ended while it was starting.*\n {2}out of luck/,
    ],
  ])('from nowhere when the one that is wished for %s: one clear error', async (_is, commands, message) => {
    await using places = await makePlaces();
    const context = await withInstalled(places, commands);
    await expect(obtainRedis({ provider: 'redis-server' }, context)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
      exitCode: exitCodes.noServer,
    });
    expect(await readdir(places.folder)).toEqual(['bin']);
  });

  test('from nowhere on a machine without anything: one error says why and names the ways to get one', async () => {
    await using places = await makePlaces();
    const env = { ...places.env, PATH: places.folder, DOCKER_HOST: 'unix:///no/docker.sock' };
    const context = places.context({ env, cacheFolder: join(places.folder, 'cache') });
    await expect(obtainRedis({}, context)).rejects.toMatchObject({
      name: 'UserError',
      exitCode: exitCodes.noServer,
      message: expect.stringMatching(
        /^There is no Redis to be had\.\n {2}url: no URL given.*\n {2}redis-server: There is no redis-server on PATH\.\n {2}embedded: /,
      ),
      next: expect.arrayContaining([expect.stringContaining('--redis redis://')]),
    });
  });

  test.each<[NodeJS.Platform, readonly string[]]>([
    ['darwin', ['--redis', 'brew install redis', 'Docker']],
    ['win32', ['--redis', 'WSL']],
  ])('from nowhere on %s: it is told only of what there is on it', async (platform, named) => {
    await using places = await makePlaces();
    const env = { ...places.env, PATH: places.folder, DOCKER_HOST: 'unix:///no/docker.sock' };
    const context = places.context({ env, platform, cacheFolder: join(places.folder, 'cache') });
    await expect(obtainRedis({}, context)).rejects.toMatchObject({
      exitCode: exitCodes.noServer,
      next: named.map((word) => expect.stringContaining(word)),
    });
  });
});

describe('a Redis of the user', () => {
  const named = (more: object) => ({
    address: { ...inject('redis'), ...more },
    provider: 'url' as const,
    place: 'ann@the test Redis',
  });

  test('whose account may make no accounts is refused with what to do', async () => {
    const admin = await RedisClient.open(inject('redis'));
    await admin.send(['ACL', 'SETUSER', 'ann', 'on', '>secret', '~*', '+@all', '-acl']);
    try {
      const redis = await LabRedis.open(named({ username: 'ann', password: 'secret' }));
      await expect(redis.createKeys()).rejects.toMatchObject({
        name: 'UserError',
        exitCode: exitCodes.noServer,
        message: expect.stringContaining('The account may not do what the lab needs'),
        next: expect.arrayContaining([
          expect.stringContaining('ACL SETUSER'),
          expect.stringContaining('leave out --redis'),
        ]),
      });
      await redis[Symbol.asyncDispose]();
    } finally {
      await admin.send(['ACL', 'DELUSER', 'ann']);
      admin.destroy();
    }
  });

  test('with another password, or where nothing answers, is refused with what to do', async () => {
    await expect(LabRedis.open(named({ username: 'ann', password: 's3cret' }))).rejects.toMatchObject({
      name: 'UserError',
      message: 'Redis refused the user name or the password. (Redis at ann@the test Redis)',
    });
    await expect(LabRedis.open(named({ socketPath: '/no/redis.sock' }))).rejects.toMatchObject({
      name: 'UserError',
      message: 'Nothing answers there. (Redis at ann@the test Redis)',
    });
  });

  test.each([{}, { username: 'ann', password: 'secret' }])(
    'that closes the connection before it answers is told as that (as %j)',
    async (account) => {
      await using places = await makePlaces();
      const closing = createServer((socket) => socket.end());
      await once(closing.listen(join(places.folder, 'redis.sock')), 'listening');
      await expect(
        LabRedis.open(named({ ...account, socketPath: join(places.folder, 'redis.sock') })),
      ).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringMatching(/^(Redis went away|The server closed the connection)/),
      });
      closing.close();
    },
  );

  test('is left as it was', async () => {
    const admin = await RedisClient.open(inject('redis'));
    await admin.send(['SET', 'theirs', 'x']);
    {
      await using redis = await LabRedis.open(named({}));
      const a = await (await redis.createKeys()).openSession('A');
      await a.execute(['SET', 'theirs', 'y']);
    }
    expect(String(await admin.send(['GET', 'theirs']))).toBe('x');
    await admin.send(['DEL', 'theirs']);
    admin.destroy();
  });
});

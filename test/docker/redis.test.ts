import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RedisServer } from '../../src/engine/ports.ts';
import { RedisClient } from '../../src/redis/client.ts';
import { openRedis } from '../../src/redis/open.ts';
import { dockerRedis } from '../../src/redis/server/docker.ts';
import { makeComposeTools } from './compose-images.ts';
import { type DockerPlaces, makeDockerPlaces, noDocker, sharedFiles } from './here.ts';
import { startRegistry } from './registry.ts';

describe.skipIf(noDocker)('Redis in a container', () => {
  let places: DockerPlaces;
  let image: string;
  const undo = new AsyncDisposableStack();

  beforeAll(async () => {
    places = undo.use(await makeDockerPlaces());
    const tools = await makeComposeTools(places.folder, sharedFiles());
    image = `${undo.use(await startRegistry(tools.image)).host}/redis`;
    undo.defer(() => places.docker.remove(`${image}:latest`));
  }, 900_000);
  afterAll(() => undo.disposeAsync());

  test('gives keys to lessons, and is gone afterwards', async () => {
    const redis: RedisServer & AsyncDisposable = await openRedis(
      { provider: 'docker', image },
      places.context(),
    );
    try {
      expect(redis.about).toMatchObject({ provider: 'docker', place: expect.stringContaining(image) });
      const keys = await redis.createKeys();
      const a = await keys.openSession('A');
      expect(await a.execute(['SET', 'lock', 'A', 'NX'])).toMatchObject({ rows: [['OK']] });
      expect((await keys.keys()).rows).toEqual([['lock', 'A', 'no']]);
      expect(await places.containers()).toHaveLength(1);
    } finally {
      await redis[Symbol.asyncDispose]();
    }
    expect(await places.containers()).toEqual([]);
  });

  test('lets nobody in without its password, and has the bounds of every Redis of the lab', async () => {
    await using server = await dockerRedis.start({ image }, places.context());
    const { password, ...open } = server.address;
    expect(password).toMatch(/^[\w-]{24}$/);
    const stranger = await RedisClient.open(open);
    await expect(stranger.send(['PING'])).rejects.toMatchObject({ symbol: 'NOAUTH' });
    stranger.destroy();
    const client = await RedisClient.open(server.address);
    expect(String(await client.send(['CONFIG', 'GET', 'maxmemory']))).toBe('maxmemory,67108864');
    client.destroy();
  });
});

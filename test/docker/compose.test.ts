import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { makeComposeTools } from './compose-images.ts';
import { dockerOf } from './docker-api.ts';
import { type DockerPlaces, makeDockerPlaces, noDocker, sharedFiles } from './here.ts';
import { startRegistry } from './registry.ts';

const run = promisify(execFile);
const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const serviceSchema = z.object({
  Service: z.string(),
  Health: z.string(),
  Publishers: z.array(z.object({ URL: z.string(), TargetPort: z.int(), PublishedPort: z.int() })),
});

describe.skipIf(noDocker)('docker compose with docker/compose.yaml', () => {
  let places: DockerPlaces;
  let compose: (...args: readonly string[]) => Promise<string>;
  const undo = new AsyncDisposableStack();

  const services = async () =>
    new Map(
      (await compose('ps', '--format', 'json'))
        .trim()
        .split('\n')
        .map((line) => serviceSchema.parse(JSON.parse(line)))
        .map((service) => [service.Service, service]),
    );

  const portOf = async (service: string, inside: number): Promise<number | undefined> =>
    (await services()).get(service)?.Publishers.find(({ TargetPort }) => TargetPort === inside)
      ?.PublishedPort;

  beforeAll(async () => {
    places = undo.use(await makeDockerPlaces());
    const tools = await makeComposeTools(places.folder, sharedFiles());
    const registry = undo.use(await startRegistry(tools.image));
    const images = { MYSQL_IMAGE: `${registry.host}/mysql`, REDIS_IMAGE: `${registry.host}/redis` };
    const docker = await dockerOf();
    undo.defer(async () => {
      for (const image of Object.values(images)) await docker.remove(`${image}:latest`);
    });
    const project = `isolab-test-${randomUUID()}`;
    const env = { ...places.env, ...images, MYSQL_PORT: '0', REDIS_PORT: '0' };
    compose = async (...args) => {
      const all = ['-f', file('docker/compose.yaml'), '-p', project, ...args];
      return (await run(tools.compose, all, { env })).stdout;
    };
    undo.defer(async () => void (await compose('down', '--volumes')));
    await compose('up', '--wait', '--quiet-pull');
  }, 900_000);
  afterAll(() => undo.disposeAsync());

  test('starts MySQL and Redis, waits until both are healthy, and opens their ports on this machine alone', async () => {
    const all = await services();
    expect([...all.keys()].toSorted()).toEqual(['mysql', 'redis']);
    for (const [name, port] of [
      ['mysql', 3306],
      ['redis', 6379],
    ] as const) {
      expect(all.get(name)).toMatchObject({ Health: 'healthy' });
      const open = all.get(name)?.Publishers.filter(({ PublishedPort }) => PublishedPort > 0);
      expect(open).toEqual([expect.objectContaining({ URL: '127.0.0.1', TargetPort: port })]);
    }
  });

  test('serves a lesson by --url, with the password from the environment', async () => {
    const port = await portOf('mysql', 3306);
    const args = ['run', 'duplicate-book', '--url', `mysql://root@127.0.0.1:${port}`];
    const env = { ...places.env, ISOLAB_PASSWORD: 'isolab' };
    const { stdout } = await run(process.execPath, [file('dist/isolab.js'), ...args], { env });
    expect(stdout).toContain(`127.0.0.1:${port}`);
    expect(stdout).toContain('As the lesson says');
  });

  test('keeps keys in Redis', async () => {
    const url = `redis://127.0.0.1:${await portOf('redis', 6379)}`;
    // In ms: its own limit of 5 s is none for a machine that is busy.
    const redis = createClient({ url, socket: { connectTimeout: 60_000 } });
    redis.on('error', () => {});
    await redis.connect();
    expect(await redis.set('lock', 'me', { condition: 'NX' })).toBe('OK');
    expect(await redis.set('lock', 'you', { condition: 'NX' })).toBeNull();
    await redis.close();
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { stopContainers } from '../../src/hosts/docker/stop.ts';
import type { StartedServer } from '../../src/hosts/provider.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { dockerProvider } from '../../src/mysql/server/docker.ts';
import { type DockerPlaces, image, makeDockerPlaces, neverUp, noDocker, ownImage, running } from './here.ts';

const patience = { timeout: 120_000, interval: 20 };

const usable = async (server: StartedServer): Promise<string> => {
  await using lab = await MysqlLab.open(server);
  await using sandbox = await lab.createSandbox();
  await sandbox.setUp(['CREATE TABLE t (id INT PRIMARY KEY)']);
  return lab.about.version;
};

describe.skipIf(noDocker)('a server in a container', () => {
  let places: DockerPlaces;
  beforeAll(async () => {
    places = await makeDockerPlaces();
  });
  afterAll(() => places[Symbol.asyncDispose]());

  test('serves the lab, is told by image, container and port, and is gone when it is disposed of', async () => {
    expect((await dockerProvider.look({ image }, places.context())).because).toMatch(
      /^Docker \S+ at .* can run/,
    );
    const server = await dockerProvider.start({ image }, places.context());
    expect(await usable(server)).toMatch(/^\d+\.\d+\.\d+$/);
    const [container = '', ...others] = await places.containers();
    expect(others).toEqual([]);
    expect(server.place).toBe(
      `${image} in container ${container.slice(0, 12)}, ${server.address.host}:${server.address.port}`,
    );
    expect(await places.docker.portOf(container)).toEqual([server.address.host]);
    await server[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    expect(await places.containers()).toEqual([]);
  });

  test('is kept for the next run if asked, one for each image, until servers are stopped', async () => {
    await using other = await ownImage();
    const keep = async (name: string): Promise<string> => {
      await using server = await dockerProvider.start({ image: name, keep: true }, places.context());
      await usable(server);
      return server.place;
    };
    const first = await keep(image);
    expect(await keep(image)).toBe(first);
    expect(await keep(other.name)).not.toBe(first);
    expect(await places.containers()).toHaveLength(2);
    const stopped = await stopContainers(places.context());
    expect(stopped.map((one) => one.image).toSorted()).toEqual([image, other.name].toSorted());
    expect(await places.containers()).toEqual([]);
    expect(await stopContainers(places.context())).toEqual([]);
  });

  test('is not left behind by a start that is aborted on the way', async () => {
    await using endless = await ownImage({}, neverUp);
    const abort = new AbortController();
    const reason = new Error('enough');
    const starting = dockerProvider.start({ image: endless.name }, places.context({ signal: abort.signal }));
    const outcome = expect(starting).rejects.toBe(reason);
    await vi.waitFor(async () => expect(await places.containers()).toHaveLength(1), patience);
    abort.abort(reason);
    await outcome;
    expect(await places.containers()).toEqual([]);
  });

  test('that was left by a killed process is removed by the next start, and nobody else is touched', async () => {
    await using others = await makeDockerPlaces();
    await using kept = await dockerProvider.start({ image }, others.context());
    const program = fileURLToPath(new URL('owner.ts', import.meta.url));
    const owner = spawn(process.execPath, ['--no-warnings', program, image, places.cacheFolder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(owner.stdout, 'data');
    const [left] = await places.containers();
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(await places.containers()).toEqual([left]);
    await using server = await dockerProvider.start({ image }, places.context());
    const now = await places.containers();
    expect(now).toHaveLength(1);
    expect(now).not.toContain(left);
    expect(await usable(server)).toBe(await usable(kept));
  });

  test('that ends while it starts is told with its last words, and removed', async () => {
    await using broken = await ownImage({}, running('/bin/sh', '-c', 'echo I am broken; exit 3'));
    await expect(dockerProvider.start({ image: broken.name }, places.context())).rejects.toMatchObject({
      exitCode: exitCodes.noServer,
      message: expect.stringContaining('I am broken'),
    });
    expect(await places.containers()).toEqual([]);
  });
});

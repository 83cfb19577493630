import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makePlaces } from '../server/places.ts';
import {
  type DockerPlaces,
  image,
  makeDockerPlaces,
  neverUp,
  noDocker,
  ownImage,
  sharedFiles,
} from './here.ts';
import { makeReaperImage } from './reaper-image.ts';
import { startRegistry } from './registry.ts';

const program = fileURLToPath(new URL('../../dist/isolab.js', import.meta.url));

describe.skipIf(noDocker)('the program with --server docker', () => {
  let places: DockerPlaces;
  beforeAll(async () => {
    places = await makeDockerPlaces();
  });
  afterAll(() => places[Symbol.asyncDispose]());

  const start = (args: readonly string[], env: Record<string, string | undefined> = {}) =>
    spawn(process.execPath, [program, ...args], {
      env: { ...places.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  const isolab = async (args: readonly string[], env: Record<string, string | undefined> = {}) => {
    const child = start(args, env);
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { stdout, stderr, exitCode };
  };

  test('runs a lesson in a container, says so, and leaves none', async () => {
    const { stdout, exitCode } = await isolab(['run', 'duplicate-book', '--server', `docker:${image}`]);
    expect(stdout).toContain('docker');
    expect(exitCode).toBe(0);
    expect(await places.containers()).toEqual([]);
  });

  test('keeps the container if asked, and isolab server stop removes it', async () => {
    const kept = await isolab(['run', 'duplicate-book', '--keep', '--server', `docker:${image}`]);
    expect(kept).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('docker'),
    });
    const [container] = await places.containers();
    expect(await isolab(['server', 'stop'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`Removed container ${container?.slice(0, 12)}`),
    });
    expect(await places.containers()).toEqual([]);
  });

  test('reaches an engine elsewhere, with a private image, by DOCKER_HOST and the logins of Docker', async () => {
    const socket = new URL(process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').pathname;
    const elsewhere = createServer((client) => {
      const engine = connect(socket);
      client.pipe(engine).pipe(client);
      client.on('error', () => engine.destroy());
      engine.on('error', () => client.destroy());
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as AddressInfo;
    await using own = await ownImage({ login: 'ann:secret' });
    const auth = Buffer.from('ann:secret').toString('base64');
    const { stdout, exitCode } = await isolab(['run', 'duplicate-book', '--server', `docker:${own.name}`], {
      DOCKER_HOST: `tcp://127.0.0.1:${port}`,
      DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [own.name.split('/')[0] ?? '']: { auth } } }),
    });
    expect(stdout).toContain('docker');
    expect(exitCode).toBe(0);
    elsewhere.close();
  });

  test('wants Ryuk unless told otherwise, and says how to do without it', async () => {
    const { stderr, exitCode } = await isolab(['run', 'duplicate-book', '--server', `docker:${image}`], {
      TESTCONTAINERS_RYUK_DISABLED: undefined,
      RYUK_CONTAINER_IMAGE: '127.0.0.1:1/ryuk:0',
    });
    expect(stderr).toContain('Ryuk, which removes the container if isolab is killed, could not be started');
    expect(stderr).toContain('TESTCONTAINERS_RYUK_DISABLED=true');
    expect(exitCode).toBe(3);
    expect(await places.containers()).toEqual([]);
  });

  test('that is killed has its container removed by Ryuk', async () => {
    await using files = await makePlaces();
    await using registry = await startRegistry(await makeReaperImage(files.folder, sharedFiles()));
    await using endless = await ownImage({}, neverUp);
    const ryuk = `${registry.host}/ryuk:latest`;
    const child = start(['run', 'duplicate-book', '--server', `docker:${endless.name}`], {
      TESTCONTAINERS_RYUK_DISABLED: undefined,
      RYUK_CONTAINER_IMAGE: ryuk,
      // Nobody else's run is to use this one.
      TESTCONTAINERS_RYUK_TEST_LABEL: 'true',
    });
    const ended = once(child, 'exit');
    const soon = { timeout: 120_000, interval: 20 };
    await vi.waitFor(async () => expect(await places.containers()).toHaveLength(1), soon);
    expect(await places.docker.containersFrom(ryuk)).toHaveLength(1);
    child.kill('SIGKILL');
    await ended;
    await vi.waitFor(async () => expect(await places.containers()).toEqual([]), soon);
    await vi.waitFor(async () => expect(await places.docker.containersFrom(ryuk)).toEqual([]), soon);
    await places.docker.remove(ryuk);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s while the container starts ends it with %d and leaves none', async (signal, exitCode) => {
    await using endless = await ownImage({}, neverUp);
    const child = start(['run', 'duplicate-book', '--server', `docker:${endless.name}`]);
    const ended = once(child, 'exit');
    await vi.waitFor(async () => expect(await places.containers()).toHaveLength(1), {
      timeout: 120_000,
      interval: 20,
    });
    child.kill(signal);
    expect(await ended).toEqual([exitCode, null]);
    expect(await places.containers()).toEqual([]);
  });

  test('says what is wrong when there is no engine', async () => {
    const { stderr, exitCode } = await isolab(['run', 'duplicate-book', '--server', 'docker'], {
      DOCKER_HOST: 'unix:///no/docker.sock',
    });
    expect(stderr).toContain(
      'The Docker engine at unix:///no/docker.sock cannot be used: its socket does not exist.',
    );
    expect(exitCode).toBe(3);
  });
});

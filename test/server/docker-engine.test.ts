import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { findEngine } from '../../src/hosts/docker/engine.ts';
import { imageMeant, pinnedImage } from '../../src/hosts/docker/image.ts';
import { PullShare } from '../../src/hosts/docker/pull-share.ts';
import { dockerProvider } from '../../src/mysql/server/docker.ts';
import { makePlaces } from './places.ts';

const signal = new AbortController().signal;

const engineAt = (DOCKER_HOST: string) => findEngine({ env: { DOCKER_HOST }, signal });

/** Something that answers over HTTP at a socket or a port. */
const listening = async (where: string | 0, answer: RequestListener): Promise<Server & AsyncDisposable> => {
  const server = createServer(answer);
  if (where === 0) server.listen(0, '127.0.0.1');
  else server.listen(where);
  await once(server, 'listening');
  return Object.assign(server, {
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  });
};

const engine: RequestListener = (_, response) => response.end('{"Version":"27.1.0","ApiVersion":"1.46"}');

/** Root may do everything; nobody may not. */
const withoutRoot = async <T>(work: () => Promise<T>): Promise<T> => {
  const user = process.geteuid?.();
  if (user === 0) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (user === 0) process.seteuid?.(0);
  }
};

describe('a Docker engine', () => {
  test('is found at the socket or the address that DOCKER_HOST names', async () => {
    await using places = await makePlaces();
    const socket = join(places.folder, 'docker.sock');
    await using _ = await listening(socket, engine);
    expect(await engineAt(`unix://${socket}`)).toEqual({ place: `unix://${socket}`, version: '27.1.0' });
    await using remote = await listening(0, engine);
    const { port } = remote.address() as AddressInfo;
    expect(await engineAt(`tcp://127.0.0.1:${port}`)).toMatchObject({ version: '27.1.0' });
  });

  test('is found as a rootless one in XDG_RUNTIME_DIR', async () => {
    await using places = await makePlaces();
    const socket = join(places.folder, 'docker.sock');
    await using _ = await listening(socket, engine);
    const env = { HOME: '/nowhere', XDG_RUNTIME_DIR: places.folder };
    // Where the machine has a usual one, that comes first.
    expect((await findEngine({ env, signal })).place).toMatch(/docker\.sock$/);
  });

  test.each([
    ['its socket does not exist', 'unix:///no/such/docker.sock', 'systemctl start docker'],
    ['nothing listens there', 'tcp://127.0.0.1:1', 'systemctl start docker'],
    // What cannot be a name: no name server is asked, which might take its time.
    ['there is no host of that name', 'tcp://no..such.host:2375', 'DOCKER_HOST'],
    ['DOCKER_HOST must begin with', 'ssh://ann@example.org', 'ssh -L'],
    ['DOCKER_HOST must begin with', 'hello', 'ssh -L'],
  ])('that cannot be had is told: %s (%s)', async (why, place, next) => {
    await expect(engineAt(place)).rejects.toMatchObject({
      name: 'UserError',
      exitCode: exitCodes.noServer,
      message: expect.stringContaining(why),
      next: expect.arrayContaining([expect.stringContaining(next)]),
    });
  });

  test('that this user may not use is told with the group to join', async () => {
    await using places = await makePlaces();
    await chmod(places.folder, 0o755);
    const socket = join(places.folder, 'docker.sock');
    await using _ = await listening(socket, engine);
    await chmod(socket, 0o000);
    const looking = withoutRoot(() =>
      dockerProvider.look({}, places.context({ env: { DOCKER_HOST: `unix://${socket}` } })),
    );
    expect(await looking).toEqual({
      applies: false,
      because: `The Docker engine at unix://${socket} cannot be used: permission denied.`,
    });
    await expect(withoutRoot(() => engineAt(`unix://${socket}`))).rejects.toMatchObject({
      next: expect.arrayContaining([expect.stringContaining('usermod -aG docker')]),
    });
  });

  test('that has died leaves a socket at which nothing listens', async () => {
    await using places = await makePlaces();
    const socket = join(places.folder, 'docker.sock');
    await writeFile(socket, '');
    await expect(engineAt(`unix://${socket}`)).rejects.toThrow('nothing listens there');
  });

  test('is not what merely answers over HTTP', async () => {
    await using places = await makePlaces();
    const socket = join(places.folder, 'docker.sock');
    await using _ = await listening(socket, (_request, response) => response.end('<h1>Welcome</h1>'));
    await expect(engineAt(`unix://${socket}`)).rejects.toThrow('what answers there is no Docker engine');
  });
});

describe('an image', () => {
  test('is the pinned one, a version of MySQL, or what is named', async () => {
    expect(await imageMeant(undefined)).toBe(await pinnedImage('MYSQL_IMAGE'));
    expect(await imageMeant('8.0')).toBe('mysql:8.0');
    expect(await imageMeant('9')).toBe('mysql:9');
    expect(await imageMeant('registry.example:5000/team/mysql:8.4-ours')).toBe(
      'registry.example:5000/team/mysql:8.4-ours',
    );
  });

  test.each(['No Such Name', '../x', '-v'])('that cannot be one is refused: %s', async (word) => {
    await expect(imageMeant(word)).rejects.toMatchObject({ exitCode: exitCodes.usage });
  });
});

describe('the share of an image that has come', () => {
  test('counts bytes, guesses layers whose size is not known yet, and never goes back', () => {
    const share = new PullShare();
    const done: (number | undefined)[] = [];
    const tell = (id: string, status: string, current?: number, total?: number): void => {
      share.add({ id, status, ...(total !== undefined && { progressDetail: { current, total } }) });
      done.push(share.done);
    };
    tell('a', 'Pulling fs layer');
    tell('b', 'Pulling fs layer');
    tell('a', 'Downloading', 50, 100);
    tell('a', 'Download complete');
    tell('b', 'Downloading', 0, 300);
    tell('b', 'Downloading', 150, 300);
    tell('b', 'Verifying Checksum');
    tell('b', 'Pull complete');
    tell('latest', 'Status: Downloaded newer image');
    expect(done).toEqual([undefined, undefined, 0.25, 0.5, 0.5, 0.625, 0.625, 1, 1]);
  });
});

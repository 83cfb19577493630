import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { dockerProvider } from '../../src/mysql/server/docker.ts';
import { bigAndNew, type DockerPlaces, makeDockerPlaces, noDocker, ownImage } from './here.ts';

describe.skipIf(noDocker)('an image that the engine does not have', () => {
  let places: DockerPlaces;
  beforeAll(async () => {
    places = await makeDockerPlaces();
  });
  afterAll(() => places[Symbol.asyncDispose]());

  const refusal = async (name: string) => {
    const error: unknown = await dockerProvider.start({ image: name }, places.context()).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'UserError', exitCode: exitCodes.noServer });
    expect(await places.containers()).toEqual([]);
    return error;
  };

  test('is pulled with progress that never goes back', async () => {
    await using fresh = await ownImage({}, bigAndNew);
    places.progress.length = 0;
    await using _ = await dockerProvider.start({ image: fresh.name }, places.context());
    const shares = places.progress
      .filter(({ phase }) => phase === 'fetching')
      .flatMap(({ done }) => done ?? []);
    expect(shares.length).toBeGreaterThan(0);
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
    expect(shares.at(-1)).toBe(1);
    expect(places.progress.at(-1)).toMatchObject({ phase: 'starting' });
  });

  test('is not waited for when the pull is aborted', async () => {
    await using slow = await ownImage({ stalls: true }, bigAndNew);
    const abort = new AbortController();
    const reason = new Error('enough');
    places.progress.length = 0;
    const starting = dockerProvider.start({ image: slow.name }, places.context({ signal: abort.signal }));
    const outcome = expect(starting).rejects.toBe(reason);
    await vi.waitFor(() => expect(places.progress.some(({ done = 0 }) => done > 0)).toBe(true), {
      timeout: 120_000,
    });
    abort.abort(reason);
    await outcome;
    expect(await places.containers()).toEqual([]);
    expect(await places.docker.has(slow.name)).toBe(false);
  });

  test('and the registry neither is told as that', async () => {
    await using own = await ownImage();
    expect(await refusal(own.name.replace('/isolab/mysql:latest', '/isolab/mysql:8.0'))).toMatchObject({
      message: expect.stringMatching(/^There is no image .*:8\.0 for this machine\. Docker says:\n/),
    });
  });

  test('and that is private is told with the way to log in', async () => {
    await using own = await ownImage({ login: 'ann:secret' });
    expect(await refusal(own.name)).toMatchObject({
      message: expect.stringContaining('it is private'),
      next: expect.arrayContaining([expect.stringContaining('docker login')]),
    });
  });

  test('and no network leads to is told as that', async () => {
    expect(await refusal('127.0.0.1:1/isolab/mysql')).toMatchObject({
      message: expect.stringMatching(/^The Docker engine cannot reach the registry/),
    });
  });
});

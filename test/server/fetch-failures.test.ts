import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { fetchEmbedded } from '../../src/hosts/apt/fetch.ts';
import type { ServerProgress } from '../../src/hosts/provider.ts';
import { embeddedProvider } from '../../src/mysql/server/embedded.ts';
import { mysqldProvider } from '../../src/mysql/server/installed.ts';
import { mysqlRecipe } from '../../src/mysql/server/recipe.ts';
import { mountDisk } from './disk.ts';
import { installMysqld } from './installed-mysqld.ts';
import { makePlaces } from './places.ts';

const noMount = 'this user may not mount a disk';

const oneClearError = (message: RegExp): object => ({
  name: 'UserError',
  message: expect.stringMatching(message),
  exitCode: exitCodes.noServer,
  next: expect.arrayContaining([expect.stringContaining('--url')]),
});

const commandLines = async (): Promise<string> => (await promisify(execFile)('ps', ['-eo', 'args='])).stdout;

describe('a fetch', () => {
  test.each([
    [
      'downloads',
      // What apt has told of it: before, none is running.
      ({ message, done = 0 }: ServerProgress) => message.startsWith('Downloading') && done > 0,
    ],
    ['unpacks', ({ phase }: ServerProgress) => phase === 'unpacking'],
  ])(
    'that is aborted while it %s leaves no file and no process',
    async (_while, isIt) => {
      await using places = await makePlaces();
      const abort = new AbortController();
      const reason = new Error('enough');
      const context = places.context({
        cacheFolder: join(places.folder, 'cache'),
        signal: abort.signal,
        onProgress: (progress) => isIt(progress) && abort.abort(reason),
      });
      await expect(fetchEmbedded(mysqlRecipe, context)).rejects.toBe(reason);
      expect(await readdir(join(places.folder, 'cache/servers'))).toEqual([]);
      expect(await commandLines()).not.toContain(places.folder);
    },
    600_000,
  );

  test('without a network gets one clear error with what apt says', async () => {
    await using places = await makePlaces();
    const env = { ...places.env, http_proxy: 'http://127.0.0.1:9' };
    const context = places.context({ env, cacheFolder: join(places.folder, 'cache') });
    await expect(fetchEmbedded(mysqlRecipe, context)).rejects.toMatchObject(
      oneClearError(
        /^The package lists could not be fetched.*apt says:\n {2}W: Failed to fetch .*127\.0\.0\.1/,
      ),
    );
    expect(await readdir(join(places.folder, 'cache/servers'))).toEqual([]);
  });

  test('into a cache folder on a read-only disk gets one clear error', async ({ skip }) => {
    await using places = await makePlaces();
    const cacheFolder = join(places.folder, 'cache');
    await using disk = await mountDisk(cacheFolder, 'ro');
    if (disk === undefined) skip(noMount);
    const message = new RegExp(`^The lab cannot write to ${cacheFolder}/servers: it is read-only`);
    await expect(fetchEmbedded(mysqlRecipe, places.context({ cacheFolder }))).rejects.toMatchObject(
      oneClearError(message),
    );
  });

  test('into a cache folder whose place is taken by a file gets one clear error', async () => {
    await using places = await makePlaces();
    const cacheFolder = join(places.folder, 'cache');
    await writeFile(cacheFolder, '');
    const message = /^The lab cannot write to .*: a part of the path is not a folder/;
    await expect(fetchEmbedded(mysqlRecipe, places.context({ cacheFolder }))).rejects.toMatchObject(
      oneClearError(message),
    );
  });
});

describe('a full disk gets one clear error and is left as it was', () => {
  test('when the server is fetched', async ({ skip }) => {
    await using places = await makePlaces();
    const cacheFolder = join(places.folder, 'cache');
    await using disk = await mountDisk(cacheFolder, 'size=20m');
    if (disk === undefined) skip(noMount);
    await expect(fetchEmbedded(mysqlRecipe, places.context({ cacheFolder }))).rejects.toMatchObject(
      oneClearError(new RegExp(`^The disk that holds ${cacheFolder}/servers is full`)),
    );
    expect(await readdir(join(cacheFolder, 'servers'))).toEqual([]);
  }, 600_000);

  test('when a data directory is prepared', async ({ skip }) => {
    await using places = await makePlaces();
    const cacheFolder = join(places.folder, 'cache');
    await using disk = await mountDisk(cacheFolder, 'size=40m');
    if (disk === undefined) skip(noMount);
    const mysqld = join(await installMysqld(join(places.folder, 'bin')), 'mysqld');
    await expect(mysqldProvider.start({ mysqld }, places.context({ cacheFolder }))).rejects.toMatchObject(
      oneClearError(new RegExp(`^The disk that holds ${cacheFolder}/templates is full`)),
    );
    expect(await readdir(join(cacheFolder, 'templates'))).toEqual([]);
  });

  test.for([
    { when: 'data is copied', size: 'size=40m' },
    { when: 'the server starts', size: 'size=83m' },
  ])('when $when', async ({ size }, { skip }) => {
    await using places = await makePlaces();
    const runs = join(places.folder, 'tmp');
    await using disk = await mountDisk(runs, size);
    if (disk === undefined) skip(noMount);
    const context = places.context({ env: { ...places.env, TMPDIR: runs } });
    await expect(embeddedProvider.start({}, context)).rejects.toMatchObject(
      oneClearError(new RegExp(`^The disk that holds ${runs} is full`)),
    );
    expect(await readdir(runs)).toEqual([]);
  });
});

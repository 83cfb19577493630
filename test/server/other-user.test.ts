import { chmod, chown, cp, lchown, lstat, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fetchEmbedded } from '../../src/hosts/apt/fetch.ts';
import { foldersOf, listFetched } from '../../src/hosts/apt/fetched.ts';
import { dockerUser, secretFile } from '../../src/hosts/docker/secret.ts';
import { embeddedProvider } from '../../src/mysql/server/embedded.ts';
import { mysqldProvider } from '../../src/mysql/server/installed.ts';
import { mysqlRecipe } from '../../src/mysql/server/recipe.ts';
import { installMysqld } from './installed-mysqld.ts';
import { filledCache, makePlaces, type Places } from './places.ts';

// Another user of this machine is played by giving folders away, which only root may do.
const isRoot = process.getuid?.() === 0;
const stranger = 65534;

/** A cache with something that looks like a server, all of it ours and closed. */
const lookalike = async (places: Places) => {
  const cacheFolder = join(places.folder, 'cache');
  const [model] = await listFetched(mysqlRecipe, filledCache);
  if (model === undefined) throw new Error('No server was fetched');
  await cp(model.folder, join(cacheFolder, 'servers/mysql'), { recursive: true });
  await chmod(cacheFolder, 0o700);
  const [fetched] = await listFetched(mysqlRecipe, cacheFolder);
  if (fetched === undefined) throw new Error('It is not taken for a server');
  return { cacheFolder, fetched };
};

/** What is above the cache may be somebody's home: nobody is told to remove that. */
const refusal = (folder: string, says: RegExp) => ({
  name: 'UserError',
  exitCode: 3,
  message: expect.stringMatching(new RegExp(`${folder} ${says.source}`)),
  next: expect.toSatisfy(
    (next: readonly string[]) =>
      next.some((one) => one.includes('XDG_CACHE_HOME')) &&
      next.some((one) => one.includes(`rm -r ${folder}`)) === folder.includes('/cache'),
  ),
});

const theirs = /belongs to .*65534/;
const open = /can be changed by other users/;

describe('a cache that another user can change', () => {
  test('runs no program, wherever in it that is', async () => {
    await using places = await makePlaces();
    const { cacheFolder, fetched } = await lookalike(places);
    const context = places.context({ cacheFolder });
    expect(await fetchEmbedded(mysqlRecipe, context)).toEqual(fetched);
    for (const folder of [places.folder, cacheFolder, dirname(fetched.folder), ...foldersOf(fetched)]) {
      const { mode } = await lstat(folder);
      await chmod(folder, 0o777);
      await expect(embeddedProvider.start({}, context)).rejects.toMatchObject(refusal(folder, open));
      await chmod(folder, mode);
      if (!isRoot) continue;
      await chown(folder, stranger, stranger);
      await expect(embeddedProvider.start({}, context)).rejects.toMatchObject(refusal(folder, theirs));
      await chown(folder, 0, 0);
    }
    expect(await fetchEmbedded(mysqlRecipe, context)).toEqual(fetched);
  });

  test('is told when the ways to a server are listed, with what to do', async () => {
    await using places = await makePlaces();
    const cacheFolder = join(places.folder, 'cache');
    await mkdir(cacheFolder);
    await chmod(cacheFolder, 0o777);
    expect(await embeddedProvider.look({}, places.context({ cacheFolder }))).toEqual({
      applies: false,
      because: expect.stringMatching(
        new RegExp(`${cacheFolder} can be changed by other users.*\n.*chmod go-w`),
      ),
    });
  });

  test('gives no data to a server', async () => {
    await using places = await makePlaces();
    const cacheFolder = join(places.folder, 'cache');
    const context = places.context({ cacheFolder });
    const mysqld = join(await installMysqld(join(places.folder, 'bin')), 'mysqld');
    const { template } = await mysqldProvider.prepare({ mysqld }, context);
    for (const folder of [dirname(template), template]) {
      await chmod(folder, 0o777);
      await expect(mysqldProvider.prepare({ mysqld }, context)).rejects.toMatchObject(refusal(folder, open));
      await chmod(folder, 0o700);
    }
    expect(await mysqldProvider.prepare({ mysqld }, context)).toMatchObject({ template });
  });

  test.skipIf(!isRoot)('keeps no secret (needs root)', async () => {
    await using places = await makePlaces();
    const cacheFolder = join(places.folder, 'cache');
    await mkdir(cacheFolder);
    await writeFile(secretFile(cacheFolder), 'theirs');
    await chown(cacheFolder, stranger, stranger);
    await expect(dockerUser(cacheFolder)).rejects.toMatchObject(refusal(cacheFolder, theirs));
  });

  test.skipIf(!isRoot)('is refused as a link that they have put there (needs root)', async () => {
    await using places = await makePlaces();
    const cacheFolder = join(places.folder, 'cache');
    await symlink(filledCache, cacheFolder);
    await lchown(cacheFolder, stranger, stranger);
    await expect(embeddedProvider.start({}, places.context({ cacheFolder }))).rejects.toMatchObject(
      refusal(cacheFolder, theirs),
    );
  });
});

test('all folders that are made in the cache are for this user alone, whatever the umask', async () => {
  await using places = await makePlaces();
  const cacheFolder = join(places.folder, 'deep/cache');
  const mysqld = join(await installMysqld(join(places.folder, 'bin')), 'mysqld');
  const umask = process.umask(0);
  try {
    await mysqldProvider.prepare({ mysqld }, places.context({ cacheFolder }));
    await dockerUser(cacheFolder);
  } finally {
    process.umask(umask);
  }
  const folders = (await readdir(cacheFolder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const folder of [dirname(cacheFolder), cacheFolder, ...folders]) {
    expect({ folder, open: (await lstat(folder)).mode & 0o022 }).toEqual({ folder, open: 0 });
  }
  expect((await lstat(cacheFolder)).mode & 0o777).toBe(0o700);
  expect((await lstat(join(cacheFolder, 'templates'))).mode & 0o777).toBe(0o700);
});

describe('a folder for running servers', () => {
  test('in which others can move ours away is refused before anything is made there', async () => {
    await using places = await makePlaces();
    const runs = join(places.folder, 'tmp');
    await mkdir(runs);
    const context = places.context({ env: { ...places.env, TMPDIR: runs } });
    await chmod(runs, 0o777);
    await expect(embeddedProvider.start({}, context)).rejects.toMatchObject({
      message: `The lab starts no server in ${runs}: ${runs} can be changed by other users (its mode is 777). Other users could put theirs in its place.`,
      exitCode: 3,
      next: expect.arrayContaining([`Close it for others: chmod go-w ${runs}`]),
    });
    expect(await readdir(runs)).toEqual([]);
  });

  test('that others share serves when it keeps them apart, and what is made there is closed', async () => {
    await using places = await makePlaces();
    await chmod(places.folder, 0o1777);
    const umask = process.umask(0);
    try {
      await using server = await embeddedProvider.start({}, places.context());
      const [run = ''] = await readdir(places.folder);
      expect(server.place).toContain(`${places.folder}/isolab-run-`);
      expect((await lstat(join(places.folder, run))).mode & 0o777).toBe(0o700);
      expect((await lstat(join(places.folder, run, 'error.log'))).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(umask);
    }
  });
});

import { execFile } from 'node:child_process';
import { open, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { mysqldProvider } from '../../src/mysql/server/installed.ts';
import { installMysqld, script } from './installed-mysqld.ts';
import { makePlaces } from './places.ts';
import { ping } from './sql.ts';

describe('an installed mysqld', () => {
  test('on PATH is started on data of its own, prepared only the first time', async () => {
    await using places = await makePlaces();
    const bin = await installMysqld(join(places.folder, 'bin'));
    const cacheFolder = join(places.folder, 'cache');
    const context = places.context({
      cacheFolder,
      env: { ...places.env, PATH: `${bin}:${process.env['PATH']}` },
    });
    expect((await mysqldProvider.look({}, context)).because).toMatch(
      /^mysqld \d+\.\d+\.\d+\S* at .*\/bin\/mysqld$/,
    );
    for (const phases of [['preparing', 'starting'], ['starting']]) {
      places.progress.length = 0;
      await using server = await mysqldProvider.start({}, context);
      expect(await ping(server.address)).toBe('1');
      expect(places.progress.map(({ phase }) => phase)).toEqual(phases);
    }
    expect(await readdir(join(cacheFolder, 'templates'))).toHaveLength(1);
  });

  test('is prepared once when two ask at once', async () => {
    await using places = await makePlaces();
    const bin = await installMysqld(join(places.folder, 'bin'));
    const gatePath = join(places.folder, 'gate');
    await promisify(execFile)('mkfifo', [gatePath]);
    // Open at both ends, so that nobody waits for the other end.
    await using gate = await open(gatePath, 'r+');
    const mysqld = await script(
      join(places.folder, 'mysqld'),
      `case "$*" in *--initialize*) read -r _ <'${gatePath}';; esac\nexec '${bin}/mysqld' "$@"`,
    );
    let come = 0;
    const context = places.context({
      cacheFolder: join(places.folder, 'cache'),
      onProgress: (one) => {
        places.progress.push(one);
        // Only when both have come is the data prepared: else it might be there before the second one asks.
        if (one.phase !== 'starting' && ++come === 2) void gate.write('\n\n');
      },
    });
    const servers = await Promise.all([1, 2].map(() => mysqldProvider.start({ mysqld }, context)));
    expect(places.progress.filter(({ phase }) => phase === 'preparing')).toHaveLength(1);
    expect(places.progress.filter(({ phase }) => phase === 'waiting')).toHaveLength(1);
    for (const server of servers) {
      expect(await ping(server.address)).toBe('1');
      await server[Symbol.asyncDispose]();
    }
  });

  test('that is stopped while it prepares its data leaves nothing behind', async () => {
    await using places = await makePlaces();
    const bin = await installMysqld(join(places.folder, 'bin'));
    const cacheFolder = join(places.folder, 'cache');
    const abort = new AbortController();
    const reason = new Error('enough');
    const context = places.context({
      cacheFolder,
      signal: abort.signal,
      onProgress: ({ phase }) => phase === 'preparing' && setImmediate(() => abort.abort(reason)),
    });
    await expect(mysqldProvider.start({ mysqld: join(bin, 'mysqld') }, context)).rejects.toBe(reason);
    expect(await readdir(join(cacheFolder, 'templates'))).toEqual([]);
  });

  test.each([
    [
      'is MariaDB',
      'echo "$0  Ver 10.11.6-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)"',
      /it is MariaDB 10\.11\.6/,
    ],
    [
      'is too old',
      'echo "$0  Ver 5.7.44 for Linux on x86_64 (MySQL Community Server (GPL))"',
      /it is MySQL 5\.7\.44, and the lab needs 8\.0/,
    ],
    ['is something else', 'echo hello', /does not say its version as mysqld does/],
    [
      'cannot make a data directory',
      'case "$*" in *--version) echo "Ver 8.4.0";; *) echo "[ERROR] no way" >&2; exit 1;; esac',
      /could not prepare a data directory.*\n {2}\[ERROR\] no way/,
    ],
    [
      'dies as it starts',
      'case "$*" in *--version) echo "Ver 8.4.0";; *--initialize*) mkdir -p "$(echo "$*" | sed "s/.*--datadir=\\([^ ]*\\).*/\\1/")";; *) echo "[ERROR] out of luck" >&2; exit 1;; esac',
      /mysqld ended while it was starting.*\n {2}\[ERROR\] out of luck/,
    ],
  ])('that %s gets one clear error, and nothing is left behind', async (_is, commands, message) => {
    await using places = await makePlaces();
    const mysqld = await script(join(places.folder, 'mysqld'), commands);
    const context = places.context({ cacheFolder: join(places.folder, 'cache') });
    await expect(mysqldProvider.start({ mysqld }, context)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
      exitCode: exitCodes.noServer,
    });
    expect((await readdir(places.folder)).filter((name) => name.startsWith('isolab-run'))).toEqual([]);
    const templates = await readdir(join(places.folder, 'cache/templates')).catch(() => []);
    expect(templates.filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('that is no program, or not there, gets one clear error', async () => {
    await using places = await makePlaces();
    const text = join(places.folder, 'text');
    await writeFile(text, 'hello');
    for (const mysqld of [text, join(places.folder, 'nothing'), places.folder]) {
      await expect(mysqldProvider.start({ mysqld }, places.context())).rejects.toThrow(
        `${mysqld} cannot be used`,
      );
      expect(await mysqldProvider.look({ mysqld }, places.context())).toMatchObject({ applies: false });
    }
  });

  test('does not apply when none is on PATH', async () => {
    await using places = await makePlaces();
    const context = places.context({ env: { ...places.env, PATH: places.folder } });
    expect(await mysqldProvider.look({}, context)).toEqual({
      applies: false,
      because: 'There is no mysqld on PATH.',
    });
  });
});

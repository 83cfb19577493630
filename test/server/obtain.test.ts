import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodes, UserError } from '../../src/errors.ts';
import { homebrewFolders } from '../../src/hosts/homebrew.ts';
import { obtainServer } from '../../src/mysql/server/obtain.ts';
import { describeServers } from '../../src/mysql/server/status.ts';
import { installMysqld, script } from './installed-mysqld.ts';
import { makePlaces } from './places.ts';
import { ping } from './sql.ts';

describe('a server is obtained', () => {
  test('from the URL in the environment before anything else', async () => {
    await using places = await makePlaces();
    const env = { ...places.env, ISOLAB_URL: 'mysql://ann@db.example' };
    await using server = await obtainServer({}, places.context({ env }));
    expect(server).toMatchObject({ provider: 'url', place: 'ann@db.example:3306' });
  });

  test('from the mysqld that is named, although the environment has a URL', async () => {
    await using places = await makePlaces();
    const mysqld = join(await installMysqld(places.folder), 'mysqld');
    const env = { ...places.env, ISOLAB_URL: 'mysql://ann@db.example' };
    const context = places.context({ env, cacheFolder: join(places.folder, 'cache') });
    await using server = await obtainServer({ mysqld }, context);
    expect(server.provider).toBe('mysqld');
    expect(await ping(server.address)).toBe('1');
  });

  test('from the cache when a mysqld on PATH turns out not to work', async () => {
    await using places = await makePlaces();
    const commands = 'case "$*" in *--version) echo "Ver 8.4.0";; *) exit 1;; esac';
    await script(join(places.folder, 'mysqld'), commands);
    const env = { ...places.env, HOME: places.folder, PATH: `${places.folder}:${process.env['PATH']}` };
    await using server = await obtainServer({}, places.context({ env }));
    expect(server.provider).toBe('embedded');
  });

  test('from the provider that is wished for, whatever else there is', async () => {
    await using places = await makePlaces();
    const env = { ...places.env, ISOLAB_URL: 'mysql://ann@db.example' };
    await using server = await obtainServer({ provider: 'embedded' }, places.context({ env }));
    expect(server.provider).toBe('embedded');
  });

  test('from nowhere when what is named does not work: nothing else is taken instead', async () => {
    await using places = await makePlaces();
    const mysqld = join(places.folder, 'nothing');
    await expect(obtainServer({ mysqld }, places.context())).rejects.toMatchObject({
      exitCode: exitCodes.noServer,
    });
    await expect(obtainServer({ url: 'mysql://' }, places.context())).rejects.toMatchObject({
      exitCode: exitCodes.usage,
    });
    const env = { ...places.env, HOME: places.folder };
    await expect(obtainServer({ provider: 'url' }, places.context({ env }))).rejects.toThrow(
      'No URL was given',
    );
  });

  test('from nowhere on a machine without anything: one error says why and names the ways to get one', async () => {
    await using places = await makePlaces();
    const env = {
      ...places.env,
      HOME: places.folder,
      PATH: places.folder,
      DOCKER_HOST: 'unix:///no/docker.sock',
    };
    const context = places.context({ env, cacheFolder: join(places.folder, 'cache') });
    await expect(obtainServer({}, context)).rejects.toMatchObject({
      name: 'UserError',
      exitCode: exitCodes.noServer,
      message: [
        'There is no MySQL server to be had.',
        'url: no URL given (--url, ISOLAB_URL), and no [isolab] in ~/.my.cnf',
        'mysqld: There is no mysqld on PATH.',
        'embedded: The embedded server cannot be fetched here: there is no apt-get on PATH.',
        'docker: The Docker engine at unix:///no/docker.sock cannot be used: its socket does not exist.',
      ].join('\n  '),
      next: [
        expect.stringContaining('--url'),
        expect.stringContaining('--mysqld'),
        expect.stringContaining('apt'),
        expect.stringContaining('Docker'),
        expect.stringContaining('isolab replay FILE'),
      ],
    });
  });
});

describe('on a machine without anything', () => {
  const refusalOn = async (platform: NodeJS.Platform): Promise<UserError> => {
    await using places = await makePlaces();
    const env = {
      ...places.env,
      HOME: places.folder,
      PATH: places.folder,
      DOCKER_HOST: 'unix:///no/docker.sock',
      HOMEBREW_PREFIX: undefined,
    };
    const context = places.context({ env, platform, cacheFolder: join(places.folder, 'cache') });
    const refusal: unknown = await obtainServer({}, context).catch((error: unknown) => error);
    if (refusal instanceof UserError) return refusal;
    throw new Error('There is a server after all', { cause: refusal });
  };

  test.each<[NodeJS.Platform, readonly string[], readonly string[]]>([
    ['darwin', ['--url', 'brew install mysql', 'Docker', 'replay'], ['apt', 'on PATH', 'WSL']],
    ['win32', ['--url', 'WSL', 'replay'], ['brew', 'Docker', '--mysqld', 'so that mysqld']],
    ['freebsd', ['--url', 'so that mysqld is on PATH', 'Docker', 'replay'], ['brew', 'WSL', 'apt']],
  ])('%s is told only of what there is on it', async (platform, named, unnamed) => {
    const { next } = await refusalOn(platform);
    expect(next).toHaveLength(named.length);
    for (const [index, word] of named.entries()) expect(next[index]).toContain(word);
    for (const word of unnamed) expect(next.join('\n')).not.toContain(word);
  });

  test.runIf(process.platform === 'linux')('a Mac is told where it was looked', async () => {
    const { message } = await refusalOn('darwin');
    expect(message).toContain(
      "mysqld: There is no mysqld on PATH, from Homebrew or from MySQL's own installer.",
    );
    expect(message).toContain(
      'embedded: The embedded server cannot be fetched here: it needs Linux with apt',
    );
  });

  test('Windows is told that nothing is started there, also where a mysqld is named', async () => {
    expect((await refusalOn('win32')).message).toContain(
      'mysqld: On Windows itself the lab starts no server.',
    );
    await using places = await makePlaces();
    const asked = obtainServer({ mysqld: 'C:/mysqld.exe' }, places.context({ platform: 'win32' }));
    await expect(asked).rejects.toMatchObject({
      exitCode: exitCodes.noServer,
      next: [expect.stringContaining('--url'), expect.stringContaining('WSL')],
    });
  });
});

test("a Mac's mysqld is found where Homebrew keeps it, though it is not on PATH", async () => {
  await using places = await makePlaces();
  const folder = await installMysqld(join(places.folder, 'opt/mysql/bin'));
  const env = { ...places.env, HOME: places.folder, PATH: '/usr/bin:/bin', HOMEBREW_PREFIX: places.folder };
  const cacheFolder = join(places.folder, 'cache');
  const [, found] = (await describeServers({}, places.context({ env, platform: 'darwin', cacheFolder })))
    .providers;
  expect(found).toMatchObject({
    name: 'mysqld',
    applies: true,
    because: expect.stringContaining(`at ${folder}/mysqld`),
  });
  const [, elsewhere] = (await describeServers({}, places.context({ env, platform: 'linux', cacheFolder })))
    .providers;
  expect(elsewhere).toMatchObject({ name: 'mysqld', applies: false });
});

test('Homebrew is looked for where its settings say, and at its usual places', () => {
  const env = { HOMEBREW_PREFIX: '/brew' };
  expect(homebrewFolders('mysql', { env, platform: 'darwin' })).toEqual([
    '/brew/opt/mysql/bin',
    '/opt/homebrew/opt/mysql/bin',
    '/usr/local/opt/mysql/bin',
  ]);
  expect(homebrewFolders('mysql', { env: {}, platform: 'darwin' })).toHaveLength(2);
  expect(homebrewFolders('mysql', { env, platform: 'linux' })).toEqual([]);
});

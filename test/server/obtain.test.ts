import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { obtainServer } from '../../src/mysql/server/obtain.ts';
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
      ],
    });
  });
});

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatIdentity, ownIdentity, type ProcessIdentity } from '../../src/files/identity.ts';
import { makeOwnedFolder } from '../../src/files/owned-folder.ts';
import { clearLeftovers, runPrefix } from '../../src/hosts/own/runs.ts';
import { serverStatus, stopServers } from '../../src/mysql/server/status.ts';
import { makePlaces, type Places } from './places.ts';
import { deadProcess, identityOf, idleProcess, isAlive } from './processes.ts';

/** A run folder as a run with this owner and server process would have left it. */
const runOf = async (places: Places, owner: ProcessIdentity, server?: ProcessIdentity): Promise<string> => {
  const run = await makeOwnedFolder(places.folder, runPrefix);
  await writeFile(join(run, 'owner'), formatIdentity(owner));
  if (server) await writeFile(join(run, 'server'), formatIdentity(server));
  await mkdir(join(run, 'data'));
  return run;
};

describe('what killed runs left', () => {
  test('is cleared: the server ends and the folder goes', async () => {
    await using places = await makePlaces();
    const { identity: server } = await idleProcess();
    const run = await runOf(places, await deadProcess(), server);
    expect(await clearLeftovers(places.folder)).toEqual([run]);
    expect(await isAlive(server.pid)).toBe(false);
    expect(await readdir(places.folder)).toEqual([]);
  });

  test('is cleared without ending the stranger who now has the process id of the server', async () => {
    await using places = await makePlaces();
    const { child, identity: stranger } = await idleProcess();
    const run = await runOf(places, await deadProcess(), { ...stranger, started: 'earlier' });
    expect(await clearLeftovers(places.folder)).toEqual([run]);
    expect(await isAlive(stranger.pid)).toBe(true);
    child.kill('SIGKILL');
  });

  test('is cleared when a stranger now has the process id of the owner', async () => {
    await using places = await makePlaces();
    const run = await runOf(places, { ...(await ownIdentity()), started: 'earlier' });
    expect(await clearLeftovers(places.folder)).toEqual([run]);
  });

  test('is not what living runs, other containers or other programs have', async () => {
    await using places = await makePlaces();
    const { child, identity: server } = await idleProcess();
    await runOf(places, await ownIdentity(), server);
    await runOf(places, { ...(await deadProcess()), namespace: 'pid:[1]' }, server);
    await mkdir(join(places.folder, `${runPrefix}of-somebody-else`));
    const before = await readdir(places.folder);
    expect(await clearLeftovers(places.folder)).toEqual([]);
    expect(await readdir(places.folder)).toEqual(before);
    expect(await isAlive(server.pid)).toBe(true);
    child.kill('SIGKILL');
  });

  test('is nothing where the folder of runs does not exist', async () => {
    expect(await clearLeftovers('/no/such/folder')).toEqual([]);
  });
});

describe('the status of servers', () => {
  test('tells running servers from leftovers and changes neither', async () => {
    await using places = await makePlaces();
    const { child, identity: server } = await idleProcess();
    const alive = await runOf(places, await ownIdentity(), server);
    const left = await runOf(places, await deadProcess());
    const status = await serverStatus(places.context({ cacheFolder: '/no/such/cache' }));
    expect(status).toEqual({
      paths: {
        cache: '/no/such/cache',
        servers: '/no/such/cache/servers',
        templates: '/no/such/cache/templates',
        runs: places.folder,
      },
      fetched: [],
      running: [
        { folder: alive, socketPath: join(alive, 'mysql.sock'), server: server.pid, owner: process.pid },
      ],
      leftovers: [left],
    });
    expect(await isAlive(server.pid)).toBe(true);
    child.kill('SIGKILL');
  });

  test('leaves out a server that has ended while its owner goes on', async () => {
    await using places = await makePlaces();
    await runOf(places, await ownIdentity(), await deadProcess());
    expect(await serverStatus(places.context())).toMatchObject({ running: [], leftovers: [] });
  });
});

test('stopping servers ends those of other living processes too, and clears leftovers', async () => {
  await using places = await makePlaces();
  const { child: owner } = await idleProcess();
  const { identity: server } = await idleProcess();
  const run = await runOf(places, await identityOf(owner.pid ?? 0), server);
  const left = await runOf(places, await deadProcess());
  const { stopped, cleared } = await stopServers(places.context());
  expect(stopped.map(({ folder }) => folder)).toEqual([run]);
  expect(cleared).toEqual([left]);
  expect(await isAlive(server.pid)).toBe(false);
  expect(await readdir(places.folder)).toEqual([]);
  owner.kill('SIGKILL');
});

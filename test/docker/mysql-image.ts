import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, copyFile, cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FetchedServer } from '../../src/hosts/apt/fetched.ts';
import { rootOf, templateOf } from '../../src/hosts/apt/fetched.ts';
import { type ImageFiles, makeImage, makeLayer } from './image-files.ts';

const run = promisify(execFile);

/**
 * An image of the embedded server that behaves like the official one, as the files of a registry: no
 * registry of the world can be reached from where these tests run.
 */
export const makeMysqlImage = async (
  folder: string,
  server: FetchedServer,
  /** So many random bytes more. */
  padding = 0,
): Promise<ImageFiles> => {
  const layers = [
    await makeLayer(folder, 'server', async (root) => {
      // Hard links where the cache is on the same disk: 170 MB need not be copied.
      const usr = join(rootOf(server.folder), 'usr');
      await run('cp', ['-al', usr, root]).catch(() => run('cp', ['-a', usr, root]));
      for (const name of ['lib', 'lib64', 'sbin']) await symlink(`usr/${name}`, join(root, name));
    }),
    await makeLayer(folder, 'entrypoint', async (root) => {
      for (const name of ['bin', 'etc', 'tmp', 'var/lib/mysql', 'var/run/mysqld']) {
        await mkdir(join(root, name), { recursive: true });
      }
      for (const name of ['sh', 'cp', 'sleep']) await copyFile(`/bin/${name}`, join(root, 'bin', name));
      await copyLibraries('/bin/cp', root, join(rootOf(server.folder), 'usr/lib'));
      await run('cp', ['-r', templateOf(server.folder), join(root, 'template')]);
      await cp(fileURLToPath(new URL('entrypoint.sh', import.meta.url)), join(root, 'entrypoint.sh'));
      await chmod(join(root, 'entrypoint.sh'), 0o755);
      await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/:/bin/sh\n');
    }),
    await makeLayer(folder, 'padding', (root) => writeFile(join(root, 'padding'), randomBytes(padding))),
  ];
  return await imageOf(folder, layers);
};

/** Another image of the same layers, which an engine that has those has nothing to fetch for. */
export const imageOf = (
  folder: string,
  layers: ImageFiles['layers'],
  entrypoint: readonly string[] = ['/entrypoint.sh'],
): Promise<ImageFiles> =>
  makeImage(folder, {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    layers,
    Entrypoint: entrypoint,
    Cmd: ['mysqld'],
    ExposedPorts: { '3306/tcp': {}, '33060/tcp': {} },
    Volumes: { '/var/lib/mysql': {} },
    Labels: { 'isolab.test': randomUUID() },
  });

/** The libraries of a program of this machine that the server's own folder has none of. */
export const copyLibraries = async (program: string, root: string, present: string): Promise<void> => {
  const { stdout } = await run('ldd', [program]);
  const there = new Set((await readdir(present, { recursive: true })).map((path) => basename(path)));
  for (const [, path = ''] of stdout.matchAll(/=> (\S+)/g)) {
    if (there.has(basename(path))) continue;
    const to = join(root, 'usr/lib', basename(dirname(path)));
    await mkdir(to, { recursive: true });
    await copyFile(path, join(to, basename(path)));
  }
};

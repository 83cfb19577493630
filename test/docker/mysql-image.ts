import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, cp, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FetchedServer } from '../../src/server/fetched.ts';
import { rootOf, templateOf } from '../../src/server/fetched.ts';

const run = promisify(execFile);

/** Something that a registry hands out by its digest. */
export interface Blob {
  readonly digest: string;
  readonly size: number;
  readonly file: string;
}

export interface ImageFiles {
  readonly manifest: Blob;
  readonly blobs: readonly Blob[];
}

export interface ImageMaking {
  /** So many random bytes more, which no engine has yet. */
  readonly padding: number;
  /** What to run instead. */
  readonly entrypoint?: readonly string[];
}

/**
 * An image of the embedded server that behaves like the official one, as the files of a registry: no
 * registry of the world can be reached from where these tests run.
 * https://distribution.github.io/distribution/spec/manifest-v2-2/
 */
export const makeMysqlImage = async (
  folder: string,
  server: FetchedServer,
  { padding, entrypoint = ['/entrypoint.sh'] }: ImageMaking = { padding: 0 },
): Promise<ImageFiles> => {
  const layers = [
    await layerOf(folder, 'server', async (root) => {
      // Hard links: 170 MB need not be copied.
      await run('cp', ['-al', join(rootOf(server.folder), 'usr'), root]);
      for (const name of ['lib', 'lib64', 'sbin']) await symlink(`usr/${name}`, join(root, name));
    }),
    await layerOf(folder, 'entrypoint', async (root) => {
      for (const name of ['bin', 'etc', 'tmp', 'var/lib/mysql', 'var/run/mysqld']) {
        await mkdir(join(root, name), { recursive: true });
      }
      for (const name of ['sh', 'cp']) await copyFile(`/bin/${name}`, join(root, 'bin', name));
      await copyLibraries('/bin/cp', root, join(rootOf(server.folder), 'usr/lib'));
      await run('cp', ['-r', templateOf(server.folder), join(root, 'template')]);
      await cp(fileURLToPath(new URL('entrypoint.sh', import.meta.url)), join(root, 'entrypoint.sh'));
      await chmod(join(root, 'entrypoint.sh'), 0o755);
      await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/:/bin/sh\n');
    }),
    await layerOf(folder, 'padding', (root) => writeFile(join(root, 'padding'), randomBytes(padding))),
  ];
  const config = await jsonBlob(folder, 'config', {
    architecture: server.architecture,
    os: 'linux',
    config: {
      Entrypoint: entrypoint,
      Cmd: ['mysqld'],
      ExposedPorts: { '3306/tcp': {}, '33060/tcp': {} },
      Volumes: { '/var/lib/mysql': {} },
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  });
  const described = (mediaType: string, { digest, size }: Blob) => ({ mediaType, digest, size });
  const manifest = await jsonBlob(folder, 'manifest', {
    schemaVersion: 2,
    mediaType: manifestType,
    config: described('application/vnd.docker.container.image.v1+json', config),
    layers: layers.map((layer) => described('application/vnd.docker.image.rootfs.diff.tar', layer)),
  });
  return { manifest, blobs: [config, ...layers] };
};

/** The libraries of a program of this machine that the server's own folder has none of. */
const copyLibraries = async (program: string, root: string, present: string): Promise<void> => {
  const { stdout } = await run('ldd', [program]);
  const there = new Set((await readdir(present, { recursive: true })).map((path) => basename(path)));
  for (const [, path = ''] of stdout.matchAll(/=> (\S+)/g)) {
    if (there.has(basename(path))) continue;
    const to = join(root, 'usr/lib', basename(dirname(path)));
    await mkdir(to, { recursive: true });
    await copyFile(path, join(to, basename(path)));
  }
};

export const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';

const layerOf = async (
  folder: string,
  name: string,
  fill: (root: string) => Promise<void>,
): Promise<Blob> => {
  const root = join(folder, name);
  await mkdir(root);
  await fill(root);
  const file = join(folder, `${name}.tar`);
  await run('tar', ['--create', '--file', file, '--directory', root, '--owner=0', '--group=0', '.']);
  await rm(root, { recursive: true });
  return blobOf(file);
};

const jsonBlob = async (folder: string, name: string, value: unknown): Promise<Blob> => {
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(value));
  return blobOf(file);
};

const blobOf = async (file: string): Promise<Blob> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return { file, digest: `sha256:${hash.digest('hex')}`, size: (await stat(file)).size };
};

import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type ImageFiles, makeImage, makeLayer } from './image-files.ts';

const run = promisify(execFile);

export interface ComposeTools {
  /** Docker Compose, which needs nothing else. */
  readonly compose: string;
  /** One image for both services: the MySQL image with mysqladmin, redis-server and redis-cli. */
  readonly image: ImageFiles;
}

/**
 * What Debian has of that: Docker Compose itself, and what images of MySQL and Redis have for their health
 * checks.
 */
export const makeComposeTools = async (folder: string, mysql: ImageFiles): Promise<ComposeTools> => {
  const unpacked = join(folder, 'debian');
  const script = fileURLToPath(new URL('debian-root', import.meta.url));
  await run(script, [unpacked, 'docker-compose', 'mysql-client-core', 'redis-server']);
  const layer = await makeLayer(folder, 'tools', async (root) => {
    await mkdir(join(root, 'usr/bin'), { recursive: true });
    await run('cp', ['-al', join(unpacked, 'usr/lib'), join(root, 'usr')]);
    for (const name of ['mysqladmin', 'redis-server', 'redis-check-rdb', 'redis-cli']) {
      await run('cp', ['-a', join(unpacked, 'usr/bin', name), join(root, 'usr/bin')]);
    }
  });
  return {
    compose: join(unpacked, 'usr/libexec/docker/cli-plugins/docker-compose'),
    image: await makeImage(folder, {
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      layers: [...mysql.layers, layer],
      Entrypoint: ['/entrypoint.sh'],
      Cmd: ['mysqld'],
    }),
  };
};

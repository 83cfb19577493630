import { copyFile, link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ImageFiles, makeImage, makeLayer } from './image-files.ts';

/** The stand-in for Ryuk, on the Node that runs the tests; its libraries are those that MySQL needs as well. */
export const makeReaperImage = async (folder: string, mysql: ImageFiles): Promise<ImageFiles> => {
  const layer = await makeLayer(folder, 'reaper', async (root) => {
    await mkdir(join(root, 'usr/bin'), { recursive: true });
    const node = join(root, 'usr/bin/node');
    // 120 MB: not copied if it need not be.
    await link(process.execPath, node).catch(() => copyFile(process.execPath, node));
    await copyFile(fileURLToPath(new URL('reaper.ts', import.meta.url)), join(root, 'reaper.ts'));
  });
  return await makeImage(folder, {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    layers: [...mysql.layers, layer],
    Entrypoint: ['/usr/bin/node', '/reaper.ts'],
    ExposedPorts: { '8080/tcp': {} },
  });
};

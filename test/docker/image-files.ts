import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Something that a registry hands out by its digest. */
export interface Blob {
  readonly digest: string;
  readonly size: number;
  readonly file: string;
}

/** An image as the files of a registry. */
export interface ImageFiles {
  readonly manifest: Blob;
  readonly config: Blob;
  /** From the lowest to the uppermost. */
  readonly layers: readonly Blob[];
}

export const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';

/** https://distribution.github.io/distribution/spec/manifest-v2-2/ */
export const makeImage = async (
  folder: string,
  { architecture, layers, ...config }: ImageConfig,
): Promise<ImageFiles> => {
  const configBlob = await jsonBlob(folder, 'config', {
    architecture,
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  });
  const described = (mediaType: string, { digest, size }: Blob) => ({ mediaType, digest, size });
  const manifest = await jsonBlob(folder, 'manifest', {
    schemaVersion: 2,
    mediaType: manifestType,
    config: described('application/vnd.docker.container.image.v1+json', configBlob),
    layers: layers.map((layer) => described('application/vnd.docker.image.rootfs.diff.tar', layer)),
  });
  return { manifest, config: configBlob, layers };
};

/** https://github.com/opencontainers/image-spec/blob/main/config.md */
export interface ImageConfig {
  /** As Debian says it: "amd64". */
  readonly architecture: string;
  readonly layers: readonly Blob[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly Labels?: Readonly<Record<string, string>>;
}

/** What `fill` puts into a folder. */
export const makeLayer = async (
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

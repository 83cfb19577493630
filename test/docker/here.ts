import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { dockerUser } from '../../src/server/docker-secret.ts';
import { listFetched } from '../../src/server/fetched.ts';
import { mysqlRecipe } from '../../src/server/mysql-recipe.ts';
import type { ServerContext } from '../../src/server/provider.ts';
import { filledCache, makePlaces, type Places } from '../server/places.ts';
import { type DockerApi, dockerOf } from './docker-api.ts';
import type { ImageFiles } from './image-files.ts';
import { type ImageMaking, makeMysqlImage } from './mysql-image.ts';
import { type RegistryManner, startRegistry } from './registry.ts';

const here = inject('docker');

/** For describe.skipIf: there is no engine, and global-setup has said why. */
export const noDocker = 'missing' in here;

/** The shared image. */
export const image = 'missing' in here ? '' : here.image;

export const sharedFiles = (): ImageFiles => {
  if ('missing' in here) throw new Error(here.missing);
  return here.files;
};

/** A lab user of a test's own on the shared engine: whatever containers it has, this test has made. */
export interface DockerPlaces extends Places {
  readonly cacheFolder: string;
  readonly docker: DockerApi;
  context(more?: Partial<ServerContext>): ServerContext;
  containers(): Promise<readonly string[]>;
}

export const makeDockerPlaces = async (): Promise<DockerPlaces> => {
  const places = await makePlaces();
  const cacheFolder = join(places.folder, 'isolab');
  const docker = await dockerOf();
  return {
    ...places,
    // As the program finds it too.
    env: { ...places.env, XDG_CACHE_HOME: places.folder },
    cacheFolder,
    docker,
    context: (more) => places.context({ cacheFolder, ...more }),
    containers: async () => docker.containersOf((await dockerUser(cacheFolder)).id),
  };
};

export interface OwnImage extends AsyncDisposable {
  readonly name: string;
}

/** An image in a registry of a test's own, which the engine does not have yet. */
export const ownImage = async (
  manner: RegistryManner = {},
  making: ImageMaking = { padding: 0 },
): Promise<OwnImage> => {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-test-image-'));
  const [server] = await listFetched(mysqlRecipe, filledCache);
  if (server === undefined) throw new Error('the global setup has fetched no server');
  const registry = await startRegistry(await makeMysqlImage(folder, server, making), manner);
  const name = `${registry.host}/isolab/mysql:latest`;
  return {
    name,
    [Symbol.asyncDispose]: async () => {
      await registry[Symbol.asyncDispose]();
      await (await dockerOf()).remove(name);
      await rm(folder, { recursive: true });
    },
  };
};

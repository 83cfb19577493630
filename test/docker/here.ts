import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { listFetched } from '../../src/hosts/apt/fetched.ts';
import { dockerUser } from '../../src/hosts/docker/secret.ts';
import type { ServerContext } from '../../src/hosts/provider.ts';
import { mysqlRecipe } from '../../src/mysql/server/recipe.ts';
import { filledCache, makePlaces, type Places } from '../server/places.ts';
import { type DockerApi, dockerOf } from './docker-api.ts';
import type { ImageFiles } from './image-files.ts';
import { imageOf, makeMysqlImage } from './mysql-image.ts';
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

type Making = (folder: string) => Promise<ImageFiles>;

/** Runs something else than a server. */
export const running =
  (...command: readonly string[]): Making =>
  (folder) =>
    imageOf(folder, sharedFiles().layers, command);

/** Is always about to start: a test that ends it on the way cannot come too late. */
export const neverUp = running('/bin/sleep', 'infinity');

/** Shares no layer with any other image, so that all of it has to be pulled. */
export const bigAndNew: Making = async (folder) => {
  const [server] = await listFetched(mysqlRecipe, filledCache);
  if (server === undefined) throw new Error('the global setup has fetched no server');
  return await makeMysqlImage(folder, server, 20_000_000);
};

/** An image in a registry of a test's own, which the engine does not have yet: the shared one under another name. */
export const ownImage = async (
  manner: RegistryManner = {},
  make: Making = running('/entrypoint.sh'),
): Promise<OwnImage> => {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-test-image-'));
  const registry = await startRegistry(await make(folder), manner);
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

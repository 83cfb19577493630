import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { UserError } from '../../src/errors.ts';
import { fetchEmbedded } from '../../src/hosts/apt/fetch.ts';
import { findEngine } from '../../src/hosts/docker/engine.ts';
import { cacheFolderOf } from '../../src/hosts/paths.ts';
import type { ServerContext } from '../../src/hosts/provider.ts';
import { mysqlRecipe } from '../../src/mysql/server/recipe.ts';
import { dockerOf } from './docker-api.ts';
import type { ImageFiles } from './image-files.ts';
import { makeMysqlImage } from './mysql-image.ts';
import { startRegistry } from './registry.ts';

export type DockerHere =
  | { readonly missing: string }
  | {
      /** A MySQL image that the engine has. */
      readonly image: string;
      /** The same, for registries of a test's own. */
      readonly files: ImageFiles;
    };

declare module 'vitest' {
  export interface ProvidedContext {
    docker: DockerHere;
  }
}

/**
 * Gives the engine an image to test with. Without an engine the tests are skipped, and it is said why; where
 * ISOLAB_TEST_DOCKER is `required`, as in CI, that is a failure.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const context: ServerContext = {
    env: process.env,
    platform: process.platform,
    cacheFolder: cacheFolderOf(process.env, homedir()),
    signal: new AbortController().signal,
    onProgress: () => {},
  };
  // No image can be pulled from anywhere but our own registry, and so none of Ryuk.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  try {
    await findEngine(context);
  } catch (error) {
    if (!(error instanceof UserError) || process.env['ISOLAB_TEST_DOCKER'] === 'required') throw error;
    process.stderr.write(`The tests with Docker are skipped. ${error.message}\n`);
    project.provide('docker', { missing: error.message });
    return async () => {};
  }
  const folder = await mkdtemp(join(tmpdir(), 'isolab-test-image-'));
  const files = await makeMysqlImage(folder, await fetchEmbedded(mysqlRecipe, context));
  await using registry = await startRegistry(files);
  const image = `${registry.host}/isolab/mysql:latest`;
  const docker = await dockerOf();
  await docker.pull(image);
  project.provide('docker', { image, files });
  return async () => {
    await docker.remove(image);
    await rm(folder, { recursive: true });
  };
};

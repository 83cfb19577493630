import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import type { ServerContext, ServerWish } from '../../src/hosts/provider.ts';
import { obtainServer } from '../../src/mysql/server/obtain.ts';
import { type Figure, figure, timed } from './figures.ts';

/** Starts and stops a server; undefined where there is none of this kind. */
const startTimes = async (
  runs: number,
  wish: ServerWish,
  context: ServerContext,
): Promise<readonly number[] | undefined> => {
  try {
    return await timed(runs, async () => {
      await using _ = await obtainServer(wish, context);
    });
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
};

/**
 * How long each kind of server takes, cold (nothing in the cache: the embedded server is downloaded) and warm.
 * `image` is a MySQL image that the Docker engine has, if there is an engine. Kinds that this machine does not
 * have are left out.
 */
export const startFigures = async (context: ServerContext, image?: string): Promise<readonly Figure[]> => {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'isolab-bench-'));
  const cold = { ...context, cacheFolder };
  const docker = image === undefined ? undefined : ({ provider: 'docker', image } as const);
  try {
    const samples: readonly (readonly [string, readonly number[] | undefined])[] = [
      [
        'embedded server, cold start (download included)',
        await startTimes(1, { provider: 'embedded' }, cold),
      ],
      ['mysqld on PATH, cold start', await startTimes(1, { provider: 'mysqld' }, cold)],
      ['mysqld on PATH, warm start', await startTimes(5, { provider: 'mysqld' }, cold)],
      ['container, start', docker && (await startTimes(3, docker, cold))],
      [
        'container that was kept, first start',
        docker && (await startTimes(1, { ...docker, keep: true }, cold)),
      ],
      [
        'container that was kept, next start',
        docker && (await startTimes(5, { ...docker, keep: true }, cold)),
      ],
    ];
    return samples.flatMap(([name, times]) => (times === undefined ? [] : [figure(name, times)]));
  } finally {
    if (docker !== undefined) {
      const { stopContainers } = await import('../../src/hosts/docker/stop.ts');
      await stopContainers(cold);
    }
    await rm(cacheFolder, { recursive: true });
  }
};

import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { listRuns } from '../../src/hosts/own/runs.ts';
import { cacheFolderOf } from '../../src/hosts/paths.ts';
import type { ServerContext, ServerProgress } from '../../src/hosts/provider.ts';

/** The cache that the global setup has filled. */
export const filledCache = cacheFolderOf(process.env, homedir());

export interface Places extends AsyncDisposable {
  readonly folder: string;
  /** What the servers of this test are told; their run folders are in TMPDIR, apart from everybody else's. */
  readonly env: Record<string, string | undefined>;
  context(more?: Partial<ServerContext>): ServerContext;
  /** Everything that was reported, in order. */
  readonly progress: ServerProgress[];
}

/** Folders of a test's own; removed at its end. Short, because a Unix socket will be in them. */
export const makePlaces = async (): Promise<Places> => {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-test-'));
  const env = {
    ...process.env,
    TMPDIR: folder,
    ISOLAB_URL: undefined,
    ISOLAB_PASSWORD: undefined,
    ISOLAB_SCHEMA_PREFIX: undefined,
    ISOLAB_REDIS_URL: undefined,
    ISOLAB_REDIS_PASSWORD: undefined,
  };
  const progress: ServerProgress[] = [];
  return {
    folder,
    env,
    progress,
    context: (more = {}) => ({
      env,
      platform: process.platform,
      cacheFolder: filledCache,
      signal: new AbortController().signal,
      onProgress: (one) => progress.push(one),
      ...more,
    }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
};

/** The servers there get processors only when nobody else wants them, with what they begin from now on. */
export const givesWay = async ({ folder }: Places): Promise<void> => {
  for (const { server } of await listRuns(folder)) if (server) setPriority(server.pid, 19);
};

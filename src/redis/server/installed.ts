import { UserError } from '../../errors.ts';
import { findOnPath, plainEnv, runCommand } from '../../hosts/command.ts';
import { noServer } from '../../hosts/failure.ts';
import { homebrewFolders } from '../../hosts/homebrew.ts';
import type { ServerContext } from '../../hosts/provider.ts';
import { told } from '../../printable.ts';
import type { RedisProvider } from './provider.ts';
import { startOwnRedis } from './start.ts';
import { redisWaysOn } from './ways.ts';

/** A redis-server that is installed already, started for one run. */
export const installedRedis: RedisProvider = {
  name: 'redis-server',
  look: async (_wish, context) => {
    try {
      const { path, version } = await findRedis(context);
      return { applies: true, because: `redis-server ${version} at ${path}` };
    } catch (error) {
      if (error instanceof UserError) return { applies: false, because: error.message };
      throw error;
    }
  },
  start: async (_wish, context) => {
    const { path } = await findRedis(context);
    const program = { file: path, before: [], options: [], env: plainEnv(context.env) };
    return await startOwnRedis('redis-server', program, context);
  },
};

/** How long `redis-server --version` may take, in ms. */
const versionLimitMs = 30_000;

/** @throws UserError saying what is wrong with it, or that there is none. */
const findRedis = async (context: ServerContext): Promise<{ path: string; version: string }> => {
  const { env, platform } = context;
  const path = await findOnPath('redis-server', env, homebrewFolders('redis', context));
  if (path === undefined) {
    const places = platform === 'darwin' ? ' or from Homebrew' : '';
    throw noServer(`There is no redis-server on PATH${places}.`, redisWaysOn(platform));
  }
  const version = versionIn(await versionLine(path, context));
  if (version === undefined) throw refused(path, 'it does not say its version as redis-server does', context);
  if (Number.parseInt(version, 10) < 6) {
    throw refused(path, `it is Redis ${version}, and the lab needs 6.0 or later`, context);
  }
  return { path, version };
};

const refused = (path: string, why: string, { platform }: ServerContext, cause?: unknown): UserError =>
  noServer(told`${path} cannot be used: ${why}.`, redisWaysOn(platform), cause);

const versionLine = async (path: string, context: ServerContext): Promise<string> => {
  const limit = AbortSignal.timeout(versionLimitMs);
  try {
    const signal = AbortSignal.any([context.signal, limit]);
    return (await runCommand({ file: path, args: ['--version'], env: plainEnv(context.env), signal })).stdout;
  } catch (error) {
    context.signal.throwIfAborted();
    if (limit.aborted)
      throw refused(path, `it does not answer to --version within ${versionLimitMs / 1000} s`, context);
    throw refused(path, 'it cannot be run', context, error);
  }
};

/** For instance "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=d81b8ff71cfb150e". */
const versionIn = (line: string): string | undefined => /\bserver v=(\d+\.\d+\S*)/.exec(line)?.[1];

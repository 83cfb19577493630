import { lastLines } from '../../hosts/failure.ts';
import { startOwnRun } from '../../hosts/own/run.ts';
import type { ServerProgram } from '../../hosts/program.ts';
import type { ServerContext } from '../../hosts/provider.ts';
import type { StartedRedis } from '../address.ts';
import { redisSocketIn, runOptions } from './options.ts';
import { redisWays } from './ways.ts';

/**
 * A script may go beyond maxmemory once it has begun to write, and its own variables do not count; this bound,
 * in kB of address space, is the system's. A Redis that stays within maxmemory has about 150 MB.
 */
const addressSpaceKb = 512 * 1024;

/** Redis logs on its standard output, and the keeper listens to the standard error. It keeps its process id. */
const bounded = `ulimit -v ${addressSpaceKb} 2>/dev/null; exec "$@" >&2`;

/**
 * Starts a Redis of our own, behind a Unix socket in a folder that only we can enter. It stops with us, however
 * we end.
 *
 * @throws UserError (exit code 3) when it does not come up; nothing is left behind then.
 */
export const startOwnRedis = async (
  provider: StartedRedis['provider'],
  program: ServerProgram,
  context: ServerContext,
): Promise<StartedRedis> => {
  context.onProgress({ phase: 'starting', message: 'Starting Redis' });
  const { run, [Symbol.asyncDispose]: stop } = await startOwnRun(
    {
      name: 'redis-server',
      prepare: (folder) =>
        Promise.resolve({
          file: '/bin/sh',
          args: ['-c', bounded, 'redis', program.file, ...program.before, ...runOptions(folder)],
          env: program.env,
        }),
      saysReady: (line) => /ready to accept connections/i.test(line),
      complaints: (log) => lastLines(log, 5),
      instead: [redisWays.url],
    },
    context,
  );
  const socketPath = redisSocketIn(run);
  return { provider, place: socketPath, address: { socketPath }, [Symbol.asyncDispose]: stop };
};

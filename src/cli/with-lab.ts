import { hostname } from 'node:os';
import type { LabServer } from '../engine/ports.ts';
import { exitCodes, UserError } from '../errors.ts';
import { told } from '../printable.ts';
import { cacheFolderOf } from '../server/paths.ts';
import type { ServerContext, ServerProgress, ServerWish } from '../server/provider.ts';
import { version } from '../version.ts';
import type { Edge } from './edge.ts';
import { ProgressLine } from './progress.ts';

export const serverContext = (
  { env, homeFolder, signal }: Edge,
  onProgress: (progress: ServerProgress) => void,
): ServerContext => ({ env, cacheFolder: cacheFolderOf(env, homeFolder), onProgress, signal });

/** The lab on a server, for as long as it is needed. Disposing of it stops a server of our own. */
export interface OpenLab extends AsyncDisposable {
  readonly lab: LabServer;
}

/**
 * Redis is there for lessons that need it, from then on. `onUp` is called whenever a server is up, or cannot be
 * had: its progress is of no interest any more.
 *
 * @throws UserError (exit code 3) when there is no server, or none that the lab can work on.
 */
export const openLabServer = async (
  wish: ServerWish,
  context: ServerContext,
  onUp: () => void = () => {},
): Promise<OpenLab> => {
  // Loaded here, so that commands without a server start fast.
  const [{ obtainServer }, { MysqlLab }, { openRedis }, { withRedis }] = await Promise.all([
    import('../server/obtain.ts'),
    import('../mysql/lab-server.ts'),
    import('../redis/open.ts'),
    import('../redis/with-redis.ts'),
  ]);
  const server = await obtainServer(wish, context).finally(onUp);
  try {
    context.signal.throwIfAborted();
    const lab = await MysqlLab.open(server, context.signal, ourName());
    const both = withRedis(lab, () => openRedis(wish.redis ?? {}, context).finally(onUp));
    return {
      lab: both,
      [Symbol.asyncDispose]: async () => {
        try {
          await lab[Symbol.asyncDispose]();
        } finally {
          await Promise.all([both[Symbol.asyncDispose](), server[Symbol.asyncDispose]()]);
        }
      },
    };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
};

const ourName = (): string => `isolab ${version}, process ${process.pid} on ${hostname()}`;

/** Uses a lab while a progress line tells how it comes up; a server that goes away is told as that. */
export const withLab = async <T>(
  edge: Edge,
  wish: ServerWish,
  use: (lab: LabServer) => Promise<T>,
): Promise<T> => {
  const progress = new ProgressLine(edge.stderr);
  const context = serverContext(edge, progress.show);
  await using open = await openLabServer(wish, context, () => progress.clear());
  edge.signal.throwIfAborted();
  let gone: string | undefined;
  void open.lab.lost.then((reason) => {
    gone = reason;
  });
  try {
    return await use(open.lab);
  } catch (error) {
    if (gone === undefined || error instanceof UserError) throw error;
    throw new UserError(told`The server at ${open.lab.about.place} went away: ${gone}`, {
      exitCode: exitCodes.noServer,
      next: ['Start it again, or let isolab use another one; isolab doctor tells which there are.'],
      cause: error,
    });
  }
};

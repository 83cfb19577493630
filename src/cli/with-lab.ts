import { hostname } from 'node:os';
import { atEnd, endAfter, endAll, endOnFailure } from '../ending.ts';
import type { LabServer } from '../engine/ports.ts';
import { SandboxPool } from '../engine/run/sandbox-pool.ts';
import { exitCodes, UserError, unwrap } from '../errors.ts';
import { cacheFolderOf } from '../hosts/paths.ts';
import type { ServerContext, ServerProgress, ServerWish } from '../hosts/provider.ts';
import { told } from '../printable.ts';
import { version } from '../version.ts';
import type { Edge } from './edge.ts';
import { ProgressLine } from './progress.ts';
import { tellSilence } from './silence.ts';

export const serverContext = (
  { env, platform, homeFolder, signal }: Edge,
  onProgress: (progress: ServerProgress) => void,
): ServerContext => ({ env, platform, cacheFolder: cacheFolderOf(env, homeFolder), onProgress, signal });

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
  const [{ obtainServer }, { MysqlLab }, { Client }, { Heartbeat }, { openRedis }, { withRedis }] =
    await Promise.all([
      import('../mysql/server/obtain.ts'),
      import('../mysql/lab-server.ts'),
      import('../mysql/client.ts'),
      import('../mysql/heartbeat.ts'),
      import('../redis/open.ts'),
      import('../redis/with-redis.ts'),
    ]);
  const obtained = await obtainServer(wish, context).finally(onUp);
  return await endOnFailure(obtained, context.signal, async (server) => {
    using own = new DisposableStack();
    const heartbeat = own.use(new Heartbeat((signal) => Client.open(server.address, { signal })));
    const endWaiting = heartbeat.onSilence((ms) => context.onProgress(waitingFor(server.place, ms)));
    const lab = await MysqlLab.open(server, context.signal, ourName()).finally(endWaiting).finally(onUp);
    const both = withRedis(lab, () => openRedis(wish.redis ?? {}, context).finally(onUp));
    const pool = new SandboxPool({ ...both, onSilence: heartbeat.onSilence });
    const beating = own.move();
    return {
      lab: pool,
      [Symbol.asyncDispose]: async () => {
        await using _ = atEnd(() =>
          endAll([both[Symbol.asyncDispose](), server[Symbol.asyncDispose]()]).finally(() =>
            beating.dispose(),
          ),
        );
        await endAfter(lab, undefined, () => pool[Symbol.asyncDispose]());
      },
    };
  });
};

const waitingFor = (place: string, silentForMs: number | undefined): ServerProgress => ({
  phase: 'waiting',
  message:
    silentForMs === undefined
      ? `Connecting to ${place}`
      : `The server has not answered for ${silentForMs / 1000} s (${place})`,
});

const ourName = (): string => `isolab ${version}, process ${process.pid} on ${hostname()}`;

/** Uses a lab while a progress line tells how it comes up; a server that goes away is told as that. */
export const withLab = async <T>(
  edge: Edge,
  wish: ServerWish,
  use: (lab: LabServer) => Promise<T>,
): Promise<T> => {
  const progress = new ProgressLine(edge.stderr);
  // Until everything is tidied up: also that waits for the server.
  using telling = new DisposableStack();
  const context = serverContext(edge, progress.show);
  await using open = await openLabServer(wish, context, () => progress.clear());
  const { onSilence } = open.lab;
  if (onSilence) telling.defer(tellSilence(edge, onSilence));
  edge.signal.throwIfAborted();
  let gone: string | undefined;
  void open.lab.lost.then((reason) => {
    gone = reason;
  });
  try {
    return await use(open.lab);
  } catch (error) {
    if (gone === undefined || unwrap(error).error instanceof UserError) throw error;
    throw new UserError(told`The server at ${open.lab.about.place} went away: ${gone}`, {
      exitCode: exitCodes.noServer,
      next: ['Start it again, or let isolab use another one; isolab doctor tells which there are.'],
      cause: error,
    });
  }
};

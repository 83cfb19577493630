import { resolve } from 'node:path';
import { exitCodes, UserError } from '../../errors.ts';
import { socketIn } from '../../hosts/own/runs.ts';
import { runsFolder } from '../../hosts/paths.ts';
import type { PrivateServer } from '../../hosts/program.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import { keepWarm, type WarmEnd } from '../../mysql/server/keep-warm.ts';
import { privateServerFor } from '../../mysql/server/obtain.ts';
import { keyOf } from '../../mysql/server/warm-note.ts';
import { listWarm, type WarmServer } from '../../mysql/server/warm-use.ts';
import { told } from '../../printable.ts';
import { duration } from '../../text/amounts.ts';
import { startInBackground } from '../background.ts';
import { systemClock } from '../clock.ts';
import type { Edge } from '../edge.ts';
import { ProgressLine } from '../progress.ts';
import { serverContext } from '../with-lab.ts';
import { parseTime } from '../words.ts';

export interface StartWarmServer {
  readonly wish: ServerWish;
  /** For instance 15m. */
  readonly idle: string;
  readonly foreground: boolean;
}

/** Keeps a server warm, in the background unless told otherwise. Fine, too, when one is kept already. */
export const startWarmServer = async (edge: Edge, wanted: StartWarmServer): Promise<number> => {
  const idleMs = parseTime('--idle', wanted.idle);
  const progress = new ProgressLine(edge.stderr);
  try {
    const context = serverContext(edge, progress.show);
    // Whatever has to be fetched is fetched here, where somebody sees it.
    const server = await privateServerFor(wanted.wish, context);
    const [warm] = await listWarm(runsFolder(edge.env));
    if (warm !== undefined) {
      progress.clear();
      return await tellOfOther(edge, warm, server);
    }
    if (wanted.foreground) return await keep(edge, server, idleMs, progress);
    progress.show({ phase: 'starting', message: 'Starting MySQL in the background' });
    const said = await startInBackground(edge, [
      ...(wanted.wish.mysqld === undefined
        ? ['--server', server.provider]
        : ['--mysqld', resolve(wanted.wish.mysqld)]),
      'server',
      'start',
      '--foreground',
      '--idle',
      wanted.idle,
    ]);
    progress.clear();
    edge.stdout.write(told`${said}\n`);
    return exitCodes.ok;
  } finally {
    progress.clear();
  }
};

const tellOfOther = async (edge: Edge, warm: WarmServer, wanted: PrivateServer): Promise<number> => {
  if (warm.note.key !== (await keyOf(wanted))) {
    throw new UserError(
      told`Another server is kept warm: MySQL ${warm.note.mysql} (${warm.note.provider}), by isolab ${warm.note.isolab}.`,
      { next: ['isolab server stop ends it; then this one can be started.'] },
    );
  }
  edge.stdout.write(told`Already there: ${aboutWarm(warm)}\n`);
  return exitCodes.ok;
};

const aboutWarm = ({ note, run }: WarmServer): string =>
  `MySQL ${note.mysql} (${note.provider}) is kept warm at ${socketIn(run.path)}, until ${duration(note.idleMs)} without anybody.`;

const ends: Readonly<Record<WarmEnd, string>> = {
  idle: 'Nobody used the warm server: it has ended.',
  stopped: 'The warm server has ended.',
  lost: 'The warm server ended by itself.',
  second: 'Another server was kept warm first; this one has ended.',
};

const keep = async (
  edge: Edge,
  server: PrivateServer,
  idleMs: number,
  progress: ProgressLine,
): Promise<number> => {
  const onReady = (warm: WarmServer): void => {
    progress.clear();
    edge.stdout.write(told`${aboutWarm(warm)}\n`);
  };
  const end = await keepWarm(
    server,
    { idleMs, now: () => systemClock.now(), onReady },
    serverContext(edge, progress.show),
  );
  edge.signal.throwIfAborted();
  edge.stdout.write(`${ends[end]}\n`);
  return end === 'lost' ? exitCodes.noServer : exitCodes.ok;
};

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeOwnedFolder } from '../files/owned-folder.ts';
import { explainFileError, fullDiskIn, noServer, quoting, ways } from './failure.ts';
import { type KeptServer, startKept } from './keeper.ts';
import { runOptions } from './mysqld-options.ts';
import { runsFolder } from './paths.ts';
import { commandLine, type ServerProgram } from './program.ts';
import type { ServerContext, StartedServer } from './provider.ts';
import { clearLeftovers, endRun, runPrefix, socketIn } from './runs.ts';
import { complaints, copyTemplate } from './template.ts';

/** A start takes about half a second; one that takes this long, in ms, will not come to anything. */
const startLimitMs = 60_000;

/** A mysqld and a data directory to copy for it. */
export interface PrivateServer {
  readonly provider: StartedServer['provider'];
  readonly program: ServerProgram;
  readonly template: string;
}

/**
 * Starts a server of our own on a copy of the template, behind a Unix socket in a folder that only we can
 * enter. That folder is the lock: root has no password, since who can enter could read the data files too.
 * It stops with us, however we end; what earlier runs left behind is cleared on the way.
 *
 * @throws UserError (exit code 3) when it does not come up; nothing is left behind then.
 */
export const startPrivateServer = async (
  { provider, program, template }: PrivateServer,
  context: ServerContext,
): Promise<StartedServer> => {
  const runs = runsFolder(context.env);
  context.onProgress({ phase: 'starting', message: 'Starting MySQL' });
  const cleared = clearLeftovers(runs);
  try {
    const run = await makeOwnedFolder(runs, runPrefix);
    const places = {
      dataFolder: join(run, 'data'),
      temporaryFolder: join(run, 'tmp'),
      socketPath: socketIn(run),
      pidFile: join(run, 'mysqld.pid'),
    };
    let server: KeptServer | undefined;
    try {
      await mkdir(places.temporaryFolder);
      await copyTemplate(template, places.dataFolder);
      context.signal.throwIfAborted();
      server = await startKept(run, {
        file: program.file,
        args: commandLine(program, runOptions(places)),
        env: program.env,
      });
      await ready(server, context.signal);
    } catch (error) {
      await server?.stop();
      await endRun({ path: run });
      throw error;
    }
    server.unref();
    const stop = async (): Promise<void> => {
      await server.stop();
      // Nothing is left to do, unless somebody killed the keeper.
      await endRun({ path: run });
    };
    return {
      provider,
      place: places.socketPath,
      address: { user: 'root', password: '', socketPath: places.socketPath },
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    throw explainFileError(error, runs);
  } finally {
    await cleared;
  }
};

/** Resolves when the server says that it takes connections. */
const ready = async (server: KeptServer, signal: AbortSignal): Promise<void> => {
  const log: string[] = [];
  const settled = new AbortController();
  const saidReady = new Promise<'ready'>((resolve) => {
    server.onLine((line) => {
      if (!settled.signal.aborted) log.push(line);
      if (line.includes('ready for connections')) resolve('ready');
    });
  });
  const outcome = await Promise.race([
    saidReady,
    server.ended.then(() => 'ended' as const),
    wait(startLimitMs, 'late' as const, { signal: settled.signal }).catch(() => 'late' as const),
    aborted(signal, settled.signal),
  ]).finally(() => settled.abort());
  if (outcome === 'ready') return;
  signal.throwIfAborted();
  const output = log.join('\n');
  const what =
    outcome === 'ended'
      ? 'mysqld ended while it was starting.'
      : `mysqld did not come up in ${startLimitMs / 1000} s.`;
  throw fullDiskIn(output) ?? noServer(quoting(`${what} Its last words:`, complaints(output)), [ways.url]);
};

const aborted = (signal: AbortSignal, settled: AbortSignal): Promise<'aborted'> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'), { once: true, signal: settled });
  });

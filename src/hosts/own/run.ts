import { setTimeout as wait } from 'node:timers/promises';
import { atEnd, endOnFailure, unlessAborted } from '../../ending.ts';
import { makeOwnedFolder } from '../../files/owned-folder.ts';
import { explainFileError, fullDiskIn, noServer, quoting } from '../failure.ts';
import { runsFolder } from '../paths.ts';
import type { ServerContext } from '../provider.ts';
import { followLog } from './follow-log.ts';
import { type KeptCommand, type KeptServer, startKept } from './keeper.ts';
import { checkRuns } from './places.ts';
import { clearLeftovers, endRun, runPrefix } from './runs.ts';

/** A start takes about half a second; one that takes this long, in ms, will not come to anything. */
const startLimitMs = 60_000;

/** A server program of any kind that is to run for us alone. */
export interface OwnServer {
  /** As it calls itself: "mysqld". */
  readonly name: string;
  /** Makes what it needs in its run folder, and tells how to start it. */
  readonly prepare: (run: string) => Promise<KeptCommand>;
  /** Whether this line of its log says that it takes connections. */
  readonly saysReady: (line: string) => boolean;
  /** The lines of its log that say what is wrong. */
  readonly complaints: (log: string) => readonly string[];
  /** What a person can do instead. */
  readonly instead: readonly string[];
}

/** It runs; disposing of it ends it and removes its folder. */
export interface OwnRun extends AsyncDisposable {
  /** Its folder, which only we can enter. */
  readonly run: string;
  /** Resolves when it has ended. Never rejects. */
  readonly ended: Promise<void>;
}

/**
 * Starts a server in a run folder of its own. It stops with us, however we end; what earlier runs left behind
 * is cleared on the way.
 *
 * @throws UserError (exit code 3) when it does not come up; nothing is left behind then.
 */
export const startOwnRun = async (own: OwnServer, context: ServerContext): Promise<OwnRun> => {
  const runs = runsFolder(context.env);
  checkRuns(runs);
  const cleared = clearLeftovers(runs);
  // Heard below.
  cleared.catch(() => {});
  await using _ = atEnd(() => cleared);
  try {
    const run = await makeOwnedFolder(runs, runPrefix);
    let server: KeptServer | undefined;
    const stop = atEnd(async () => {
      await server?.stop();
      // Nothing is left to do, unless somebody killed the keeper, or there was none yet.
      await endRun({ path: run });
    });
    return await endOnFailure(stop, undefined, async () => {
      const command = await own.prepare(run);
      context.signal.throwIfAborted();
      server = await startKept(run, command);
      await ready(own, server, command, context.signal);
      server.unref();
      return { run, ended: server.ended, ...stop };
    });
  } catch (error) {
    throw explainFileError(error, runs);
  }
};

/** Resolves when the server says that it takes connections. */
const ready = async (
  own: OwnServer,
  server: KeptServer,
  { log: file }: KeptCommand,
  signal: AbortSignal,
): Promise<void> => {
  const log: string[] = [];
  const settled = new AbortController();
  const { promise: saidReady, resolve } = Promise.withResolvers<'ready'>();
  let isUp = false;
  const hear = (line: string): void => {
    if (!isUp) log.push(line);
    if (!own.saysReady(line)) return;
    isUp = true;
    resolve('ready');
  };
  server.onLine(hear);
  const followed =
    file === undefined ? [] : [followLog(file, hear, settled.signal).then(() => 'ended' as const)];
  const outcome = await unlessAborted(
    Promise.race([
      saidReady,
      server.ended.then(() => 'ended' as const),
      // Only to hear that it cannot be read.
      ...followed,
      wait(startLimitMs, 'late' as const, { signal: settled.signal }).catch(() => 'late' as const),
    ]),
    signal,
  ).finally(() => settled.abort());
  await Promise.all(followed);
  if (outcome === 'ready') return;
  const output = log.join('\n');
  const what =
    outcome === 'ended'
      ? `${own.name} ended while it was starting.`
      : `${own.name} did not come up in ${startLimitMs / 1000} s.`;
  throw (
    fullDiskIn(output) ?? noServer(quoting(`${what} Its last words:`, own.complaints(output)), own.instead)
  );
};

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ways } from '../../hosts/failure.ts';
import { checkRuns } from '../../hosts/own/places.ts';
import { type OwnRun, startOwnRun } from '../../hosts/own/run.ts';
import { errorLogIn, socketIn } from '../../hosts/own/runs.ts';
import { runsFolder } from '../../hosts/paths.ts';
import { commandLine, type PrivateServer } from '../../hosts/program.ts';
import type { ServerContext, StartedServer } from '../../hosts/provider.ts';
import { runOptions } from './options.ts';
import { complaints, copyTemplate } from './template.ts';
import { keyOf } from './warm-note.ts';
import { listWarm, takePlace } from './warm-use.ts';

/**
 * A MySQL server of our own: the one that is kept warm, if it is what this would start, or else a new one.
 *
 * @throws UserError (exit code 3) when it does not come up; nothing is left behind then.
 */
export const startPrivateServer = async (
  wanted: PrivateServer,
  context: ServerContext,
): Promise<StartedServer> => {
  const { provider } = wanted;
  const runs = runsFolder(context.env);
  checkRuns(runs);
  const warm = await listWarm(runs);
  const key = warm.length === 0 ? undefined : await keyOf(wanted);
  const place = await takePlace(warm.filter(({ note }) => note.key === key));
  if (place !== undefined) {
    return {
      provider,
      place: `kept warm at ${place.socketPath}`,
      address: addressOf(place.socketPath),
      errorLog: place.errorLog,
      outlivesRuns: true,
      [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
    };
  }
  const [other] = warm.map(({ note }) => `MySQL ${note.mysql}, by isolab ${note.isolab}`);
  const besides = other === undefined ? '' : ` (another one is kept warm: ${other})`;
  context.onProgress({ phase: 'starting', message: `Starting MySQL${besides}` });
  const own = await startNewServer(wanted, context);
  const socketPath = socketIn(own.run);
  return {
    provider,
    place: socketPath,
    address: addressOf(socketPath),
    errorLog: errorLogIn(own.run),
    [Symbol.asyncDispose]: () => own[Symbol.asyncDispose](),
  };
};

/**
 * Starts a MySQL server on a copy of the template, behind a Unix socket in a folder that only we can enter. That
 * folder is the lock: root has no password, since who can enter could read the data files too.
 *
 * @throws UserError (exit code 3) when it does not come up; nothing is left behind then.
 */
export const startNewServer = (
  { program, template }: PrivateServer,
  context: ServerContext,
): Promise<OwnRun> =>
  startOwnRun(
    {
      name: 'mysqld',
      prepare: async (run) => {
        const places = {
          dataFolder: join(run, 'data'),
          temporaryFolder: join(run, 'tmp'),
          socketPath: socketIn(run),
          pidFile: join(run, 'mysqld.pid'),
        };
        await mkdir(places.temporaryFolder, { mode: 0o700 });
        await copyTemplate(template, places.dataFolder);
        const log = errorLogIn(run);
        await writeFile(log, '', { mode: 0o600 });
        return { file: program.file, args: commandLine(program, runOptions(places)), env: program.env, log };
      },
      saysReady: (line) => line.includes('ready for connections'),
      complaints,
      instead: [ways.url],
    },
    context,
  );

const addressOf = (socketPath: string): StartedServer['address'] => ({
  user: 'root',
  password: '',
  socketPath,
});

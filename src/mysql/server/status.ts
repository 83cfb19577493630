import { lifeOf } from '../../files/identity.ts';
import { type FetchedServer, listFetched } from '../../hosts/apt/fetched.ts';
import { clearLeftovers, endRun, killExactly, listRuns, type Run, socketOf } from '../../hosts/own/runs.ts';
import { runsFolder, serversFolder, templatesFolder } from '../../hosts/paths.ts';
import type { Applicability, Provider, ServerContext, ServerWish } from '../../hosts/provider.ts';
import { providers } from './obtain.ts';
import { mysqlRecipe } from './recipe.ts';
import { readNote, type WarmNote } from './warm-note.ts';
import { usersOf } from './warm-use.ts';

/** What there is of servers on this machine, for `isolab server status` and `isolab doctor`. */
export interface ServerStatus {
  readonly paths: {
    readonly cache: string;
    /** Fetched servers. */
    readonly servers: string;
    /** Data directories prepared for installed servers. */
    readonly templates: string;
    /** Holds the folders of running servers. */
    readonly runs: string;
  };
  /** The one fetched last, which is the one that is used, first. */
  readonly fetched: readonly FetchedServer[];
  readonly running: readonly RunningServer[];
  /** Folders of killed runs, which the next start clears. */
  readonly leftovers: readonly string[];
}

export interface RunningServer {
  readonly folder: string;
  readonly socketPath: string;
  /** Process ids: of the server, and of the isolab that started it. */
  readonly server: number;
  readonly owner: number;
  /** It is kept for whoever comes. */
  readonly warm?: WarmStatus;
}

export interface WarmStatus extends WarmNote {
  /** The processes that use it. */
  readonly users: readonly number[];
}

export interface ServersDescription extends ServerStatus {
  /** In the order in which they are asked. */
  readonly providers: readonly (Applicability & { readonly name: Provider['name'] })[];
}

type Places = Pick<ServerContext, 'env' | 'cacheFolder'>;

export const serverStatus = async ({ env, cacheFolder }: Places): Promise<ServerStatus> => {
  const paths = {
    cache: cacheFolder,
    servers: serversFolder(cacheFolder),
    templates: templatesFolder(cacheFolder),
    runs: runsFolder(env),
  };
  const [fetched, runs] = await Promise.all([listFetched(mysqlRecipe, cacheFolder), listRuns(paths.runs)]);
  return {
    paths,
    fetched,
    running: await running(runs),
    leftovers: runs.filter(({ ownerIs }) => ownerIs === 'gone').map(({ path }) => path),
  };
};

/** Asks every provider, whatever is wished for; changes nothing. */
export const describeServers = async (
  wish: ServerWish,
  context: ServerContext,
): Promise<ServersDescription> => {
  const [status, ...answers] = await Promise.all([
    serverStatus(context),
    ...providers.map(async (provider) => ({ name: provider.name, ...(await provider.look(wish, context)) })),
  ]);
  return { ...status, providers: answers };
};

/** What stopServers did. */
export interface StoppedServers {
  readonly stopped: readonly RunningServer[];
  /** Folders of killed runs that were cleared. */
  readonly cleared: readonly string[];
}

/** Ends the running lab servers of this user, also those that another isolab uses, and clears leftovers. */
export const stopServers = async ({ env }: Pick<ServerContext, 'env'>): Promise<StoppedServers> => {
  const runs = runsFolder(env);
  const cleared = await clearLeftovers(runs);
  const all = await listRuns(runs);
  const stopped = await running(all);
  const ending = all.filter(({ path }) => stopped.some(({ folder }) => folder === path));
  await Promise.all(ending.map(endWithKeeper));
  return { stopped, cleared };
};

/** A warm server's keeper has nothing else to do and ends with it; another server's owner is somebody's lab. */
const endWithKeeper = async (run: Run): Promise<void> => {
  const isWarm = (await readNote(run.path)) !== undefined;
  await endRun(run);
  if (isWarm) await killExactly(run.owner);
};

const running = async (runs: readonly Run[]): Promise<RunningServer[]> => {
  const candidates = await Promise.all(
    runs.map(async ({ path, owner, ownerIs, server }) => {
      if (ownerIs !== 'alive' || server === undefined || (await lifeOf(server)) !== 'alive') return undefined;
      const note = await readNote(path);
      const warm = note && { warm: { ...note, users: await usersOf(path) } };
      return {
        folder: path,
        socketPath: await socketOf(path),
        server: server.pid,
        owner: owner.pid,
        ...warm,
      };
    }),
  );
  return candidates.filter((one) => one !== undefined);
};

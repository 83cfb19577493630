import { exitCodes } from '../../errors.ts';
import { fetchEmbedded } from '../../hosts/apt/fetch.ts';
import { type FetchedServer, listFetched } from '../../hosts/apt/fetched.ts';
import type { Recipe } from '../../hosts/apt/recipe.ts';
import { stopContainers } from '../../hosts/docker/stop.ts';
import { cacheRefusal } from '../../hosts/own/places.ts';
import { mysqlRecipe } from '../../mysql/server/recipe.ts';
import {
  type RunningServer,
  type ServerStatus,
  serverStatus,
  stopServers,
  type WarmStatus,
} from '../../mysql/server/status.ts';
import { printable, told } from '../../printable.ts';
import { redisRecipe } from '../../redis/server/recipe.ts';
import { duration } from '../../text/amounts.ts';
import type { Edge } from '../edge.ts';
import { ProgressLine } from '../progress.ts';
import { serverContext } from '../with-lab.ts';

/** Fetches the embedded server into the cache, and the embedded Redis as well when it is wanted. */
export const fetchServer = async (
  edge: Edge,
  wanted: { readonly again: boolean; readonly redis: boolean },
): Promise<number> => {
  const progress = new ProgressLine(edge.stderr);
  const context = serverContext(edge, progress.show);
  for (const recipe of wanted.redis ? [mysqlRecipe, redisRecipe] : [mysqlRecipe]) {
    const fetched = await fetchEmbedded(recipe, context, { again: wanted.again }).finally(() =>
      progress.clear(),
    );
    edge.stdout.write(`${printable(aboutFetched(recipe, fetched))}\n`);
    for (const note of fetched.notes) edge.stderr.write(`${printable(note)}\n`);
  }
  return exitCodes.ok;
};

/** Tells which servers are fetched, which run, and what killed runs left. */
export const showServers = async (edge: Edge): Promise<number> => {
  const context = serverContext(edge, () => {});
  const [status, redis] = await Promise.all([
    serverStatus(context),
    listFetched(redisRecipe, context.cacheFolder),
  ]);
  const refusal = cacheRefusal(context.cacheFolder);
  const fetched =
    status.fetched.length === 0
      ? [`No server is fetched; one would go to ${status.paths.servers}.`]
      : status.fetched.map((one) => aboutFetched(mysqlRecipe, one));
  const lines = [
    ...(refusal?.split('\n') ?? []),
    ...fetched,
    ...redis.map((one) => aboutFetched(redisRecipe, one)),
    ...runningLines(status),
  ];
  edge.stdout.write(`${lines.map(printable).join('\n')}\n`);
  return exitCodes.ok;
};

/** Ends the running lab servers of this user and clears what killed runs left. */
export const endServers = async (edge: Edge): Promise<number> => {
  const context = serverContext(edge, () => {});
  const { stopped, cleared } = await stopServers(context);
  const write = (lines: readonly string[]): void =>
    void edge.stdout.write(lines.map((line) => `${printable(line)}\n`).join(''));
  write([
    ...stopped.map(({ server, folder }) => `Stopped the server with process id ${server} (${folder}).`),
    ...cleared.map((folder) => `Cleared ${folder}.`),
  ]);
  // Told after the others, since it may fail: without testcontainers, for instance.
  const containers = await stopContainers(context);
  write(containers.map(({ id, image }) => `Removed container ${id.slice(0, 12)} (${image}).`));
  if (stopped.length + cleared.length + containers.length === 0) write(['No lab server runs.']);
  return exitCodes.ok;
};

export const runningLines = ({ running, leftovers }: ServerStatus): readonly string[] => [
  ...running
    .flatMap((one) => (one.warm === undefined ? [aboutRunning(one)] : aboutWarm(one, one.warm)))
    .map((line) => `  ${printable(line)}`),
  ...leftovers.map((folder) => told`  left by a killed run (the next start clears it): ${folder}`),
];

const aboutRunning = ({ server, owner, socketPath }: RunningServer): string =>
  `runs: process ${server} for isolab process ${owner}, socket ${socketPath}`;

const aboutWarm = (
  { server, socketPath }: RunningServer,
  { users, ...note }: WarmStatus,
): readonly string[] => {
  const used =
    users.length === 0
      ? 'not used now'
      : `used by isolab process${users.length === 1 ? '' : 'es'} ${users.join(', ')}`;
  return [
    `kept warm: process ${server}, socket ${socketPath}`,
    `           MySQL ${note.mysql} (${note.provider}) by isolab ${note.isolab}, ${used},`,
    `           ends after ${duration(note.idleMs)} without anybody`,
  ];
};

const aboutFetched = ({ name }: Recipe, { version, architecture, folder, bytes }: FetchedServer): string =>
  `${name} ${version} (${architecture}) is in ${folder}, ${Math.round(bytes / 1_000_000)} MB.`;

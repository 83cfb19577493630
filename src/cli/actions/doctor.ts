import { exitCodes, UserError, unwrap } from '../../errors.ts';
import { failureWords } from '../../failure-words.ts';
import { type FetchedServer, listFetched } from '../../hosts/apt/fetched.ts';
import type { ServerContext, ServerWish } from '../../hosts/provider.ts';
import { describeServers, type ServersDescription } from '../../mysql/server/status.ts';
import { printable } from '../../printable.ts';
import { describeRedis } from '../../redis/server/obtain.ts';
import { redisRecipe } from '../../redis/server/recipe.ts';
import { serverText } from '../../report/evidence-lines.ts';
import { paintFor } from '../../report/paint.ts';
import { version } from '../../version.ts';
import { type Edge, wantsColor } from '../edge.ts';
import { serverContext, withLab } from '../with-lab.ts';
import { runningLines } from './server.ts';
import { leftoverLines } from './server-leftovers.ts';

/** Tells what there is to run lessons on, and tries it. Fetches nothing. */
export const doctor = async (edge: Edge, wish: ServerWish): Promise<number> => {
  const paint = paintFor(wantsColor(edge.stdout, edge.env));
  const write = (...lines: readonly string[]): void =>
    void edge.stdout.write(lines.map((line) => `${line}\n`).join(''));
  const context = serverContext(edge, () => {});
  const [servers, redis] = await Promise.all([
    describeServers(wish, context),
    describeRedis(wish.redis ?? {}, context),
  ]);
  /** What came of trying a server, or why it is not tried. */
  const tell = async (
    notYet: string | undefined,
    attempt: () => Promise<{ readonly lines: readonly string[]; readonly left: readonly string[] }>,
  ): Promise<number> => {
    if (notYet !== undefined) {
      write(`  – ${notYet}`);
      return exitCodes.ok;
    }
    try {
      const { lines, left } = await attempt();
      write(...lines.map((line) => `  ${paint.good('✓')} ${line}`));
      if (left.length > 0) write('', paint.strong('What killed runs left on it'), ...left);
      return exitCodes.ok;
    } catch (thrown) {
      const { error } = unwrap(thrown);
      if (!(error instanceof UserError)) throw thrown;
      const { message, next } = failureWords(thrown);
      write(`  ${paint.bad('✗')} ${indented(message, 4)}`, ...next.map((one) => `    → ${printable(one)}`));
      return error.exitCode;
    }
  };
  const mark = (ok: boolean): string => (ok ? paint.good('✓') : paint.faint('–'));
  write(
    `isolab ${version}, Node.js ${process.versions.node} (${printable(process.execPath)}), ${process.platform} ${process.arch}`,
    '',
    paint.strong('Ways to a server, in the order in which they are tried'),
    ...servers.providers.map(
      ({ name, applies, because }) => `  ${mark(applies)} ${name.padEnd(8)}  ${indented(because, 14)}`,
    ),
    '',
    paint.strong('Ways to a Redis, for the lessons that need one'),
    ...redis.map(
      ({ name, applies, because }) => `  ${mark(applies)} ${name.padEnd(12)}  ${indented(because, 18)}`,
    ),
    '',
    paint.strong('Folders'),
    `  fetched servers      ${printable(servers.paths.servers)}`,
    `  fetched Redis        ${printable(redisRecipe.folderIn(servers.paths.cache))}`,
    `  prepared data        ${printable(servers.paths.templates)}`,
    `  running servers      ${printable(servers.paths.runs)}/isolab-run-…`,
    ...runningLines(servers),
    '',
    paint.strong('The server that isolab would use'),
  );
  const mysql = await tell(wouldFetch(servers, wish), async () => {
    const { lines, isOurs } = await tryServer(edge, wish);
    const left = isOurs ? [] : await leftoverLines(edge, wish);
    return { lines, left };
  });
  write('', paint.strong('The Redis that isolab would use'));
  const fetchedRedis = await listFetched(redisRecipe, context.cacheFolder);
  const tried = await tell(wouldFetchRedis(redis, fetchedRedis, wish), async () => ({
    lines: await tryRedis(wish, context),
    left: [],
  }));
  // Most lessons need none; one that is named is meant.
  const isRedisNamed = wish.redis !== undefined || redis[0]?.applies;
  return mysql === exitCodes.ok && isRedisNamed ? tried : mysql;
};

const indented = (text: string, by: number): string =>
  text
    .split('\n')
    .map(printable)
    .join(`\n${' '.repeat(by)}`);

/** What obtaining a server would download, if it would: that is for the user to decide. */
const wouldFetch = ({ providers, fetched }: ServersDescription, wish: ServerWish): string | undefined => {
  const first = providers.find(({ applies, name }) => applies && (wish.provider ?? name) === name);
  if (first?.name === 'docker')
    return 'not tried: the first lesson starts a container, and may pull the image';
  if (first?.name !== 'embedded' || fetched.length > 0) return undefined;
  return 'none yet: the first lesson fetches the embedded one (isolab server fetch does it now)';
};

/** Makes a sandbox, which needs every privilege that a lesson needs, and removes it. */
const tryServer = (
  edge: Edge,
  wish: ServerWish,
): Promise<{ readonly lines: readonly string[]; readonly isOurs: boolean }> =>
  withLab(edge, wish, async (lab) => {
    const sandbox = await lab.createSandbox();
    await sandbox[Symbol.asyncDispose]();
    const { provider, notes = [] } = lab.about;
    const lines = [
      printable(serverText('MySQL', lab.about)),
      'shows locks and transactions (performance_schema is on, with what the lab needs of it)',
      'a sandbox, with an account confined to it, can be made and removed',
      ...notes.map((note) => `but ${note}`),
    ];
    return { lines, isOurs: provider !== 'url' };
  });

type RedisWays = Awaited<ReturnType<typeof describeRedis>>;

const wouldFetchRedis = (
  ways: RedisWays,
  fetched: readonly FetchedServer[],
  { redis }: ServerWish,
): string | undefined => {
  const first = ways.find(({ applies, name }) => applies && (redis?.provider ?? name) === name);
  if (first?.name !== 'embedded' || fetched.length > 0) return undefined;
  return 'none yet: the first lesson that needs one fetches it (isolab server fetch --with-redis does it now)';
};

/** Makes keys of their own with an account, and removes them. */
const tryRedis = async (wish: ServerWish, context: ServerContext): Promise<readonly string[]> => {
  const { openRedis } = await import('../../redis/open.ts');
  await using server = await openRedis(wish.redis ?? {}, context);
  const keys = await server.createKeys();
  await keys[Symbol.asyncDispose]();
  return [
    printable(serverText('Redis', server.about)),
    'an account that is confined to its own keys can be made and removed',
  ];
};

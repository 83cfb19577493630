import { exitCodes, UserError } from '../errors.ts';
import { dockerProvider } from './docker.ts';
import { embeddedProvider } from './embedded.ts';
import { lastLines, noServer, quoting, ways } from './failure.ts';
import { mysqldProvider } from './mysqld.ts';
import type { Provider, ServerContext, ServerWish, StartedServer } from './provider.ts';
import { urlIn, urlProvider } from './url.ts';

/** In the order in which they are asked. */
export const providers: readonly Provider[] = [urlProvider, mysqldProvider, embeddedProvider, dockerProvider];

/**
 * Finds or starts a MySQL server. A provider that is wished for (or a URL or a mysqld that is given) is taken
 * or fails; otherwise the first one that applies and comes up is taken.
 *
 * @throws UserError (exit code 3) when none serves, saying for each one why not; or the signal's reason.
 */
export const obtainServer = async (wish: ServerWish, context: ServerContext): Promise<StartedServer> => {
  context.onProgress({ phase: 'looking', message: 'Looking for a MySQL server' });
  const forced = forcedProvider(wish, context);
  if (forced === undefined) return await firstThatServes(wish, context);
  const provider = providers.find(({ name }) => name === forced);
  if (provider === undefined) {
    throw new UserError(`There is no provider ${forced}.`, {
      next: [`There are ${providers.map(({ name }) => name).join(', ')}.`],
    });
  }
  return await provider.start(wish, context);
};

/** What is said for this one command (--url, --mysqld) counts more than the environment. */
const forcedProvider = (wish: ServerWish, context: ServerContext): Provider['name'] | undefined => {
  if (wish.provider !== undefined) return wish.provider;
  // A prepared account is on a server of the user's own.
  if (wish.schemaPrefix !== undefined) return 'url';
  if (wish.url === undefined && wish.mysqld !== undefined) return 'mysqld';
  return urlIn(wish, context) === undefined ? undefined : 'url';
};

const firstThatServes = async (wish: ServerWish, context: ServerContext): Promise<StartedServer> => {
  const refusals: {
    readonly provider: string;
    readonly because: string;
    readonly next: readonly string[];
  }[] = [];
  for (const provider of providers) {
    const { applies, because } = await provider.look(wish, context);
    if (!applies) {
      refusals.push({ provider: provider.name, because, next: [] });
      continue;
    }
    try {
      return await provider.start(wish, context);
    } catch (error) {
      if (!(error instanceof UserError) || error.exitCode !== exitCodes.noServer) throw error;
      context.signal.throwIfAborted();
      context.onProgress({ phase: 'looking', message: `${provider.name}: ${lastLines(error.message)[0]}` });
      refusals.push({ provider: provider.name, because: error.message, next: error.next });
    }
  }
  const reasons = refusals.map(({ provider, because }) => `${provider}: ${because.replaceAll('\n', '\n  ')}`);
  const next = [
    ...refusals.flatMap((refusal) => refusal.next),
    ways.url,
    ways.mysqld,
    ways.embedded,
    ways.docker,
  ];
  throw noServer(quoting('There is no MySQL server to be had.', reasons), [...new Set(next)]);
};

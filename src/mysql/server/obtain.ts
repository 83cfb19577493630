import { UserError } from '../../errors.ts';
import { noServer, ways, waysOn } from '../../hosts/failure.ts';
import { firstThatServes } from '../../hosts/first-that-serves.ts';
import type { PrivateServer } from '../../hosts/program.ts';
import type {
  PrivateProvider,
  Provider,
  ServerContext,
  ServerWish,
  StartedServer,
} from '../../hosts/provider.ts';
import { dockerProvider } from './docker.ts';
import { embeddedProvider } from './embedded.ts';
import { mysqldProvider } from './installed.ts';
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
  if (forced === undefined) {
    const looked = { for: 'MySQL server', ways: [...waysOn(context.platform), ways.recording] };
    return await firstThatServes(looked, providers, wish, context);
  }
  const provider = providers.find(({ name }) => name === forced);
  if (provider === undefined) {
    throw new UserError(`There is no provider ${forced}.`, {
      next: [`There are ${providers.map(({ name }) => name).join(', ')}.`],
    });
  }
  return await provider.start(wish, context);
};

/** Those that start a server of our own. */
const privateProviders: readonly PrivateProvider[] = [mysqldProvider, embeddedProvider];

/**
 * The server of our own that `obtainServer` would start, ready to be started.
 *
 * @throws UserError when it would take a server that is not ours, or can start none.
 */
export const privateServerFor = async (wish: ServerWish, context: ServerContext): Promise<PrivateServer> => {
  context.onProgress({ phase: 'looking', message: 'Looking for a MySQL server' });
  const forced = forcedProvider(wish, context);
  const candidates = privateProviders.filter(({ name }) => name === (forced ?? name));
  if (candidates.length === 0) {
    throw new UserError(`Only a server that isolab starts itself can be kept warm; this one is ${forced}.`, {
      next: [
        'Say --server embedded or --mysqld PATH, for this command and for those that use the server.',
        'A container goes on between runs with --server docker --keep.',
      ],
    });
  }
  for (const provider of candidates) {
    if (candidates.length === 1 || (await provider.look(wish, context)).applies)
      return await provider.prepare(wish, context);
  }
  throw noServer(
    'isolab can start no MySQL server here.',
    waysOn(context.platform).filter((way) => way !== ways.url && way !== ways.docker),
  );
};

/** What is said for this one command (--url, --mysqld) counts more than the environment. */
const forcedProvider = (wish: ServerWish, context: ServerContext): Provider['name'] | undefined => {
  if (wish.provider !== undefined) return wish.provider;
  // A prepared account is on a server of the user's own.
  if (wish.schemaPrefix !== undefined) return 'url';
  if (wish.url === undefined && wish.mysqld !== undefined) return 'mysqld';
  return urlIn(wish, context) === undefined ? undefined : 'url';
};

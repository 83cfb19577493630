import { embeddedProvider } from './embedded.ts';
import { noServer } from './failure.ts';
import type { Provider, ServerContext, ServerWish, StartedServer } from './provider.ts';

/** In the order in which they are asked. */
export const providers: readonly Provider[] = [embeddedProvider];

/**
 * Finds or starts a MySQL server: the first provider that applies, or the one that is wished for.
 *
 * @throws UserError (exit code 3) when none serves, saying for each one why not; or the signal's reason.
 */
export const obtainServer = async (wish: ServerWish, context: ServerContext): Promise<StartedServer> => {
  context.onProgress({ phase: 'looking', message: 'Looking for a MySQL server' });
  const asked =
    wish.provider === undefined ? providers : providers.filter(({ name }) => name === wish.provider);
  const refusals: string[] = [];
  for (const provider of asked) {
    const { applies, because } = await provider.look(wish, context);
    if (!applies) {
      refusals.push(`${provider.name}: ${because}`);
      continue;
    }
    return await provider.start(wish, context);
  }
  throw noServer(['There is no MySQL server to be had.', ...refusals].join('\n  '), waysToGetOne);
};

const waysToGetOne = [
  'Give the lab a server that runs already: --url mysql://USER:PASSWORD@HOST:PORT (or ISOLAB_URL)',
  'Or install MySQL 8.0 or later so that mysqld is on PATH, or name it: --mysqld /path/to/mysqld',
  'Or use a Debian or Ubuntu machine with apt: there the lab fetches a server by itself.',
];

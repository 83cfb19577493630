import { UserError } from '../../errors.ts';
import { firstThatServes } from '../../hosts/first-that-serves.ts';
import type { Applicability, RedisWish, ServerContext } from '../../hosts/provider.ts';
import type { StartedRedis } from '../address.ts';
import { dockerRedis } from './docker.ts';
import { embeddedRedis } from './embedded.ts';
import { installedRedis } from './installed.ts';
import type { RedisProvider } from './provider.ts';
import { redisUrlIn, urlRedis } from './url.ts';
import { redisWaysOn } from './ways.ts';

/** In the order in which they are asked. */
const providers: readonly RedisProvider[] = [urlRedis, installedRedis, embeddedRedis, dockerRedis];

/**
 * Finds or starts a Redis, as obtainServer does a MySQL: a provider that is wished for, or a URL that is given,
 * is taken or fails; otherwise the first one that applies and comes up is taken.
 *
 * @throws UserError (exit code 3) when none serves, saying for each one why not; or the signal's reason.
 */
export const obtainRedis = async (wish: RedisWish, context: ServerContext): Promise<StartedRedis> => {
  context.onProgress({ phase: 'looking', message: 'Looking for a Redis' });
  const forced = wish.provider ?? (redisUrlIn(wish, context) === undefined ? undefined : 'url');
  if (forced === undefined) {
    const looked = { for: 'Redis', ways: redisWaysOn(context.platform) };
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

/** What each provider says, in order; changes nothing. */
export const describeRedis = (
  wish: RedisWish,
  context: ServerContext,
): Promise<readonly (Applicability & { readonly name: RedisProvider['name'] })[]> =>
  Promise.all(
    providers.map(async (provider) => ({ name: provider.name, ...(await provider.look(wish, context)) })),
  );

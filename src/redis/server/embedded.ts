import { UserError } from '../../errors.ts';
import { fetchEmbedded } from '../../hosts/apt/fetch.ts';
import { listFetched, programOf } from '../../hosts/apt/fetched.ts';
import { aptMachine } from '../../hosts/apt/machine.ts';
import { cacheRefusal } from '../../hosts/own/places.ts';
import type { RedisProvider } from './provider.ts';
import { redisRecipe } from './recipe.ts';
import { startOwnRedis } from './start.ts';

/** A Redis from Debian's or Ubuntu's packages, kept in the user's cache and started for one run. */
export const embeddedRedis: RedisProvider = {
  name: 'embedded',
  look: async (_wish, context) => {
    const refusal = cacheRefusal(context.cacheFolder);
    if (refusal !== undefined) return { applies: false, because: refusal };
    const [fetched] = await listFetched(redisRecipe, context.cacheFolder);
    if (fetched !== undefined) {
      return { applies: true, because: `Redis ${fetched.version} is in ${fetched.folder}` };
    }
    try {
      const { source } = await aptMachine(redisRecipe, context);
      return { applies: true, because: `Redis can be fetched once from ${source.label}` };
    } catch (error) {
      context.signal.throwIfAborted();
      if (error instanceof UserError) return { applies: false, because: error.message };
      throw error;
    }
  },
  start: async (_wish, context) => {
    const fetched = await fetchEmbedded(redisRecipe, context);
    return await startOwnRedis('embedded', await programOf(redisRecipe, fetched), context);
  },
};

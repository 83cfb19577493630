import { endOnFailure } from '../ending.ts';
import type { RedisServer } from '../engine/ports.ts';
import type { RedisWish, ServerContext } from '../hosts/provider.ts';
import { obtainRedis } from './server/obtain.ts';

/**
 * The lab on a Redis of the user's or of our own; disposing of it stops one of our own.
 *
 * @throws UserError (exit code 3) when there is none, or none that the lab can work on.
 */
export const openRedis = async (
  wish: RedisWish,
  context: ServerContext,
): Promise<RedisServer & AsyncDisposable> => {
  return await endOnFailure(await obtainRedis(wish, context), context.signal, async (server) => {
    // The driver takes 100 ms to load, and most runs need none.
    const { LabRedis } = await import('./lab-redis.ts');
    const redis = await LabRedis.open(server, context.signal);
    return {
      about: redis.about,
      lost: redis.lost,
      createKeys: () => redis.createKeys(),
      [Symbol.asyncDispose]: async () => {
        await using _ = server;
        await redis[Symbol.asyncDispose]();
      },
    };
  });
};

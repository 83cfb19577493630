import type { RedisServer } from '../engine/ports.ts';
import type { RedisWish, ServerContext } from '../server/provider.ts';
import { obtainRedis } from './obtain.ts';

/**
 * The lab on a Redis of the user's or of our own; disposing of it stops one of our own.
 *
 * @throws UserError (exit code 3) when there is none, or none that the lab can work on.
 */
export const openRedis = async (
  wish: RedisWish,
  context: ServerContext,
): Promise<RedisServer & AsyncDisposable> => {
  const server = await obtainRedis(wish, context);
  try {
    // The driver takes 100 ms to load, and most runs need none.
    const { LabRedis } = await import('./lab-redis.ts');
    const redis = await LabRedis.open(server, context.signal);
    return {
      about: redis.about,
      lost: redis.lost,
      createKeys: () => redis.createKeys(),
      [Symbol.asyncDispose]: async () => {
        try {
          await redis[Symbol.asyncDispose]();
        } finally {
          await server[Symbol.asyncDispose]();
        }
      },
    };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
};

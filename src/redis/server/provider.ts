import type { RedisAbout } from '../../engine/events.ts';
import type { Provider, RedisWish } from '../../hosts/provider.ts';
import type { StartedRedis } from '../address.ts';

/** One way to get a Redis. */
export type RedisProvider = Provider<RedisWish, StartedRedis, RedisAbout['provider']>;

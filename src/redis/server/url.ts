import { UserError } from '../../errors.ts';
import type { RedisWish, ServerContext } from '../../hosts/provider.ts';
import type { RedisAddress } from '../address.ts';
import type { RedisProvider } from './provider.ts';

/** A Redis that the user names: it is theirs, and only told apart here, not connected to. */
export const urlRedis: RedisProvider = {
  name: 'url',
  look: (wish, context) => {
    try {
      const address = namedRedis(wish, context);
      return Promise.resolve(
        address === undefined
          ? { applies: false, because: 'no URL given (--redis, ISOLAB_REDIS_URL)' }
          : { applies: true, because: placeOf(address) },
      );
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return Promise.resolve({ applies: false, because: error.message });
    }
  },
  start: (wish, context) => {
    const address = namedRedis(wish, context);
    if (address === undefined) throw invalid('No URL of a Redis was given');
    return Promise.resolve({
      provider: 'url',
      place: placeOf(address),
      address,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  },
};

/** An empty ISOLAB_REDIS_URL is none. */
export const redisUrlIn = (wish: RedisWish, { env }: Pick<ServerContext, 'env'>): string | undefined =>
  wish.url ?? (env['ISOLAB_REDIS_URL'] || undefined);

const namedRedis = (wish: RedisWish, context: Pick<ServerContext, 'env'>): RedisAddress | undefined => {
  const url = redisUrlIn(wish, context);
  return url === undefined
    ? undefined
    : parseRedisUrl(url, context.env['ISOLAB_REDIS_PASSWORD'] || undefined);
};

/**
 * Reads `redis://USER:PASSWORD@HOST:PORT/DATABASE`, `rediss://…` for TLS, or `redis://localhost?socket=/path`;
 * everything but the host may be left out, and parts are percent-decoded. `password` counts when the URL has none.
 * https://www.iana.org/assignments/uri-schemes/prov/redis
 *
 * @throws UserError that quotes nothing of the URL, since any part of a broken one may be a password.
 */
export const parseRedisUrl = (text: string, password?: string): RedisAddress => {
  const url = URL.parse(text);
  if (url === null) throw invalid('The URL of Redis cannot be read');
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') {
    throw invalid('The URL of Redis does not begin with redis:// or rediss://');
  }
  if (url.hash !== '') throw invalid('The URL of Redis has a # in it');
  if ([...url.searchParams.keys()].some((name) => name !== 'socket')) {
    throw invalid('The URL of Redis has an unknown parameter');
  }
  const given = decoded(url.password) || password;
  const database = databaseIn(url.pathname);
  const account = {
    ...(url.username !== '' && { username: decoded(url.username) }),
    ...(given !== undefined && { password: given }),
    ...(database !== undefined && { database }),
  };
  const socketPath = url.searchParams.get('socket');
  if (socketPath !== null) return { ...account, socketPath };
  if (url.hostname === '') throw invalid('The URL of Redis names no host');
  return {
    ...account,
    // Brackets belong to IPv6 addresses in URLs only.
    host: decoded(url.hostname).replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 6379 : Number(url.port),
    ...(url.protocol === 'rediss:' && { tls: true }),
  };
};

const databaseIn = (path: string): number | undefined => {
  const name = path.slice(1);
  if (name === '') return undefined;
  if (!/^\d{1,4}$/.test(name)) throw invalid('The database in the URL of Redis is no number');
  return Number(name);
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('The URL of Redis has a % that does not begin a two-digit hex code');
  }
};

/** No cause: the system's own error would carry the URL along. */
const invalid = (what: string): UserError =>
  new UserError(`${what}.`, {
    next: [
      'Write it as redis://HOST:PORT, redis://USER:PASSWORD@HOST:PORT/DATABASE or redis://localhost?socket=/path/to/redis.sock; rediss:// is TLS.',
      'Percent-encode special characters in it (@ is %40, / is %2F, # is %23), or leave the password out and set ISOLAB_REDIS_PASSWORD.',
    ],
  });

const placeOf = ({ username, socketPath, host, port, database }: RedisAddress): string => {
  const at = socketPath ?? `${host?.includes(':') ? `[${host}]` : host}:${port}`;
  const who = username === undefined ? '' : `${username}@`;
  return `${who}${at}${database === undefined ? '' : `, database ${database}`}`;
};

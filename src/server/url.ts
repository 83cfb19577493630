import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { explainFileError } from './failure.ts';
import type { Provider, ServerAddress, ServerContext, ServerWish } from './provider.ts';

/** A server that the user names: it is theirs, and only told apart here, not connected to. */
export const urlProvider: Provider = {
  name: 'url',
  look: async (wish, context) => {
    const url = urlIn(wish, context);
    if (url === undefined) return { applies: false, because: 'no URL given (--url, ISOLAB_URL)' };
    try {
      return { applies: true, because: placeOf(parseServerUrl(url).address) };
    } catch (error) {
      if (error instanceof UserError) return { applies: false, because: error.message };
      throw error;
    }
  },
  start: async (wish, context) => {
    const url = urlIn(wish, context);
    if (url === undefined) throw invalid('No URL was given');
    const { address, caFile } = parseServerUrl(url, context.env['ISOLAB_PASSWORD']);
    return {
      provider: 'url',
      place: placeOf(address),
      address: caFile === undefined ? address : await withCa(address, caFile),
      [Symbol.asyncDispose]: async () => {},
    };
  },
};

/** An empty ISOLAB_URL is none. */
export const urlIn = (wish: ServerWish, context: Pick<ServerContext, 'env'>): string | undefined =>
  wish.url ?? (context.env['ISOLAB_URL'] || undefined);

export interface ServerUrl {
  readonly address: ServerAddress;
  /** A PEM file of certificates to trust. */
  readonly caFile?: string;
}

/** The words of the mysql client's --ssl-mode; without one, the connection decides. */
const sslModes = new Map<string, ServerAddress['tls']>([
  ['DISABLED', undefined],
  ['REQUIRED', { verify: false }],
  ['VERIFY_CA', { verify: true }],
  ['VERIFY_IDENTITY', { verify: true }],
]);

/**
 * Reads `mysql://USER:PASSWORD@HOST:PORT`, or `mysql://USER@localhost?socket=/path`, with `ssl-mode` and
 * `ssl-ca` as the mysql client has them; parts are percent-decoded. `password` counts when the URL has none.
 *
 * @throws UserError that quotes nothing of the URL but what cannot be a password.
 */
export const parseServerUrl = (text: string, password = ''): ServerUrl => {
  // A password with # or / in it would end up in the wrong part: no part of a broken URL may be shown.
  const url = URL.parse(text);
  if (url === null) throw invalid('The server URL cannot be read');
  if (url.protocol !== 'mysql:') throw invalid('The server URL does not begin with mysql://');
  if (url.username === '') throw invalid('The server URL names no user');
  if (url.hash !== '' || (url.pathname !== '' && url.pathname !== '/')) {
    throw invalid('The server URL has something after the host (the lab makes its own database)');
  }
  const unknown = [...url.searchParams.keys()].find(
    (name) => !['socket', 'ssl-mode', 'ssl-ca'].includes(name),
  );
  if (unknown !== undefined) throw invalid(`The server URL has an unknown parameter`);
  const account = { user: decoded(url.username), password: decoded(url.password) || password };
  const socketPath = url.searchParams.get('socket');
  if (socketPath !== null) return { address: { ...account, socketPath } };
  if (url.hostname === '') throw invalid('The server URL names no host');
  // Brackets belong to IPv6 addresses in URLs only.
  const host = decoded(url.hostname).replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? 3306 : Number(url.port);
  const mode = url.searchParams.get('ssl-mode')?.toUpperCase();
  if (mode !== undefined && !sslModes.has(mode)) {
    throw invalid(`The server URL's ssl-mode is none of ${[...sslModes.keys()].join(', ')}`);
  }
  const caFile = url.searchParams.get('ssl-ca');
  const tls = mode === undefined ? (caFile === null ? undefined : { verify: true }) : sslModes.get(mode);
  return {
    address: { ...account, host, port, ...(tls && { tls }) },
    ...(tls && caFile !== null && { caFile }),
  };
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('The server URL has a % that does not begin a two-digit hex code');
  }
};

/** No cause: the system's own error would carry the URL along. */
const invalid = (what: string): UserError =>
  new UserError(`${what}.`, {
    next: [
      'Write it as mysql://USER:PASSWORD@HOST:PORT or mysql://USER:PASSWORD@localhost?socket=/path/to/mysql.sock.',
      'Percent-encode special characters in it (@ is %40, / is %2F, # is %23), or leave the password out and set ISOLAB_PASSWORD.',
    ],
  });

const placeOf = ({ user, socketPath, host, port }: ServerAddress): string =>
  socketPath === undefined
    ? `${user}@${host?.includes(':') ? `[${host}]` : host}:${port}`
    : `${user} at ${socketPath}`;

const withCa = async ({ tls, ...address }: ServerAddress, caFile: string): Promise<ServerAddress> => {
  try {
    return { ...address, tls: { verify: tls?.verify ?? true, ca: await readFile(caFile, 'utf8') } };
  } catch (error) {
    throw new UserError(`The certificates in ${caFile} cannot be read.`, {
      next: ['ssl-ca names a file of PEM certificates.'],
      cause: explainFileError(error, caFile),
    });
  }
};

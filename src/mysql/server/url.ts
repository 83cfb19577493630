import { isIP } from 'node:net';
import { userInfo } from 'node:os';
import { UserError } from '../../errors.ts';
import { readTextWithin, UnreadableFile } from '../../files/read-file.ts';
import type { Provider, ServerAddress, ServerContext, ServerWish } from '../../hosts/provider.ts';
import { printable, told } from '../../printable.ts';
import { mostOptions, type Options, readOptionFile } from './option-file.ts';

/** A server that the user names: it is theirs, and only told apart here, not connected to. */
export const urlProvider: Provider = {
  name: 'url',
  look: async (wish, context) => {
    try {
      const named = await namedServer(wish, context);
      if (named !== undefined) return { applies: true, because: placeOf(named.address) };
      return { applies: false, because: 'no URL given (--url, ISOLAB_URL), and no [isolab] in ~/.my.cnf' };
    } catch (error) {
      if (error instanceof UserError) return { applies: false, because: error.message };
      throw error;
    }
  },
  start: async (wish, context) => {
    const named = await namedServer(wish, context);
    if (named === undefined) throw invalid('No URL was given');
    const { address, caFile } = named;
    const schemaPrefix =
      wish.schemaPrefix ?? named.schemaPrefix ?? (context.env['ISOLAB_SCHEMA_PREFIX'] || undefined);
    return {
      provider: 'url',
      place: placeOf(address),
      address: caFile === undefined ? address : await withCa(address, caFile),
      ...(schemaPrefix !== undefined && { schemaPrefix: checkedPrefix(schemaPrefix) }),
      [Symbol.asyncDispose]: async () => {},
    };
  },
};

/** The server of the URL or else of the option file. @throws UserError when it is not named properly. */
const namedServer = async (
  wish: ServerWish,
  { env }: Pick<ServerContext, 'env'>,
): Promise<ServerUrl | undefined> => {
  const password = env['ISOLAB_PASSWORD'] || undefined;
  const url = urlIn(wish, { env });
  const { client, isolab } = await readOptionFile(env);
  if (url !== undefined) return helped(parseServerUrl(url, password), isolab ?? client);
  const options = isolab ?? (wish.provider === 'url' && client.size > 0 ? client : undefined);
  return options && fromOptions(options, password, env['USER'] || userInfo().username);
};

/** An option file's password goes to the user and the host that it was written for, and nowhere else. */
const helped = ({ address, ...rest }: ServerUrl, options: Options): ServerUrl => {
  const [user, host, socket, password] = ['user', 'host', 'socket', 'password'].map((name) =>
    options.get(name),
  );
  const isMeant =
    user === address.user &&
    (address.socketPath === undefined ? host === address.host : socket === address.socketPath);
  if (address.password !== '' || password === undefined || !isMeant) return { address, ...rest };
  return { address: { ...address, password }, ...rest };
};

const fromOptions = (options: Options, password: string | undefined, self: string): ServerUrl => {
  const account = {
    user: options.get('user') ?? self,
    password: password ?? options.get('password') ?? '',
  };
  const schemaPrefix = options.get('schema-prefix');
  const prefix = schemaPrefix === undefined ? {} : { schemaPrefix };
  const socketPath = options.get('socket');
  const host = options.get('host') ?? '127.0.0.1';
  if (socketPath !== undefined && ['127.0.0.1', 'localhost'].includes(host)) {
    return { address: { ...account, socketPath }, ...prefix };
  }
  const port = Number(options.get('port') ?? 3306);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw invalid('The port in ~/.my.cnf is none');
  return {
    ...secured({ ...account, host, port }, options.get('ssl-mode'), options.get('ssl-ca')),
    ...prefix,
  };
};

/** What GRANT can match and a schema's name has room for. */
const checkedPrefix = (prefix: string): string => {
  if (/^[a-z][a-z0-9_]{0,31}$/.test(prefix)) return prefix;
  throw new UserError(told`${prefix} is no schema prefix.`, {
    next: ['Use up to 32 small letters, digits and underscores, beginning with a letter.'],
  });
};

/** An empty ISOLAB_URL is none. */
export const urlIn = (wish: ServerWish, context: Pick<ServerContext, 'env'>): string | undefined =>
  wish.url ?? (context.env['ISOLAB_URL'] || undefined);

export interface ServerUrl {
  readonly address: ServerAddress;
  /** A PEM file of certificates to trust. */
  readonly caFile?: string;
  readonly schemaPrefix?: string;
}

/** The words of the mysql client's --ssl-mode; without one, the connection decides. */
const sslModes = new Map<string, ServerAddress['tls']>([
  ['DISABLED', undefined],
  ['REQUIRED', { verify: false }],
  ['VERIFY_CA', { verify: true }],
  ['VERIFY_IDENTITY', { verify: true, identity: true }],
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
  return secured(
    { ...account, host, port },
    url.searchParams.get('ssl-mode') ?? undefined,
    url.searchParams.get('ssl-ca') ?? undefined,
  );
};

/** As the mysql client does: a file of certificates alone means that the server's must come from one of them. */
const secured = (
  address: ServerAddress,
  givenMode: string | undefined,
  caFile: string | undefined,
): ServerUrl => {
  const mode = givenMode?.toUpperCase();
  if (mode !== undefined && !sslModes.has(mode)) {
    throw invalid(`The server's ssl-mode is none of ${[...sslModes.keys()].join(', ')}`);
  }
  const tls = mode === undefined ? (caFile === undefined ? undefined : { verify: true }) : sslModes.get(mode);
  if (tls?.identity && isIP(address.host ?? '') !== 0) {
    // The driver would compare the certificate with the name localhost.
    throw invalid('VERIFY_IDENTITY needs the name of the host, not its address (VERIFY_CA goes with both)');
  }
  return {
    address: { ...address, ...(tls && { tls }) },
    ...(tls && caFile !== undefined && { caFile }),
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
      'Percent-encode special characters in it (@ is %40, / is %2F, # is %23), or leave the password out and set ISOLAB_PASSWORD or write it into ~/.my.cnf.',
    ],
  });

const placeOf = ({ user, socketPath, host, port }: ServerAddress): string =>
  socketPath === undefined
    ? `${user}@${host?.includes(':') ? `[${host}]` : host}:${port}`
    : told`${user} at ${socketPath}`;

const withCa = async ({ tls, ...address }: ServerAddress, caFile: string): Promise<ServerAddress> => {
  try {
    return { ...address, tls: { verify: true, ...tls, ca: await readTextWithin(caFile, mostOptions) } };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new UserError(`The certificates in ${printable(caFile)} cannot be read: it ${error.says}.`, {
      next: ['ssl-ca names a file of PEM certificates.'],
      cause: error,
    });
  }
};

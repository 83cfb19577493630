import { Socket } from 'node:net';
import { type Connection, createConnection, type SslOptions } from 'mysql2';
import { unlessAborted } from '../ending.ts';
import type { ServerAddress } from '../hosts/provider.ts';
import { refusalOf } from './server-refusal.ts';

export interface ClientOptions {
  readonly database?: string;
  /** Only for the lab's own SQL: a lesson's statements go one at a time. */
  readonly multipleStatements?: boolean;
  /** Gives up opening. Later it is of no account. */
  readonly signal?: AbortSignal;
}

export const connect = async (
  address: ServerAddress,
  { database, multipleStatements }: ClientOptions,
  signal?: AbortSignal,
): Promise<Connection> => {
  const { user, password, socketPath, host, port, tls } = address;
  const connection = createConnection({
    user,
    password,
    ...(socketPath !== undefined ? { socketPath } : { host: host ?? '127.0.0.1', port: port ?? 3306 }),
    ...(tls && { ssl: secured(tls) }),
    ...(database !== undefined && { database }),
    ...(multipleStatements !== undefined && { multipleStatements }),
    charset: 'utf8mb4',
    connectTimeout: 10_000,
    rowsAsArray: true,
    typeCast: false,
    supportBigNumbers: true,
    bigNumberStrings: true,
    jsonStrings: true,
    // A no-op UPDATE must report 0 affected rows, as the mysql client does. Told of SET NAMES, the driver would write in that
    // character set, and a letter that is not in it as some other one; so it writes in UTF-8, as in a terminal.
    flags: ['-FOUND_ROWS', '-SESSION_TRACK'],
    // A server must not be able to ask for the user's files.
    infileStreamFactory: () => {
      throw new Error('LOAD DATA LOCAL is not allowed in the lab.');
    },
  });
  await connected(connection, signal);
  return connection;
};

/**
 * The driver alone would only say that it sends no more: an endless answer would still come in, and a server that
 * stays silent would keep the process alive.
 */
export const close = (connection: Pick<Connection, 'destroy'>, socket: Socket | undefined): void => {
  connection.destroy();
  socket?.destroy();
};

/** A connection's socket, which the driver does not declare. */
export const socketOf = (connection: Connection): Socket | undefined =>
  'stream' in connection && connection.stream instanceof Socket ? connection.stream : undefined;

const connected = async (connection: Connection, signal?: AbortSignal): Promise<void> => {
  const opened = new Promise<void>((resolve, reject) => {
    connection.once('connect', () => resolve());
    connection.once('error', reject);
  });
  try {
    await unlessAborted(opened, signal);
  } catch (error) {
    // Nobody listens any more to how it ends.
    connection.on('error', () => {});
    close(connection, socketOf(connection));
    throw signal?.aborted ? signal.reason : (refusalOf(error) ?? error);
  }
};

const secured = ({ verify, identity = false, ca }: NonNullable<ServerAddress['tls']>): SslOptions => ({
  rejectUnauthorized: verify,
  verifyIdentity: identity,
  ...(ca !== undefined && { ca }),
});

import { Socket } from 'node:net';
import { type Connection, createConnection } from 'mysql2';
import type {
  FieldPacket,
  Connection as PromisedConnection,
  QueryResult,
  ResultSetHeader,
  SslOptions,
} from 'mysql2/promise';
import { endOnFailure, unlessAborted } from '../ending.ts';
import type { TableRows } from '../engine/events.ts';
import type { Outcome } from '../engine/outcome.ts';
import type { Parameter } from '../engine/ports.ts';
import { exitCodes, UserError } from '../errors.ts';
import type { ServerAddress } from '../server/provider.ts';
import { decode } from './decode.ts';
import { quoteName } from './quote.ts';
import { refusalOf } from './server-refusal.ts';

export interface ClientOptions {
  readonly database?: string;
  /** Only for the lab's own SQL: a lesson's statements go one at a time. */
  readonly multipleStatements?: boolean;
  /** Gives up opening. Later it is of no account. */
  readonly signal?: AbortSignal;
}

/** An answer may have so many bytes: more is no lesson, and would fill the memory before it is shown. */
const largestAnswer = 64 * 1024 * 1024;

/** How often an answer's size is looked at, in ms; a fast server sends some 30 MB in this time. */
const lookMs = 50;

/**
 * How long the lab's own statements wait for a definition that others hold, in s. The server's own limit is a year, and a
 * backup may hold everybody up. Whatever holds a lesson's tables, once its connections are gone, does so for ever.
 */
export const lockWaitSeconds = 15;

/**
 * What a server may have set otherwise for everybody, and lessons take for granted. The level is the
 * observer's; sessions get theirs afterwards. In words that old servers and MariaDB understand too, so that
 * the probe gets to say what is wrong with them.
 */
const ownSettings = [
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE',
  // Some 24 days, the most that every system allows: a lab may be left open overnight.
  `SET SESSION wait_timeout = 2147483, SESSION ${[
    'autocommit = 1',
    `lock_wait_timeout = ${lockWaitSeconds}`,
    "completion_type = 'NO_CHAIN'",
    "sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    "default_storage_engine = 'InnoDB'",
    "default_tmp_storage_engine = 'InnoDB'",
    'foreign_key_checks = 1',
    'unique_checks = 1',
    'sql_safe_updates = 0',
    'sql_select_limit = 18446744073709551615',
    'sql_big_selects = 1',
    'auto_increment_increment = 1',
    'auto_increment_offset = 1',
    // Which index is taken decides what is locked.
    "optimizer_switch = 'default'",
  ].join(', SESSION ')}`,
];

/** What the driver asks for with the charset utf8mb4; a reset would leave the server's own. */
const connectionCharset = 'SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci';

/** One connection that answers with outcomes and exact text. It runs one statement at a time. */
export class Client implements Disposable {
  readonly #connection: PromisedConnection;
  readonly #socket: Socket | undefined;
  readonly #pending = new Set<() => void>();
  readonly #onLost = new Set<(reason: string) => void>();
  #isLost = false;
  /** Resolves with the reason when the connection dies, also while idle. */
  readonly lost: Promise<string>;

  private constructor(connection: PromisedConnection, socket: Socket | undefined) {
    this.#connection = connection;
    this.#socket = socket;
    this.lost = new Promise((resolve) => {
      connection.on('error', (error: Error) => resolve(error.message));
      connection.on('end', () => resolve('The server closed the connection.'));
      // The driver tells a reset to the statement in flight alone, if there is one.
      socket?.once('close', () => resolve('The server closed the connection.'));
    });
    void this.lost.then((reason) => {
      this.#isLost = true;
      for (const tell of this.#onLost) tell(reason);
    });
  }

  /** @throws ServerRefusal when the server cannot be reached or refuses, or the signal's reason. */
  static async open(address: ServerAddress, { signal, ...options }: ClientOptions = {}): Promise<Client> {
    signal?.throwIfAborted();
    const { user, password, socketPath, host, port, tls } = address;
    const connection = createConnection({
      user,
      password,
      ...(socketPath !== undefined ? { socketPath } : { host: host ?? '127.0.0.1', port: port ?? 3306 }),
      ...(tls && { ssl: secured(tls) }),
      ...options,
      charset: 'utf8mb4',
      connectTimeout: 10_000,
      rowsAsArray: true,
      typeCast: false,
      supportBigNumbers: true,
      bigNumberStrings: true,
      jsonStrings: true,
      // The driver makes room for all of them at once, and its own number is 16,000.
      maxPreparedStatements: 100,
      // A no-op UPDATE must report 0 affected rows, as the mysql client does.
      flags: ['-FOUND_ROWS'],
      // A server must not be able to ask for the user's files.
      infileStreamFactory: () => {
        throw new Error('LOAD DATA LOCAL is not allowed in the lab.');
      },
    });
    await connected(connection, signal);
    const opened = new Client(connection.promise(), socketOf(connection));
    return await endOnFailure(opened, signal, async (client) => {
      for (const sql of ownSettings) await client.query(sql);
      return client;
    });
  }

  get connectionId(): number {
    return this.#connection.threadId;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /**
   * The same as `lost`, for as long as somebody wants to know: a connection may outlive many who use it, and a promise
   * would keep all of them. Returns what ends it.
   */
  whenLost(tell: (reason: string) => void): () => void {
    this.#onLost.add(tell);
    return () => this.#onLost.delete(tell);
  }

  /**
   * Makes everything as it was when the connection was opened: rolls back, lets go of every lock, forgets variables,
   * temporary tables and prepared statements. Nothing may be in flight.
   * https://dev.mysql.com/doc/c-api/9.7/en/mysql-reset-connection.html
   */
  async reset(database: string): Promise<void> {
    await this.#guard(async () => [await this.#connection.reset(), undefined]);
    for (const sql of [connectionCharset, ...ownSettings, `USE ${quoteName(database)}`])
      await this.query(sql);
  }

  /** Runs one statement. Never rejects: an error and a lost connection are outcomes. */
  execute(sql: string): Promise<Outcome> {
    return this.#send(sql).then(toOutcome, toFailure);
  }

  /** The same as a prepared statement, with a value for every question mark. */
  executeWith(sql: string, values: readonly Parameter[]): Promise<Outcome> {
    const exact = { rowsAsArray: true, typeCast: true, dateStrings: true };
    return this.#guard(() =>
      this.#connection.execute<QueryResult>({ sql, values: [...values], ...exact }),
    ).then(toOutcome, toFailure);
  }

  /** Runs the lab's own statement. @throws ServerRefusal, UserError when the server went away. */
  async query(sql: string): Promise<TableRows> {
    return toRows(await this.#ask(sql));
  }

  /** Runs the lab's own statements in one round trip; one result each. @throws as `query` does. */
  async queries(statements: readonly string[]): Promise<readonly TableRows[]> {
    const [results, fields] = await this.#ask(statements.join(';\n'));
    if (statements.length === 1) return [toRows([results, fields])];
    return statements.map((_, index) => toRows([nth(results, index), nth(fields, index)]));
  }

  async #ask(sql: string): Promise<Answer> {
    try {
      return await this.#send(sql);
    } catch (error) {
      if (toFailure(error).kind !== 'lost') throw refusalOf(error) ?? error;
      throw new UserError('The server went away.', {
        exitCode: exitCodes.noServer,
        next: ['Start the lesson again; a server of the lab is started anew.'],
        cause: error,
      });
    }
  }

  #send(sql: string): Promise<Answer> {
    return this.#guard(() => this.#connection.query<QueryResult>(sql));
  }

  /** The driver leaves a statement without an answer when its connection is destroyed; here it gets one. */
  async #guard(send: () => Promise<Answer>): Promise<Answer> {
    let abandon: () => void = () => {};
    const abandoned = new Promise<never>((_, reject) => {
      abandon = () => reject(new Error('The lab closed the connection.'));
    });
    this.#pending.add(abandon);
    const tooMuch = Promise.withResolvers<never>();
    const received = () => this.#socket?.bytesRead ?? 0;
    const before = received();
    const look = setInterval(() => {
      if (received() - before <= largestAnswer) return;
      tooMuch.reject(
        new Error(
          `The answer is larger than ${largestAnswer / 1024 / 1024} MB; the lab closed the connection.`,
        ),
      );
      close(this.#connection, this.#socket);
    }, lookMs).unref();
    try {
      return await Promise.race([send(), abandoned, tooMuch.promise]);
    } finally {
      clearInterval(look);
      this.#pending.delete(abandon);
    }
  }

  /** Closes at once, whatever is in flight. */
  destroy(): void {
    for (const abandon of this.#pending) abandon();
    close(this.#connection, this.#socket);
  }

  [Symbol.dispose](): void {
    this.destroy();
  }
}

/**
 * The driver alone would only say that it sends no more: an endless answer would still come in, and a server that
 * stays silent would keep the process alive.
 */
const close = (connection: Pick<Connection, 'destroy'>, socket: Socket | undefined): void => {
  connection.destroy();
  socket?.destroy();
};

/** A connection's socket, which the driver does not declare. */
const socketOf = (connection: Connection): Socket | undefined =>
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

type Answer = readonly [unknown, unknown];

const nth = (list: unknown, index: number): unknown => (Array.isArray(list) ? list[index] : undefined);

const isHeader = (result: unknown): result is ResultSetHeader =>
  typeof result === 'object' && result !== null && 'affectedRows' in result;

const isFields = (fields: unknown): fields is readonly FieldPacket[] =>
  Array.isArray(fields) && (fields.length === 0 || !Array.isArray(fields[0])) && fields[0] !== undefined;

/** Bytes of text, as plain statements are answered; prepared ones are answered in binary, which the driver reads. */
type Cell = Buffer | string | number | null;

const isCellRows = (rows: unknown): rows is readonly (readonly Cell[])[] => Array.isArray(rows);

const toRows = ([rows, fields]: Answer): TableRows => {
  if (!isFields(fields) || !isCellRows(rows)) return { columns: [], rows: [] };
  return {
    columns: fields.map((field) => field.name),
    rows: rows.map((row) =>
      row.map((value, column) => {
        const field = fields[column];
        if (typeof value === 'string' || typeof value === 'number') return String(value);
        return field === undefined ? null : decode(value, field);
      }),
    ),
  };
};

const toOutcome = ([result, fields]: Answer): Outcome => {
  if (isHeader(result)) {
    return {
      kind: 'ok',
      affected: result.affectedRows,
      // The driver reads the id as signed; ids are not.
      ...(String(result.insertId) !== '0' && {
        insertId: BigInt.asUintN(64, BigInt(result.insertId)).toString(),
      }),
      warnings: result.warningStatus,
      info: result.info ?? '',
    };
  }
  // CALL answers with several results; the first one with rows is the one to show.
  if (Array.isArray(fields) && Array.isArray(fields[0])) return toOutcome([nth(result, 0), fields[0]]);
  return { kind: 'rows', ...toRows([result, fields]) };
};

const toFailure = (error: unknown): Outcome => {
  if (!(error instanceof Error)) throw error;
  const { errno, code, sqlState, fatal, message } = error as Error & Partial<ServerError>;
  if (errno === undefined || sqlState === undefined || fatal === true) return { kind: 'lost', message };
  const symbol = code?.startsWith('ER_') ? code : `ER_${errno}`;
  return { kind: 'error', errno, symbol, sqlState, message };
};

interface ServerError {
  readonly errno: number;
  readonly code: string;
  readonly sqlState: string;
  readonly fatal: boolean;
}

/** The server's own error number, when an error is the server's answer. */
export const serverErrno = (error: unknown): number | undefined =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number' ? error.errno : undefined;

import type { Socket } from 'node:net';
import type { Connection, FieldPacket } from 'mysql2';
import { endOnFailure } from '../ending.ts';
import type { Origin, TableRows } from '../engine/events.ts';

import { countsIn, type Outcome, type ResultSet } from '../engine/outcome.ts';
import { exitCodes, UserError } from '../errors.ts';
import type { ServerAddress } from '../hosts/provider.ts';
import { errorSymbol } from '../lesson/error-symbols.ts';
import { AnswerTooLarge, mostOf, type Result, readAnswer } from './answer.ts';
import { type ClientOptions, close, connect, socketOf } from './connecting.ts';
import { refusalOf } from './server-refusal.ts';

/** SERVER_STATUS_IN_TRANS and SERVER_STATUS_NO_BACKSLASH_ESCAPES of the protocol. */
const statusInTransaction = 1;
const statusNoBackslashEscapes = 512;

/** How often the bytes of an answer are looked at, in ms; a fast server sends some 30 MB in this time. */
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
const ownVariables = [
  // Some 24 days, the most that every system allows: a lab may be left open overnight.
  'wait_timeout = 2147483',
  'autocommit = 1',
  `lock_wait_timeout = ${lockWaitSeconds}`,
  "completion_type = 'NO_CHAIN'",
  // What is said of an UPDATE is read.
  "lc_messages = 'en_US'",
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
].map((assignment) => `SESSION ${assignment}`);
/** Old servers and MariaDB have another name for it, or none, and take this for a comment. */
const noTimeLimit = '/*!50708 , SESSION max_execution_time = 0 */';
const ownSettings = [
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE',
  `SET ${ownVariables.join(', ')} ${noTimeLimit}`,
];

/** The same in one statement, after a reset: by then it is known what server that is. */
const anew = [
  // What the driver asks for with the charset utf8mb4; a reset leaves the server's own.
  'SET NAMES utf8mb4 COLLATE utf8mb4_general_ci',
  "SESSION transaction_isolation = 'REPEATABLE-READ'",
  'SESSION transaction_read_only = 0',
  'SESSION max_execution_time = 0',
  ...ownVariables,
];

/**
 * One connection that answers with outcomes and exact text. It runs one statement at a time, and keeps the process
 * alive only meanwhile.
 */
export class Client implements Disposable {
  readonly #connection: Connection;
  readonly #socket: Socket | undefined;
  readonly #pending = new Set<(error: Error) => void>();
  readonly #onLost = new Set<(reason: string) => void>();
  #isLost = false;
  #inTransaction: boolean | undefined;
  #backslashEscapes = true;
  /** Why the lab itself closed it. */
  #closedBecause: string | undefined;
  /** Resolves with the reason when the connection dies, also while idle. */
  readonly lost: Promise<string>;

  private constructor(connection: Connection) {
    this.#connection = connection;
    this.#socket = socketOf(connection);
    this.lost = new Promise((resolve) => {
      connection.on('error', (error: Error) => {
        if (this.#pending.size === 0) resolve(lossIn(error));
        else for (const fail of this.#pending) fail(error);
      });
      const closed = () => resolve(this.#closedBecause ?? 'The server closed the connection.');
      connection.on('end', closed);
      // The driver tells a reset to the statement in flight alone, if there is one.
      this.#socket?.once('close', closed);
    });
    void this.lost.then((reason) => {
      this.#isLost = true;
      for (const tell of this.#onLost) tell(reason);
    });
  }

  /** @throws ServerRefusal when the server cannot be reached or refuses, or the signal's reason. */
  static async open(address: ServerAddress, { signal, ...options }: ClientOptions = {}): Promise<Client> {
    signal?.throwIfAborted();
    const opened = new Client(await connect(address, options, signal));
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
   * temporary tables and prepared statements. The schema stays. Nothing may be in flight.
   * https://dev.mysql.com/doc/c-api/9.7/en/mysql-reset-connection.html
   *
   * @param settings are set besides: assignments of SET.
   */
  async reset(...settings: readonly string[]): Promise<void> {
    this.#inTransaction = undefined;
    this.#backslashEscapes = true;
    await this.#resetAlone();
    await this.query([...anew, ...settings].join(', '));
  }

  #resetAlone(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fail = (error: Error): void => {
      this.#end(fail);
      reject(error);
    };
    this.#begin(fail);
    this.#connection.reset((error) => {
      if (error != null) return fail(error);
      this.#end(fail);
      resolve();
    });
    return promise;
  }

  /** Somebody waits for an answer; `fail` tells that there is none. */
  #begin(fail: (error: Error) => void): void {
    this.#pending.add(fail);
    this.#socket?.ref();
  }

  #end(fail: (error: Error) => void): void {
    this.#pending.delete(fail);
    if (this.#pending.size === 0) this.#socket?.unref();
  }

  /**
   * Whether a transaction is open that does not end with its statement: the server says so when a statement that `execute`
   * ran has done something. Undefined after rows (the driver leaves out what comes behind them) and errors.
   * https://dev.mysql.com/doc/dev/mysql-server/9.7.0/mysql__com_8h.html (SERVER_STATUS_IN_TRANS)
   */
  get inTransaction(): boolean | undefined {
    return this.#inTransaction;
  }

  /** Whether a backslash in a string escapes what follows; not in sql_mode NO_BACKSLASH_ESCAPES, says the server. */
  get backslashEscapes(): boolean {
    return this.#backslashEscapes;
  }

  /** Runs one statement. Never rejects: an error and a lost connection are outcomes. */
  async execute(sql: string): Promise<Outcome> {
    this.#inTransaction = undefined;
    let before: readonly Result[] = [];
    try {
      const { results } = await this.#send(sql, (failed) => {
        before = failed;
      });
      const last = results.at(-1);
      if (last !== undefined && 'serverStatus' in last) {
        this.#inTransaction = (last.serverStatus & statusInTransaction) !== 0;
        this.#backslashEscapes = (last.serverStatus & statusNoBackslashEscapes) === 0;
      }
      return toOutcome(results);
    } catch (error) {
      const failure = toFailure(error);
      const sets = before.flatMap(setOf);
      return failure.kind === 'error' && sets.length > 0 ? { ...failure, results: sets } : failure;
    }
  }

  /** Runs the lab's own statement. @throws ServerRefusal, AnswerTooLarge, or UserError when the server went away. */
  async query(sql: string): Promise<TableRows> {
    return toRows((await this.#ask(sql))[0]);
  }

  /** Runs the lab's own statements in one round trip; one result each. @throws as `query` does. */
  async queries(statements: readonly string[]): Promise<readonly TableRows[]> {
    const results = await this.#ask(statements.join(';\n'));
    return statements.map((_, index) => toRows(results[index]));
  }

  /** The same, with where each column comes from. @throws as `query` does. */
  async described(statements: readonly string[]): Promise<readonly DescribedRows[]> {
    const { results, columns } = await this.#answers(statements.join(';\n'));
    return statements.map((_, index) => {
      const result = results[index];
      const fields = result && columns.get(result);
      return { ...toRows(result), origins: (fields ?? []).map(originOf) };
    });
  }

  async #ask(sql: string): Promise<readonly Result[]> {
    return (await this.#answers(sql)).results;
  }

  async #answers(sql: string): Promise<Answers> {
    try {
      return await this.#send(sql);
    } catch (error) {
      if (error instanceof AnswerTooLarge) throw error;
      if (toFailure(error).kind !== 'lost') throw refusalOf(error) ?? error;
      throw wentAway(error);
    }
  }

  /**
   * The driver leaves a statement without an answer when its connection dies or is destroyed, or cannot send any more;
   * here it gets one. `onPart` is told what came in before the server answered with an error.
   */
  #send(sql: string, onPart?: (results: readonly Result[]) => void): Promise<Answers> {
    const connection = this.#connection;
    const { promise, resolve, reject } = Promise.withResolvers<Answers>();
    const received = () => this.#socket?.bytesRead ?? 0;
    const before = received();
    const look = setInterval(() => {
      if (received() - before > mostOf.bytes) fail(new AnswerTooLarge(`${mostOf.bytes / 1024 / 1024} MB`));
    }, lookMs).unref();
    let stop = (): void => {};
    const settle = (): void => {
      stop();
      clearInterval(look);
      this.#end(fail);
    };
    const fail = (error: Error): void => {
      settle();
      reject(error);
      if (error instanceof AnswerTooLarge) this.destroy(error.message);
    };
    this.#begin(fail);
    try {
      stop = readAnswer(connection.query(sql), {
        onResults: (results, columns) => {
          settle();
          resolve({ results, columns });
        },
        onError: (error, part) => {
          onPart?.(part);
          fail(error);
        },
      });
    } catch (error) {
      // It throws for what it cannot send at all, and tells nobody.
      fail(error instanceof Error ? error : new Error(String(error)));
    }
    return promise;
  }

  /** Closes at once, whatever is in flight: that is lost, for this reason. */
  destroy(why = 'The lab closed the connection.'): void {
    this.#closedBecause ??= why;
    for (const fail of this.#pending) fail(new Error(this.#closedBecause));
    close(this.#connection, this.#socket);
  }

  [Symbol.dispose](): void {
    this.destroy();
  }
}

export const wentAway = (cause: unknown): UserError =>
  new UserError('The server went away.', {
    exitCode: exitCodes.noServer,
    next: ['Start the lesson again; a server of the lab is started anew.'],
    cause,
  });

interface Answers {
  readonly results: readonly Result[];
  readonly columns: ReadonlyMap<Result, readonly FieldPacket[]>;
}

/** Rows, with where each of their columns comes from; null for what is computed. */
export interface DescribedRows extends TableRows {
  readonly origins: readonly (Origin | null)[];
}

const originOf = ({ orgTable, orgName, table }: FieldPacket): Origin | null =>
  orgTable === '' || orgName === '' ? null : { table: orgTable, column: orgName, alias: table };

const toRows = (result: Result | undefined): TableRows =>
  result !== undefined && 'rows' in result ? result : { columns: [], rows: [] };

const setOf = (result: Result): readonly ResultSet[] => ('rows' in result ? [result] : []);

/** CALL answers with several results, the last one without rows. */
const toOutcome = (results: readonly Result[]): Outcome => {
  const [first, ...more] = results.flatMap(setOf);
  if (first !== undefined) return { kind: 'rows', ...first, ...(more.length > 0 && { more }) };
  const result = results.at(-1);
  if (result === undefined || 'rows' in result)
    throw new Error('The driver told of an end, and of no result.');
  const info = result.info ?? '';
  return {
    kind: 'ok',
    affected: result.affectedRows,
    // The driver reads the id as signed; ids are not.
    ...(String(result.insertId) !== '0' && {
      insertId: BigInt.asUintN(64, BigInt(result.insertId)).toString(),
    }),
    warnings: result.warningStatus,
    info,
    ...countsIn(info),
  };
};

const toFailure = (error: unknown): Outcome => {
  if (!(error instanceof Error)) throw error;
  const { errno, sqlState, fatal, message } = error as Error & Partial<ServerError>;
  if (errno === undefined || sqlState === undefined || fatal === true)
    return { kind: 'lost', message: lossIn(error) };
  return { kind: 'error', errno, symbol: errorSymbol(errno), sqlState, message };
};

/** The driver puts before some reasons what every report says anyway. */
const lossIn = ({ message }: Error): string => message.replace(/^Connection lost: /, '');

interface ServerError {
  readonly errno: number;
  readonly code: string;
  readonly sqlState: string;
  readonly fatal: boolean;
}

/** The server's own error number, when an error is the server's answer. */
export const serverErrno = (error: unknown): number | undefined =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number' ? error.errno : undefined;

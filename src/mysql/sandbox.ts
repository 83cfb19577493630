import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import type { Sandbox, Session } from '../engine/ports.ts';
import { UserError } from '../errors.ts';
import type { Level } from '../lesson/level.ts';
import type { ServerAddress } from '../server/provider.ts';
import { Client, serverErrno } from './client.ts';
import { MysqlObserver } from './observer.ts';
import { quoteName } from './quote.ts';
import type { ReadingLimit } from './reading-limit.ts';
import { explainRefusal } from './refusal.ts';
import { type ConnectionState, MysqlSession } from './session.ts';

/**
 * How long a lesson's statement may wait for a lock before the server gives up. Far beyond any run: a
 * student who reads slowly must not change the outcome. A lesson that wants 1205 sets its own value.
 */
const lockWaitSeconds = 86_400;
/** How often it is looked whether a setup has been rolled back, in ms. A large one takes its time. */
const lookAgainMs = 10;
/** No such thread: it has ended by itself. */
const noSuchThread = 1094;

export interface SandboxParts {
  /** Where the server is, for messages. */
  readonly place: string;
  readonly schema: string;
  /** How the lesson's own account connects. */
  readonly address: ServerAddress;
  /** The observer's connection, inside the schema. */
  readonly observing: Client;
  /** For what the observer reads of the lesson's own. */
  readonly readingLimit: ReadingLimit;
  /** A connection of the lesson's account, for setup and for ending the account's own connections. */
  readonly steward: Client;
  readonly breaksDeadlocks: boolean;
  /** Removes the schema and the account. */
  readonly remove: () => Promise<void>;
}

export class MysqlSandbox implements Sandbox {
  readonly observer: MysqlObserver;
  readonly #parts: SandboxParts;
  readonly #clients: Client[] = [];
  /** Ends connections. The one that sets up, unless it was busy with that when everything had to end. */
  #steward: Client;
  #isSettingUp = false;
  #disposal: Promise<void> | undefined;

  constructor(parts: SandboxParts) {
    this.#parts = parts;
    this.#steward = parts.steward;
    this.observer = new MysqlObserver(
      parts.observing,
      parts.schema,
      parts.breaksDeadlocks,
      parts.readingLimit,
    );
  }

  async setUp(statements: readonly string[]): Promise<void> {
    this.#isSettingUp = true;
    try {
      await this.#fill(statements);
    } finally {
      this.#isSettingUp = false;
    }
  }

  async #fill(statements: readonly string[]): Promise<void> {
    const { steward } = this.#parts;
    for (const sql of statements) {
      const outcome = await steward.execute(sql);
      if (outcome.kind === 'rows' || outcome.kind === 'ok') continue;
      const answer =
        outcome.kind === 'error' ? `ERROR ${outcome.errno} (${outcome.symbol})` : 'Connection lost';
      throw new UserError(`The lesson's setup failed.\n  ${sql}\n  ${answer}: ${outcome.message}`, {
        next: ['Correct this statement in the setup of the lesson (or of its variant).'],
      });
    }
    // What the setup left open would keep the sessions out of its rows.
    await steward.query('COMMIT');
    await this.#analyze();
  }

  /**
   * Which index the server takes, and so which rows it locks, depends on its statistics. New tables have none
   * until a background thread makes them, which on a busy server may be before or after a lesson's statement.
   */
  async #analyze(): Promise<void> {
    const { steward } = this.#parts;
    const { rows } = await steward.query("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'");
    const tables = rows.flatMap(([name]) => (name == null ? [] : [quoteName(name)]));
    if (tables.length > 0) await steward.query(`ANALYZE NO_WRITE_TO_BINLOG TABLE ${tables.join(', ')}`);
  }

  async openSession(name: string, level: Level): Promise<Session> {
    const { place, address, schema } = this.#parts;
    const client = await explainRefusal(place, () => Client.open(address, { database: schema }));
    if (this.#disposal !== undefined) {
      client.destroy();
      throw new Error('The sandbox was removed while a session was being opened.');
    }
    this.#clients.push(client);
    await client.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${level}`);
    await client.query(
      `SET SESSION innodb_lock_wait_timeout = ${lockWaitSeconds}, SESSION lock_wait_timeout = ${lockWaitSeconds}`,
    );
    await this.observer.addSession(name, client.connectionId);
    return new MysqlSession(name, client, {
      killQuery: (id) => this.#kill('QUERY', id),
      stateOf: (id) => this.#stateOf(id),
      end: (id) => this.#end(id),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #dispose(): Promise<void> {
    const { observing, steward, remove } = this.#parts;
    try {
      if (this.#isSettingUp) await this.#replaceSteward();
      // A closed socket alone does not end a statement that waits for a lock.
      for (const client of this.#clients) await this.#kill('CONNECTION', client.connectionId);
    } finally {
      for (const client of [...this.#clients, observing, steward, this.#steward]) client.destroy();
      await remove();
    }
  }

  /** A long statement of the setup holds its tables until it is rolled back, and its connection can do nothing else. */
  async #replaceSteward(): Promise<void> {
    const { address, steward } = this.#parts;
    this.#steward = await Client.open(address);
    await this.#kill('CONNECTION', steward.connectionId);
    while ((await this.#stateOf(steward.connectionId)) !== 'gone') await delay(lookAgainMs);
  }

  /** Its transaction is rolled back before the server forgets a connection. */
  async #end(connectionId: number): Promise<void> {
    try {
      // On the way out all of them are ended anyway.
      if (this.#disposal === undefined) await this.#kill('CONNECTION', connectionId);
      while (this.#disposal === undefined && (await this.#stateOf(connectionId)) !== 'gone')
        await setImmediate();
    } catch {
      // Nobody is left to ask: the server itself is gone, and every connection with it.
    }
  }

  async #stateOf(connectionId: number): Promise<ConnectionState> {
    const { rows } = await this.#steward.query(
      `SELECT command FROM information_schema.processlist WHERE id = ${connectionId}`,
    );
    const [row] = rows;
    if (row === undefined) return 'gone';
    return row[0] === 'Sleep' ? 'idle' : 'at work';
  }

  async #kill(what: 'QUERY' | 'CONNECTION', connectionId: number): Promise<void> {
    try {
      await this.#steward.query(`KILL ${what} ${connectionId}`);
    } catch (error) {
      if (serverErrno(error) !== noSuchThread) throw error;
    }
  }
}

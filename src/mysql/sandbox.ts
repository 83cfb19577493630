import { setTimeout as delay } from 'node:timers/promises';
import type { Sandbox, Session } from '../engine/ports.ts';
import type { Level } from '../lesson/level.ts';
import type { ServerAddress } from '../server/provider.ts';
import { Client } from './client.ts';
import { LastingClient } from './lasting-client.ts';
import { MysqlObserver } from './observer.ts';
import type { Observing } from './observing.ts';
import { explainRefusal } from './refusal.ts';
import { MysqlSession } from './session.ts';
import { runSetup, setupLimitMs } from './setup.ts';
import { Steward } from './steward.ts';

/**
 * How long a lesson's statement may wait for a lock before the server gives up. Far beyond any run: a
 * student who reads slowly must not change the outcome. A lesson that wants 1205 sets its own value.
 */
const lockWaitSeconds = 86_400;
/** How often it is looked whether the server has ended a connection, in ms: soon at first. */
const firstLookMs = 1;
const slowestLookMs = 20;
/** How long the server may take to roll back what a setup did, in ms. A large one takes its time. */
const rollbackMs = 30_000;

export interface SandboxParts {
  /** Where the server is, for messages. */
  readonly place: string;
  readonly schema: string;
  /** How the lesson's own account connects. */
  readonly address: ServerAddress;
  /** The observer's connection, inside the schema. */
  readonly observing: Observing;
  /** A connection of the lesson's account, for setup and for ending the account's own connections. */
  readonly steward: Client;
  readonly breaksDeadlocks: boolean;
  /** Runs a statement over the administrator's connection. @throws the server's error, where it may not for instance */
  readonly asAdmin: (sql: string) => Promise<void>;
  /** Removes the schema and the account. */
  readonly remove: () => Promise<void>;
}

export class MysqlSandbox implements Sandbox {
  readonly observer: MysqlObserver;
  readonly #parts: SandboxParts;
  readonly #clients: Client[] = [];
  /** Sets up and ends connections; another one when it was busy with the setup and that had to end. */
  readonly #own: LastingClient;
  readonly #steward: Steward;
  #isSettingUp = false;
  #disposal: Promise<void> | undefined;

  constructor(parts: SandboxParts) {
    this.#parts = parts;
    const { address, schema, place, asAdmin } = parts;
    this.#own = new LastingClient(parts.steward, {
      place,
      open: () => Client.open(address, { database: schema }),
      isThere: () =>
        asAdmin('DO 0').then(
          () => true,
          () => false,
        ),
    });
    this.#steward = new Steward(this.#own);
    this.observer = new MysqlObserver(parts.observing, parts.schema, parts.breaksDeadlocks);
  }

  async setUp(statements: readonly string[], limitMs: number = setupLimitMs): Promise<void> {
    this.#isSettingUp = true;
    try {
      await runSetup(await this.#own.current, statements, limitMs, () => this.#endSetup());
    } finally {
      this.#isSettingUp = false;
    }
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
      killQuery: (id) => this.#steward.kill('QUERY', id),
      stateOf: (id) => this.#steward.stateOf(id),
      end: (id, patienceMs) => this.#end(id, patienceMs),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #dispose(): Promise<void> {
    const { observing, asAdmin, remove } = this.#parts;
    try {
      if (this.#isSettingUp) await this.#endSetup();
      // A closed socket alone does not end a statement that waits for a lock.
      for (const { connectionId } of this.#clients) {
        // A lesson that ends every other connection of its account as soon as it is there may keep this one from it.
        await this.#steward.kill('CONNECTION', connectionId).catch(() => asAdmin(`KILL ${connectionId}`));
      }
    } finally {
      for (const client of [...this.#clients, observing, this.#own]) client.destroy();
      await remove();
    }
  }

  /** A long statement of the setup holds its tables until it is rolled back, and its connection can do nothing else. */
  async #endSetup(): Promise<boolean> {
    const { connectionId } = await this.#own.replace();
    await this.#steward.kill('CONNECTION', connectionId);
    return await this.#isGone(connectionId, rollbackMs);
  }

  /** Its transaction is rolled back before the server forgets a connection. */
  async #end(connectionId: number, patienceMs: number): Promise<'gone' | 'at work'> {
    // On the way out all of them are ended anyway.
    if (this.#disposal !== undefined) return 'gone';
    try {
      await this.#steward.kill('CONNECTION', connectionId);
      return (await this.#isGone(connectionId, patienceMs, () => this.#disposal !== undefined))
        ? 'gone'
        : 'at work';
    } catch {
      // Nobody is left to ask: the server itself is gone, and every connection with it.
      return 'gone';
    }
  }

  /** Resolves when the server has ended a connection, or it does not matter any more; with false after so many ms. */
  async #isGone(connectionId: number, patienceMs: number, isOver = () => false): Promise<boolean> {
    const since = performance.now();
    for (let lookMs = firstLookMs; !isOver(); lookMs = Math.min(lookMs * 1.5, slowestLookMs)) {
      if ((await this.#steward.stateOf(connectionId)) === 'gone') return true;
      if (performance.now() - since > patienceMs) return false;
      await delay(lookMs);
    }
    return true;
  }
}

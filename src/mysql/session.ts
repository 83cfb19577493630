import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../engine/outcome.ts';
import type { Parameter, Session } from '../engine/ports.ts';
import type { Client } from './client.ts';

/** What can be done to a session's connection from another one of the same account. */
export interface Connections {
  /** KILL QUERY. Nothing happens while the connection is idle. */
  readonly killQuery: (connectionId: number) => Promise<void>;
  /** Is it working on a statement, or waiting in one? */
  readonly isAtWork: (connectionId: number) => Promise<boolean>;
  /** Ends it, and resolves when the server has: its transaction is rolled back by then. Never rejects. */
  readonly end: (connectionId: number) => Promise<void>;
}

/** How long the server may take to read a statement that is to be cancelled before it is asked again, in ms. */
const lookAgainMs = 10;

/** How long a statement may take to end after a KILL before there is another one, in ms. Nearly always one is enough. */
const killAgainMs = 500;

export class MysqlSession implements Session {
  readonly name: string;
  readonly lost: Promise<string>;
  readonly #client: Client;
  readonly #connections: Connections;
  /** Settles with the answer to the statement in flight, if there is one. */
  #inFlight: Promise<Outcome> | undefined;
  #cancelling: Promise<void> | undefined;
  #end: Promise<void> | undefined;

  constructor(name: string, client: Client, connections: Connections) {
    this.name = name;
    this.#client = client;
    this.#connections = connections;
    this.lost = client.lost.then(async (reason) => {
      await this.#ended();
      return reason;
    });
  }

  execute(sql: string): Promise<Outcome> {
    return this.#answered(() => this.#client.execute(sql));
  }

  executeWith(sql: string, values: readonly Parameter[]): Promise<Outcome> {
    return this.#answered(() => this.#client.executeWith(sql, values));
  }

  cut(): Promise<void> {
    this.#client.destroy();
    return this.#ended();
  }

  cancel(): Promise<void> {
    this.#cancelling ??= this.#cancel().finally(() => {
      this.#cancelling = undefined;
    });
    return this.#cancelling;
  }

  async #answered(send: () => Promise<Outcome>): Promise<Outcome> {
    // A KILL that is still on its way would hit this statement.
    const sent = this.#cancelling === undefined ? send() : this.#cancelling.then(send, send);
    this.#inFlight = sent;
    const outcome = await sent;
    this.#inFlight = undefined;
    if (outcome.kind === 'lost') await this.#ended();
    return outcome;
  }

  /**
   * A KILL that comes before the server has read the statement, or between preparing and executing it, ends
   * nothing. So the server is asked first, and again until there is an answer.
   */
  async #cancel(): Promise<void> {
    const { connectionId } = this.#client;
    const sent = this.#inFlight;
    if (sent === undefined) return;
    while (this.#inFlight === sent) {
      const isAtWork = await this.#connections.isAtWork(connectionId);
      if (isAtWork) await this.#connections.killQuery(connectionId);
      await Promise.race([sent, delay(isAtWork ? killAgainMs : lookAgainMs, undefined, { ref: false })]);
    }
  }

  /**
   * The client's side of a connection is closed before the server has rolled its transaction back: until then
   * it still holds its locks. Who is lost is lost only when the server has noticed, too.
   */
  #ended(): Promise<void> {
    this.#end ??= this.#connections.end(this.#client.connectionId);
    return this.#end;
  }
}

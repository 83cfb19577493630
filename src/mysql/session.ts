import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../engine/outcome.ts';
import type { Parameter, Session } from '../engine/ports.ts';
import type { Client } from './client.ts';
import type { OwnNames } from './own-names.ts';

/** What can be done to a session's connection from another one of the same account. */
export interface Connections {
  /** KILL QUERY. Nothing happens while the connection is idle. */
  readonly killQuery: (connectionId: number) => Promise<void>;
  /** `at work` on a statement, or waiting in one; `gone` when the server has no such connection any more. */
  readonly stateOf: (connectionId: number) => Promise<ConnectionState>;
  /** Ends it, and resolves when the server has: its transaction is rolled back by then. Never rejects. */
  readonly end: (connectionId: number) => Promise<void>;
}

export type ConnectionState = 'at work' | 'idle' | 'gone';

/** How long a statement that is to be cancelled is left to end before the server is asked again, in ms. */
const patienceMs: Readonly<Record<ConnectionState, number>> = {
  /** After a KILL. Nearly always one is enough. */
  'at work': 500,
  /** The server has not read the statement yet. */
  idle: 10,
  /** The answer may still be on its way. */
  gone: 500,
};

export class MysqlSession implements Session {
  readonly name: string;
  readonly lost: Promise<string>;
  readonly #client: Client;
  readonly #names: OwnNames;
  readonly #connections: Connections;
  /** Settles with the answer to the statement in flight, if there is one. */
  #inFlight: Promise<Outcome> | undefined;
  #cancelling: { readonly statement: Promise<Outcome>; readonly done: Promise<void> } | undefined;
  #end: Promise<void> | undefined;
  /** Why the lab has cut it. */
  #cutBecause: string | undefined;

  constructor(name: string, client: Client, names: OwnNames, connections: Connections) {
    this.name = name;
    this.#client = client;
    this.#names = names;
    this.#connections = connections;
    this.lost = client.lost.then(async (reason) => {
      await this.#ended();
      return this.#cutBecause ?? reason;
    });
  }

  execute(sql: string): Promise<Outcome> {
    return this.#answered(() => this.#names.execute(this.#client, sql));
  }

  executeWith(sql: string, values: readonly Parameter[]): Promise<Outcome> {
    return this.#answered(() => this.#names.execute(this.#client, sql, values));
  }

  /** `because` is told as the reason of the loss. */
  cut(because?: string): Promise<void> {
    this.#cutBecause ??= because;
    this.#client.destroy();
    return this.#ended();
  }

  cancel(): Promise<void> {
    const statement = this.#inFlight;
    if (statement === undefined) return Promise.resolve();
    // The last statement's cancel may not be over when the next one is to be cancelled.
    if (this.#cancelling?.statement !== statement) {
      const done = this.#cancel(statement).finally(() => {
        if (this.#cancelling?.done === done) this.#cancelling = undefined;
      });
      this.#cancelling = { statement, done };
    }
    return this.#cancelling.done;
  }

  async #answered(send: () => Promise<Outcome>): Promise<Outcome> {
    // A KILL that is still on its way would hit this statement.
    const sent = this.#cancelling === undefined ? send() : this.#cancelling.done.then(send, send);
    this.#inFlight = sent;
    const outcome = await sent;
    this.#inFlight = undefined;
    if (outcome.kind !== 'lost') return outcome;
    await this.#ended();
    return { ...outcome, message: this.#cutBecause ?? outcome.message };
  }

  /**
   * A KILL that comes before the server has read the statement, or between preparing and executing it, ends
   * nothing. So the server is asked first, and again until there is an answer. There will be none when the server
   * has ended the connection and that never arrived: routers forget connections that were silent for long.
   */
  async #cancel(statement: Promise<Outcome>): Promise<void> {
    const { connectionId } = this.#client;
    while (this.#inFlight === statement) {
      const state = await this.#connections.stateOf(connectionId);
      if (state === 'at work') await this.#connections.killQuery(connectionId);
      await Promise.race([statement, delay(patienceMs[state], undefined, { ref: false })]);
      if (state === 'gone' && this.#inFlight === statement) this.#client.destroy();
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

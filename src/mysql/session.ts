import type { Outcome } from '../engine/outcome.ts';
import type { Parameter, Session } from '../engine/ports.ts';
import type { Client } from './client.ts';

export class MysqlSession implements Session {
  readonly name: string;
  readonly lost: Promise<string>;
  readonly #client: Client;
  readonly #kill: (connectionId: number) => Promise<void>;

  #cutting: Promise<void> | undefined;
  readonly #ended: (connectionId: number) => Promise<void>;

  constructor(
    name: string,
    client: Client,
    ends: {
      readonly kill: (connectionId: number) => Promise<void>;
      /** Resolves when the server has ended a connection that is closed on this side. */
      readonly ended: (connectionId: number) => Promise<void>;
    },
  ) {
    this.name = name;
    // Who is cut off is lost only when the server has noticed, too.
    this.lost = client.lost.then(async (reason) => {
      await this.#cutting;
      return reason;
    });
    this.#client = client;
    this.#kill = ends.kill;
    this.#ended = ends.ended;
  }

  execute(sql: string): Promise<Outcome> {
    return this.#client.execute(sql);
  }

  executeWith(sql: string, values: readonly Parameter[]): Promise<Outcome> {
    return this.#client.executeWith(sql, values);
  }

  cut(): Promise<void> {
    const { connectionId } = this.#client;
    this.#client.destroy();
    this.#cutting ??= this.#ended(connectionId);
    return this.#cutting;
  }

  cancel(): Promise<void> {
    return this.#kill(this.#client.connectionId);
  }
}

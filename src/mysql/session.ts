import type { Outcome } from '../engine/outcome.ts';
import type { Session } from '../engine/ports.ts';
import type { Client } from './client.ts';

export class MysqlSession implements Session {
  readonly name: string;
  readonly lost: Promise<string>;
  readonly #client: Client;
  readonly #kill: (connectionId: number) => Promise<void>;

  constructor(name: string, client: Client, kill: (connectionId: number) => Promise<void>) {
    this.name = name;
    this.lost = client.lost;
    this.#client = client;
    this.#kill = kill;
  }

  execute(sql: string): Promise<Outcome> {
    return this.#client.execute(sql);
  }

  cancel(): Promise<void> {
    return this.#kill(this.#client.connectionId);
  }
}

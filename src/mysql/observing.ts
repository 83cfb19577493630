import type { TableRows } from '../engine/events.ts';
import { AnswerTooLarge } from './answer.ts';
import { type Client, type DescribedRows, serverErrno } from './client.ts';

/** What takes longer, in ms, has not ended in time. */
const limitMs = 10_000;

/** How long the server lets a SELECT of this connection run, in ms: longer, so that what it ends is known to be late. */
const serverLimitMs = limitMs + 500;

/** What is asked only to say more is not waited for longer, in ms. */
const questionLimitMs = 1_000;

/** How much later it is held that it does not end, in ms: some statements do not look at whether they are to end. */
const graceMs = 5_000;

/**
 * Reading the watched tables must never wait long: not for a lock on their definition, and not for a view of the
 * lesson's that sleeps.
 */
const settings = `SET SESSION lock_wait_timeout = 1, SESSION max_execution_time = ${serverLimitMs}`;

/** Around a question that need not be answered: the server ends a SELECT that takes longer (error 3024). */
export const impatiently = `SET SESSION max_execution_time = ${questionLimitMs}`;
export const patiently = `SET SESSION max_execution_time = ${serverLimitMs}`;

/** What the lab itself asks over a connection, which has an end. */
export type Asked = Pick<Client, 'query' | 'queries'>;

/**
 * The observer's connection. Of what it reads for a lesson some may never end, and some is more than the lab reads:
 * then that connection is cut, and it goes on with another one.
 */
export class Observing implements Asked {
  readonly #connect: () => Promise<Client>;
  #client: Client;
  readonly #givenUp = new WeakSet<Client>();
  /** There while another connection takes its place. */
  #replacing: Promise<void> | undefined;
  #isClosed = false;

  private constructor(client: Client, connect: () => Promise<Client>) {
    this.#client = client;
    this.#connect = connect;
  }

  /** `connect` opens a connection of the observer's account, inside the schema. */
  static async open(connect: () => Promise<Client>): Promise<Observing> {
    const set = async () => {
      const client = await connect();
      await client.query(settings);
      return client;
    };
    return new Observing(await set(), set);
  }

  get isLost(): boolean {
    return this.#client.isLost && this.#replacing === undefined;
  }

  /** @throws the server's error, AnswerTooLarge, or UserError when it went away */
  query(sql: string): Promise<TableRows> {
    return this.#asked((client) => client.query(sql));
  }

  /** @throws as `query` does */
  queries(statements: readonly string[]): Promise<readonly TableRows[]> {
    return this.#asked((client) => client.queries(statements));
  }

  /** Runs what a lesson has made, a view for instance. @throws as `query` does, and NotEnded */
  read(...statements: readonly string[]): Promise<readonly TableRows[]> {
    return this.#ended(() => this.queries(statements));
  }

  /** The same, with where each column comes from. @throws as `read` does */
  described(...statements: readonly string[]): Promise<readonly DescribedRows[]> {
    return this.#ended(() => this.#asked((client) => client.described(statements)));
  }

  async #ended<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#replacing) await this.#replacing;
    const client = this.#client;
    const limit = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => limit.resolve(undefined), limitMs + graceMs).unref();
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
    }, limitMs).unref();
    try {
      const read = await Promise.race([ask(), limit.promise]);
      // A SLEEP() that the server ends answers 1, like any other; a hint lifts the server's limit.
      if (read !== undefined && isLate) throw new NotEnded(`It did not end within ${limitMs / 1000} s.`);
      if (read !== undefined) return read;
    } finally {
      clearTimeout(timer);
      clearTimeout(late);
    }
    await this.#giveUp(client);
    throw new NotEnded();
  }

  async #asked<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    if (this.#replacing) await this.#replacing;
    const client = this.#client;
    try {
      return await ask(client);
    } catch (error) {
      if (error instanceof AnswerTooLarge) await this.#giveUp(client);
      // Somebody else has ended it, or the server is gone: then there is no other one to be had.
      const isCut = serverErrno(error) === undefined && client.isLost && !this.#givenUp.has(client);
      if (!isCut || this.#isClosed) throw error;
      if (client === this.#client && !(await isDone(this.#replace()))) throw error;
    }
    return await ask(this.#client);
  }

  /** What it is at work on is not asked again. */
  async #giveUp(client: Client): Promise<void> {
    this.#givenUp.add(client);
    await this.#replace();
  }

  #replace(): Promise<void> {
    this.#replacing ??= this.#goOnWithAnother().finally(() => {
      this.#replacing = undefined;
    });
    return this.#replacing;
  }

  async #goOnWithAnother(): Promise<void> {
    const stuck = this.#client;
    const client = await this.#connect();
    if (this.#isClosed) client.destroy();
    this.#client = client;
    // The server may notice some time, for instance what waits in a routine.
    await client.query(`KILL ${stuck.connectionId}`).catch(() => {});
    stuck.destroy();
  }

  destroy(): void {
    this.#isClosed = true;
    this.#client.destroy();
  }
}

const isDone = (work: Promise<void>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** What was read went on though the server was to end it. */
export class NotEnded extends Error {
  override readonly name = 'NotEnded';

  constructor(message?: string) {
    super(
      message ?? `It did not end within ${limitMs / 1000} s, nor when it was to; the lab cut the connection.`,
    );
  }
}

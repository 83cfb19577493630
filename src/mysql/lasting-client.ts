import { exitCodes, UserError } from '../errors.ts';
import { type Client, serverErrno, wentAway } from './client.ts';
import { explainRefusal } from './refusal.ts';

/** How often in a row a connection may be ended before it has answered. */
const tries = 5;

export interface LastingClientParts {
  /** Where the server is, for messages. */
  readonly place: string;
  /** Opens another connection. */
  readonly open: () => Promise<Client>;
  /** Whether the server is there, where that can be told by another connection. */
  readonly isThere?: () => Promise<boolean>;
}

/**
 * A connection of the lab's own that is opened anew when it is ended while the server lives: by an administrator,
 * or by a lesson, which may kill whatever runs as its account.
 */
export class LastingClient {
  readonly #parts: LastingClientParts;
  readonly #lost = Promise.withResolvers<string>();
  #current: Promise<Client>;
  #isClosed = false;

  constructor(client: Client, parts: LastingClientParts) {
    this.#parts = parts;
    this.#current = Promise.resolve(client);
    this.#watch(client, this.#current);
  }

  /** Resolves with the reason when there is no connection to be had any more, or it was destroyed. Never rejects. */
  get lost(): Promise<string> {
    return this.#lost.promise;
  }

  /** @throws UserError when there is none to be had: the server went away, for instance. */
  get current(): Promise<Client> {
    return this.#current;
  }

  /**
   * Runs a statement once more when its connection died: whether it was done nobody knows. One that makes something
   * is not run again.
   *
   * @throws the server's error, or UserError.
   */
  async query(sql: string): ReturnType<Client['query']> {
    for (let tried = 1; ; tried++) {
      const client = await this.#current;
      try {
        return await client.query(sql);
      } catch (error) {
        if (serverErrno(error) !== undefined || this.#isClosed) throw error;
        // The driver tells the statement before it tells that the connection has died.
        await client.lost;
        if (tried === tries) throw endedBySomebody(`, ${tries} times in a row`, error);
        if (sql.startsWith('CREATE')) {
          await this.#current;
          throw endedBySomebody('', error);
        }
      }
    }
  }

  /** Goes on with another connection. Returns the one before, which may be at work. */
  async replace(): Promise<Client> {
    const before = await this.#current;
    this.#current = this.#reopened('The lab could not connect again.');
    await this.#current;
    return before;
  }

  destroy(): void {
    this.#isClosed = true;
    this.#current.then(
      (client) => client.destroy(),
      () => {},
    );
  }

  #reopened(reason: string): Promise<Client> {
    const reopened = this.#reopen();
    reopened.then(
      (client) => this.#watch(client, reopened),
      () => this.#lost.resolve(reason),
    );
    return reopened;
  }

  #watch(client: Client, current: Promise<Client>): void {
    if (this.#isClosed) client.destroy();
    void client.lost.then((reason) => {
      if (this.#isClosed) this.#lost.resolve(reason);
      else if (this.#current === current) this.#current = this.#reopened(reason);
    });
  }

  async #reopen(): Promise<Client> {
    const { open, place, isThere } = this.#parts;
    for (let tried = 1; ; tried++) {
      try {
        return await open();
      } catch (error) {
        if (serverErrno(error) !== undefined) return await explainRefusal(place, () => Promise.reject(error));
        if (this.#isClosed) throw error;
        // One may be ended as soon as it is there, and that looks as if there were no server.
        if (tried === tries)
          throw (await isThere?.()) ? endedBySomebody(`, ${tries} times in a row`, error) : wentAway(error);
      }
    }
  }
}

const endedBySomebody = (howOften: string, cause: unknown): UserError =>
  new UserError(`The lab's own connection was ended by somebody on the server${howOften}.`, {
    exitCode: exitCodes.usage,
    next: ['See whether a statement of the lesson kills the connections of its own account.'],
    cause,
  });

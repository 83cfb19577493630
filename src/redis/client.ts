import type { Socket } from 'node:net';
import { RedisClient as Driver, ErrorReply, RESP_TYPES, SocketClosedUnexpectedlyError } from 'redis';
import { endOnFailure } from '../ending.ts';
import type { RedisAddress } from './address.ts';
import type { Reply } from './reply.ts';
import { ReplyBound } from './reply-bound.ts';
import { withSocket } from './socket-of.ts';

const connectLimitMs = 10_000;

/**
 * How long a question of the lab's own may be without an answer, in ms. A server that is busy with a script says so after a
 * time, 5 s where nothing else is set; one that says nothing was stopped, or is inside a script where it cannot be interrupted.
 */
const answerLimitMs = 15_000;

/** The protocol of redis-cli and of most applications. https://redis.io/docs/latest/develop/reference/protocol-spec/ */
const protocol = { RESP: 2 } as const;

/** createClient makes a class with all of Redis' commands for every connection, which takes milliseconds. */
const newDriver = Driver.factory(protocol);

const driver = ({ socketPath, host, port, tls, username, password, database }: RedisAddress) => {
  // A lesson must see that a connection died: nothing connects again behind its back, or sends a command twice.
  const socket = { reconnectStrategy: false, connectTimeout: connectLimitMs } as const;
  return newDriver({
    ...protocol,
    socket:
      socketPath !== undefined
        ? { ...socket, path: socketPath, tls: false }
        : { ...socket, host: host ?? '127.0.0.1', port: port ?? 6379, ...(tls && { tls, servername: host }) },
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    // Exact: a number may have more digits than a double, and a string may be no text.
    commandOptions: { typeMapping: { [RESP_TYPES.NUMBER]: String, [RESP_TYPES.BLOB_STRING]: Buffer } },
  });
};

/** One connection that answers with exact replies. It keeps the process alive only while an answer is missing. */
export class RedisClient implements Disposable {
  readonly #client: ReturnType<typeof driver>;
  /** Resolves with the reason when the connection dies, also while idle. Never rejects. */
  readonly lost: Promise<string>;
  #bound: ReplyBound | undefined;
  /** How many commands have no answer yet. */
  #inFlight = 0;
  /** Why the lab has closed it, if it has. */
  #closed: string | undefined;

  private constructor(client: ReturnType<typeof driver>) {
    this.#client = client;
    this.lost = new Promise((resolve) => {
      client.on('error', (error: Error) => resolve(error.message));
      client.on('end', () => resolve('The server closed the connection.'));
    });
  }

  /** @throws RedisRefusal, RedisGone, what the system says when nothing is reached there, or the signal's reason. */
  static async open(address: RedisAddress, signal?: AbortSignal): Promise<RedisClient> {
    signal?.throwIfAborted();
    const client = driver(address);
    return await endOnFailure(new RedisClient(client), signal, async (opened) => {
      try {
        await opened.#answered(connectLimitMs, () =>
          withSocket(
            (socket) => opened.#watch(socket),
            () => client.connect(),
          ),
        );
        return opened;
      } catch (error) {
        if (error instanceof RedisSilent) throw error;
        if (error instanceof ErrorReply) throw new RedisRefusal(error.message);
        // It was reached and died, or is something else, before it had answered to the log-in.
        if (error instanceof SocketClosedUnexpectedlyError)
          throw new RedisGone(error.message, { cause: error });
        throw error;
      }
    });
  }

  /** Sends one command as it is. @throws RedisRefusal for what the server refuses; RedisGone. */
  async send(words: readonly (string | Buffer)[]): Promise<Reply> {
    if (this.#inFlight++ === 0) {
      this.#bound?.beginAgain();
      this.#client.ref();
    }
    try {
      return await this.#client.sendCommand<Reply>(words);
    } catch (error) {
      if (error instanceof ErrorReply) throw new RedisRefusal(error.message);
      // What the driver says of words that it cannot send is a bug of ours.
      if (error instanceof TypeError || !(error instanceof Error)) throw error;
      throw new RedisGone(this.#closed ?? error.message, { cause: error });
    } finally {
      if (--this.#inFlight === 0) this.#client.unref();
    }
  }

  /** A question of the lab's own. @throws as `send` does, and RedisSilent */
  ask(words: readonly (string | Buffer)[]): Promise<Reply> {
    return this.#answered(answerLimitMs, () => this.send(words));
  }

  /** Who has no answer by then is told that there will be none. */
  async #answered<T>(limitMs: number, ask: () => Promise<T>): Promise<T> {
    const silent = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const error = new RedisSilent(
        `it has said nothing for ${limitMs / 1000} s; the lab closed the connection`,
      );
      this.#closed ??= error.message;
      silent.reject(error);
      this.destroy();
    }, limitMs).unref();
    try {
      return await Promise.race([ask(), silent.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #watch(socket: Socket): void {
    this.#bound = new ReplyBound(socket, (than) => {
      this.#closed ??= `the reply is larger than ${than}; the lab closed the connection`;
      // The driver gets this part of the reply after us.
      queueMicrotask(() => this.destroy());
    });
  }

  /** Closes at once, whatever is in flight. */
  destroy(): void {
    this.#closed ??= 'the lab closed the connection';
    if (this.#client.isOpen) this.#client.destroy();
  }

  [Symbol.dispose](): void {
    this.destroy();
  }
}

/** An error that Redis answered with: "WRONGTYPE Operation against a key holding the wrong kind of value". */
export class RedisRefusal extends Error {
  override readonly name = 'RedisRefusal';

  /** Its first word, for instance WRONGTYPE. */
  get symbol(): string {
    return this.message.split(' ')[0] ?? '';
  }

  /** What stands after the first word. */
  get explanation(): string {
    return this.message.slice(this.symbol.length + 1);
  }
}

/** The connection died, or was closed, before the answer came. */
export class RedisGone extends Error {
  override readonly name: string = 'RedisGone';
}

/** The server is there, and answers nothing. */
export class RedisSilent extends RedisGone {
  override readonly name = 'RedisSilent';
}

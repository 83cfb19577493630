import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { exitCodes, UserError } from '../errors.ts';
import type { BurstScript } from '../lesson/burst-script.ts';
import { requestValues } from '../lesson/script.ts';
import { readFields } from './body.ts';
import { refusalOf, refusalOfBody } from './own-client.ts';
import { failure } from './request.ts';
import type { HttpReply } from './served.ts';
import type { WorkDone, Workers } from './workers.ts';

/** A request that was answered; times in ms by the race's clock. */
export interface ServedRequest extends WorkDone {
  /** Counts the service's requests from 1; the answer says it in its header x-request-id. */
  readonly id: number;
  readonly arrivedAt: number;
}

export interface ServiceOptions {
  readonly script: BurstScript;
  readonly workers: Workers;
  readonly now: () => number;
  /** 0: any port that is free. */
  readonly port: number;
  /** Awaited by every request when a worker has it. */
  readonly start: () => Promise<void>;
  readonly onServed: (request: ServedRequest) => void;
}

/** The header in which an answer says which request it belongs to. */
export const requestIdHeader = 'x-request-id';

/** A thousand clients may knock in the same moment; the system may allow fewer. */
const backlog = 4096;

/** A lesson's application as an HTTP service on loopback. Disposing of it closes every connection to it. */
export class Service implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #requests: Requests;

  private constructor(server: Server, port: number, requests: Requests) {
    this.#server = server;
    this.port = port;
    this.#requests = requests;
  }

  /** @throws UserError when the port is taken or may not be used. */
  static async start(options: ServiceOptions): Promise<Service> {
    const requests = new Requests(options);
    const server = createServer((message, response) => void requests.answer(message, response));
    server.keepAliveTimeout = 60_000;
    server.listen({ port: options.port, host: '127.0.0.1', backlog });
    try {
      await once(server, 'listening');
    } catch (error) {
      throw cannotListen(options.port, error);
    }
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The service has no port');
    return new Service(server, address.port, requests);
  }

  /** How many it has had so far; the next one's id is one more. */
  get requests(): number {
    return this.#requests.count;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

class Requests {
  readonly #options: ServiceOptions;
  #count = 0;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  /** Never rejects: a client that goes away gets no answer, and its request is done all the same. */
  async answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const refusal = refusalOf(message);
      if (refusal !== undefined) return send(response, refusal);
      const path = message.url?.replace(/[?#].*$/s, '') ?? '/';
      const { path: own } = this.#options.script.handler;
      if (path === own && message.method === 'POST') await this.#handle(message, response);
      else if (path === own)
        send(response, failure(`Send it with POST, not ${message.method}.`, 405), { allow: 'POST' });
      else if (path === '/') send(response, { status: 200, json: this.#about() });
      else send(response, failure(`There is no ${path}; POST ${own} is what there is.`, 404));
    } catch (error) {
      if (message.destroyed || response.destroyed) return;
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      send(response, failure(`This is a bug in isolab: ${what}`));
    }
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { script, workers, now, start, onServed } = this.#options;
    const arrivedAt = now();
    const refusal = refusalOfBody(message);
    if (refusal !== undefined) return send(response, refusal);
    const read = await readFields(message, script.handler.request);
    if ('refusal' in read) return send(response, read.refusal);
    const id = ++this.#count;
    const done = await workers.handle(requestValues(read.values, String(id)), start);
    onServed({ ...done, id, arrivedAt });
    send(response, done.reply, { [requestIdHeader]: String(id) });
  }

  #about(): HttpReply['json'] {
    const { lesson, level, variant, handler, workers } = this.#options.script;
    return {
      lesson,
      level,
      variant: variant?.id ?? null,
      what: handler.title,
      how: `POST ${handler.path} with JSON such as ${JSON.stringify(handler.request)}`,
      workers,
    };
  }
}

const send = (
  response: ServerResponse,
  { status, json }: HttpReply,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const body = `${JSON.stringify(json)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
};

const cannotListen = (port: number, cause: unknown): UserError => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const reason =
    code === 'EADDRINUSE'
      ? 'somebody else has it'
      : code === 'EACCES'
        ? 'it takes more rights than we have'
        : cause instanceof Error
          ? cause.message
          : String(cause);
  return new UserError(`The port ${port} cannot be used: ${reason}.`, {
    exitCode: exitCodes.usage,
    next: ['Take another one with --port, or leave it out: then any free one is taken.'],
    cause,
  });
};

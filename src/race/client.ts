import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Values } from '../lesson/step.ts';
import { requestIdHeader } from './service.ts';

/** Somebody who posts to the service. */
export interface Client {
  readonly port: number;
  readonly path: string;
  readonly agent: Agent;
  readonly now: () => number;
}

/** What a client got, or why it got nothing. */
export type Received =
  | { readonly id: number; readonly status: number; readonly latencyMs: number }
  | { readonly failure: string };

/** Keeps its connections, each for one request at a time, as many as there are requests at once. */
export const newClient = (port: number, path: string, now: () => number): Client => ({
  port,
  path,
  now,
  agent: new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY }),
});

/** Posts one request and reads the whole answer. Never rejects. */
export const post = async (body: Values, { port, path, agent, now }: Client): Promise<Received> => {
  const sentAt = now();
  const json = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) };
  const answer = Promise.withResolvers<Received>();
  const fail = (error: unknown) =>
    answer.resolve({ failure: error instanceof Error ? error.message : String(error) });
  const sent = request({ host: '127.0.0.1', port, path, agent, method: 'POST', headers }, (response) => {
    const id = Number(response.headers[requestIdHeader]);
    const status = response.statusCode ?? 0;
    text(response).then(() => answer.resolve({ id, status, latencyMs: now() - sentAt }), fail);
  });
  sent.on('error', fail);
  sent.end(json);
  return await answer.promise;
};

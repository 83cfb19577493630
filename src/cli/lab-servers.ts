import { exitCodes } from '../errors.ts';
import type { ServerWish } from '../server/provider.ts';
import { type Edge, Stopped } from './edge.ts';
import { type OpenLab, openLabServer, serverContext } from './with-lab.ts';

/** The servers that the lab asked for: usually one, another one when that went away. */
export class Servers implements AsyncDisposable {
  readonly #edge: Edge;
  readonly #wish: ServerWish;
  readonly #leaving = new AbortController();
  readonly #opened: Promise<OpenLab>[] = [];
  readonly #gone = new Set<OpenLab>();

  constructor(edge: Edge, wish: ServerWish) {
    this.#edge = edge;
    this.#wish = wish;
  }

  async open(onProgress: Parameters<typeof serverContext>[1]) {
    const context = serverContext(this.#edge, onProgress);
    const signal = AbortSignal.any([context.signal, this.#leaving.signal]);
    const opening = openLabServer(this.#wish, { ...context, signal });
    this.#opened.push(opening);
    const open = await opening;
    void open.lab.lost.then(() => this.#gone.add(open));
    return open.lab;
  }

  /** Also ends one that is still on its way. @throws what went wrong with a server that is still there. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving.abort(new Stopped('The lab is left.', exitCodes.ok));
    const failures: unknown[] = [];
    for (const opening of await Promise.allSettled(this.#opened)) {
      if (opening.status === 'rejected') continue;
      try {
        await opening.value[Symbol.asyncDispose]();
      } catch (error) {
        // What was on a server that is gone cannot be removed; the others are closed all the same.
        if (!this.#gone.has(opening.value)) failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

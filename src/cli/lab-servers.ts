import { endAll } from '../ending.ts';
import { exitCodes } from '../errors.ts';
import type { ServerWish } from '../hosts/provider.ts';
import { type Edge, Stopped } from './edge.ts';
import { tellSilence } from './silence.ts';
import { type OpenLab, openLabServer, serverContext } from './with-lab.ts';

/** The servers that the lab asked for: usually one, another one when that went away. */
export class Servers implements AsyncDisposable {
  readonly #edge: Edge;
  readonly #wish: ServerWish;
  readonly #leaving = new AbortController();
  readonly #opened: Promise<OpenLab>[] = [];
  readonly #telling = new DisposableStack();
  readonly #gone = new Map<OpenLab, Promise<void>>();

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
    void open.lab.lost.then(() => this.#clear(open));
    return open.lab;
  }

  /** The terminal is as it was: from now on it is told there when a server does not answer to what is tidied up. */
  readonly leaving = async (): Promise<void> => {
    for (const opening of await Promise.allSettled(this.#opened)) {
      if (opening.status === 'rejected') continue;
      const { onSilence } = opening.value.lab;
      if (onSilence) this.#telling.defer(tellSilence(this.#edge, onSilence, true));
    }
  };

  /** What a server that went away has left here (its data, its keeper) need not wait until the lab is left. */
  #clear(open: OpenLab): void {
    if (!this.#leaving.signal.aborted) this.#gone.set(open, closeInVain(open));
  }

  /** Also ends one that is still on its way. @throws what went wrong with a server that is still there. */
  async [Symbol.asyncDispose](): Promise<void> {
    using _ = this.#telling;
    this.#leaving.abort(new Stopped('The lab is left.', exitCodes.ok));
    const opened = await Promise.allSettled(this.#opened);
    await endAll(
      opened.map((one) =>
        one.status === 'rejected'
          ? Promise.resolve()
          : (this.#gone.get(one.value) ?? one.value[Symbol.asyncDispose]()),
      ),
    );
  }
}

const closeInVain = async (open: OpenLab): Promise<void> => {
  try {
    await open[Symbol.asyncDispose]();
  } catch {
    // What was on a server that is gone cannot be removed.
  }
};

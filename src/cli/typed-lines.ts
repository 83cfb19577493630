import { createInterface, type Interface } from 'node:readline';
import type { Edge } from './edge.ts';

/** What a person types, or a pipe says, line by line. */
export class TypedLines implements Disposable {
  readonly #signal: AbortSignal;
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string>;

  constructor({ stdin, signal }: Pick<Edge, 'stdin' | 'signal'>) {
    signal.throwIfAborted();
    this.#signal = signal;
    // Not as a terminal: then Ctrl-C stays the signal that the rest of the program listens to.
    this.#reader = createInterface({ input: stdin, terminal: false, signal });
    // From now on: what is typed before it is asked for is not lost.
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** Undefined at the end of the input. @throws the reason of the edge's signal when it comes first. */
  async next(): Promise<string | undefined> {
    const { done, value } = await this.#lines.next();
    this.#signal.throwIfAborted();
    return done ? undefined : value;
  }

  [Symbol.dispose](): void {
    this.#reader.close();
  }
}

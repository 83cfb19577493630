import type { Sink } from './reporter.ts';

/** Writes what comes in any order in that of a plan: each entry as soon as all before it are written. */
export class InTurn {
  readonly #write: Sink;
  readonly #ids: readonly string[];
  readonly #waiting = new Map<string, string>();
  #next = 0;

  constructor(ids: readonly string[], write: Sink) {
    this.#ids = ids;
    this.#write = write;
  }

  add(id: string, text: string): void {
    this.#waiting.set(id, text);
    for (const next of this.#ids.slice(this.#next)) {
      const here = this.#waiting.get(next);
      if (here === undefined) return;
      this.#put(next, here);
    }
  }

  /** Nothing comes any more: writes the rest, and `missing` in the place of what never came. */
  end(missing: (id: string) => string): void {
    for (const id of this.#ids.slice(this.#next)) this.#put(id, this.#waiting.get(id) ?? missing(id));
  }

  #put(id: string, text: string): void {
    this.#next += 1;
    this.#waiting.delete(id);
    if (text !== '') this.#write(text);
  }
}

/** Offsets in a text, the end exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where the lines of a text begin. */
export class TextLines {
  readonly text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    this.#starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  }

  /** Line and column (both from 1) where a span begins, and how much of it is in that line, at least 1. */
  place({ from, to }: Span): { readonly line: number; readonly column: number; readonly length: number } {
    const offset = Math.min(from, this.text.length);
    const line = this.#lineAt(offset);
    const start = this.#starts[line - 1] ?? 0;
    const end = (this.#starts[line] ?? this.text.length + 1) - 1;
    return { line, column: offset - start + 1, length: Math.max(1, Math.min(to, end) - offset) };
  }

  #lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}

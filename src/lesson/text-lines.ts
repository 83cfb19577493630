/** Offsets in a text, the end exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** The text, where it is another one than that of the file it is about. */
  readonly lines?: TextLines;
}

/** Where something is in a text: for a problem. */
export interface Place {
  /** The file, where it is another one than that it is about. */
  readonly file?: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** How much of the line it is, at least 1. */
  readonly length: number;
}

/** Where the lines of a text begin. */
export class TextLines {
  readonly text: string;
  readonly #file: string | undefined;
  readonly #starts: readonly number[];

  constructor(text: string, file?: string) {
    this.text = text;
    this.#file = file;
    this.#starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  }

  /** Line and column (both from 1) where a span begins, and how much of it is in that line, at least 1. */
  place({ from, to }: Span): Place {
    const offset = Math.min(from, this.text.length);
    const line = this.#lineAt(offset);
    const start = this.#starts[line - 1] ?? 0;
    const end = (this.#starts[line] ?? this.text.length + 1) - 1;
    return {
      ...(this.#file !== undefined && { file: this.#file }),
      line,
      column: offset - start + 1,
      length: Math.max(1, Math.min(to, end) - offset),
    };
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

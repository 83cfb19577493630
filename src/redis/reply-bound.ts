import type { Socket } from 'node:net';

/**
 * A reply may have so much. An element of a list, seven bytes on the wire when it is one character, takes some 150
 * here. It has two lines there, one with its length, so lines are counted: those that have come in need not be read.
 * https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
const mostOf = { bytes: 64 * 1024 * 1024, lines: 1_000_000 } as const;

/** Counts what comes in on a connection since the last command, and says when that is too much. */
export class ReplyBound {
  #bytes = 0;
  #lines = 0;

  constructor(socket: Socket, tooMuch: (than: string) => void) {
    socket.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length;
      for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) this.#lines++;
      if (this.#bytes > mostOf.bytes) tooMuch(`${mostOf.bytes / 1024 / 1024} MB`);
      else if (this.#lines > mostOf.lines)
        tooMuch(`${mostOf.lines.toLocaleString('en')} lines, two for each element of a list`);
    });
  }

  /** What comes from now on belongs to another command. */
  beginAgain(): void {
    this.#bytes = 0;
    this.#lines = 0;
  }
}

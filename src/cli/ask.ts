import { createInterface } from 'node:readline';
import type { Edge } from './edge.ts';

/** Asks a person; only a clear yes is one. @throws the reason of the edge's signal when it comes first. */
export const askYesNo = async ({ stdin, stderr, signal }: Edge, question: string): Promise<boolean> => {
  signal.throwIfAborted();
  stderr.write(`${question} [y/N] `);
  // Not as a terminal: then Ctrl-C stays the signal that the rest of the program listens to.
  const lines = createInterface({ input: stdin, terminal: false, signal });
  try {
    for await (const line of lines) return /^\s*y(es)?\s*$/i.test(line);
    signal.throwIfAborted();
    return false;
  } finally {
    lines.close();
  }
};

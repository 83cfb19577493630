import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { WaitStrategy } from 'testcontainers';
import { onAbort } from '../../ending.ts';

const mostLines = 50;

/** The container ended instead; the message is what it said last. */
export class EndedError extends Error {
  override readonly name = 'EndedError';
}

type Container = Parameters<WaitStrategy['waitUntilReady']>[0];

/**
 * Waits until the server in a container says that it takes connections. testcontainers' own waiting for a
 * line can neither be called off nor tell what was said instead.
 */
export class ServerReady implements WaitStrategy {
  readonly #readyLine: RegExp;
  readonly #signal: AbortSignal;
  #limitMs = 60_000;
  #isLimitSet = false;

  constructor(readyLine: RegExp, signal: AbortSignal) {
    this.#readyLine = readyLine;
    this.#signal = signal;
  }

  async waitUntilReady(container: Container): Promise<void> {
    const enough = new AbortController();
    const limit = AbortSignal.timeout(this.#limitMs);
    const stopped = AbortSignal.any([this.#signal, limit, enough.signal]);
    const said: string[] = [];
    try {
      for await (const line of linesOf(container, stopped)) {
        said.push(line);
        if (said.length > mostLines) said.shift();
        if (this.#readyLine.test(line)) return;
      }
      this.#signal.throwIfAborted();
      throw new EndedError(said.join('\n'));
    } finally {
      enough.abort();
    }
  }

  withStartupTimeout(limitMs: number): this {
    this.#limitMs = limitMs;
    this.#isLimitSet = true;
    return this;
  }

  isStartupTimeoutSet(): boolean {
    return this.#isLimitSet;
  }

  getStartupTimeout(): number {
    return this.#limitMs;
  }
}

/** What a container says, from its start to its end or the signal. */
async function* linesOf(container: Container, signal: AbortSignal): AsyncGenerator<string> {
  const output = await container.logs({ follow: true, stdout: true, stderr: true });
  const text = new PassThrough();
  container.modem.demuxStream(output, text, text);
  const end = (): void => void text.end();
  output.once('end', end).once('close', end).once('error', end);
  using _ = onAbort(signal, end);
  try {
    yield* createInterface({ input: text });
  } finally {
    if ('destroy' in output && typeof output.destroy === 'function') output.destroy();
  }
}

/**
 * The text of a log that was not followed: frames of an eight-byte header and as many bytes as its last four
 * say. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export const plainText = (log: Buffer): string => {
  const parts: string[] = [];
  for (let at = 0; at + 8 <= log.length; ) {
    const end = at + 8 + log.readUInt32BE(at + 4);
    parts.push(log.toString('utf8', at + 8, end));
    at = end;
  }
  return parts.join('');
};

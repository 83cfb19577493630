import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from './client.ts';

/** How long after an answer the next question is asked, in ms. */
const pauseMs = 250;

/** The same when there is no connection to be had, for which there are others to tell why. */
const refusedMs = 2_000;

/** How often it is looked how long an answer is missing, in ms. */
const lookMs = 100;

/** An answer that is missing so long, in ms, is told, and again after each second. */
const silentMs = 1_000;

/** Told how long the server has answered nothing, in ms; undefined: it answers again. */
export type SilenceListener = (silentForMs: number | undefined) => void;

/**
 * Asks a server over a connection of its own, again and again, and tells when no answer comes. That alone says
 * that it does not answer: a statement of a lesson may wait as long as it likes. It keeps no process alive.
 */
export class Heartbeat implements Disposable {
  readonly #open: (signal: AbortSignal) => Promise<Client>;
  readonly #listeners = new Set<SilenceListener>();
  readonly #looking: NodeJS.Timeout;
  #client: Client | undefined;
  #isAsked = false;
  #lookedAt = performance.now();
  /** How long the answer is missing, as far as we were awake ourselves. */
  #missingMs = 0;
  #toldSeconds = 0;
  readonly #closed = new AbortController();

  /** `open` opens another connection, to the same server as ever, and gives up at the signal. */
  constructor(open: (signal: AbortSignal) => Promise<Client>) {
    this.#open = open;
    this.#looking = setInterval(() => this.#look(), lookMs).unref();
    void this.#beat();
  }

  /** Returns what ends it. Who begins to listen in the middle of a silence is told of its next second. */
  readonly onSilence = (listener: SilenceListener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  [Symbol.dispose](): void {
    this.#closed.abort();
    clearInterval(this.#looking);
    this.#client?.destroy();
  }

  async #beat(): Promise<void> {
    await pause(pauseMs);
    while (!this.#closed.signal.aborted) await pause((await this.#answers()) ? pauseMs : refusedMs);
  }

  /** Resolves with true when the server has answered, with false when there is no connection to be had or left. */
  async #answers(): Promise<boolean> {
    this.#isAsked = true;
    try {
      const client = this.#client ?? (await this.#open(this.#closed.signal));
      this.#client = client;
      await client.query('DO 0');
      this.#isAsked = false;
      this.#missingMs = 0;
      if (this.#toldSeconds > 0) this.#tell(0);
      return true;
    } catch (error) {
      this.#client?.destroy();
      this.#client = undefined;
      // Who has waited in vain for a connection goes on waiting for an answer; a refusal is no silence.
      if (!isTimeout(error)) {
        this.#isAsked = false;
        this.#missingMs = 0;
      }
      return false;
    }
  }

  #look(): void {
    const now = performance.now();
    // When this is late, we were stopped, or too busy to read the answer.
    const passedMs = Math.min(now - this.#lookedAt, 2 * lookMs);
    this.#lookedAt = now;
    if (!this.#isAsked) return;
    this.#missingMs += passedMs;
    const seconds = Math.floor(this.#missingMs / silentMs);
    if (seconds > this.#toldSeconds) this.#tell(seconds);
  }

  #tell(seconds: number): void {
    this.#toldSeconds = seconds;
    for (const listener of this.#listeners) listener(seconds === 0 ? undefined : seconds * silentMs);
  }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ETIMEDOUT';

const pause = (ms: number): Promise<unknown> => delay(ms, undefined, { ref: false });

import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorOutcome, LostOutcome, Outcome } from '../engine/outcome.ts';
import type { RedisSession } from '../engine/ports.ts';
import { type RedisClient, RedisGone, RedisRefusal } from './client.ts';
import type { KeyWords } from './key-words.ts';
import { type Reply, replyRows } from './reply.ts';

/** A script that takes this long, in ms, does not end. */
const scriptLimitMs = 5_000;

/** How often it is looked again after that whether it has ended, in ms: a transaction may hold several. */
const lookAgainMs = 100;

/** Commands that run scripts: the last one those that stand in its transaction. */
const runsScripts = /^(eval|fcall|exec)/i;

/**
 * A server can end a script only after a time (5 s, where nothing else is set), and each of a transaction by
 * itself: so long they hold up everybody. https://redis.io/docs/latest/commands/script-kill/
 */
const scriptsInTransaction = 4;

/** Nothing else that a lesson may send waits, but a machine may stand still for a while. In ms. */
const limitMs = 30_000;

export interface SessionParts {
  readonly client: RedisClient;
  readonly keyWords: KeyWords;
  /** The account's name, which is never shown, as it differs from run to run. */
  readonly user: string;
  /** Stands before every key, and is never shown either. */
  readonly prefix: string;
  /** Ends the script that the server is busy with, if it is ours: we have no answer. @throws when it cannot be ended. */
  readonly endScript: (isOurs: () => boolean) => Promise<void>;
}

export class LabRedisSession implements RedisSession {
  readonly name: string;
  readonly lost: Promise<string>;
  readonly #parts: SessionParts;
  #isClosed = false;
  #unansweredScripts = 0;
  /** Scripts that stand in the transaction. */
  #queuedScripts = 0;

  constructor(name: string, parts: SessionParts) {
    this.name = name;
    this.lost = parts.client.lost;
    this.#parts = parts;
  }

  /** Whether the server may be at work on a script of this session, also after its connection is gone. */
  get mayRunScript(): boolean {
    return this.#unansweredScripts > 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#parts.client.destroy();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  async execute(command: readonly string[]): Promise<Outcome> {
    const { keyWords, prefix, user } = this.#parts;
    try {
      if (command.length === 0) return refusal('ERR', 'there is no command');
      if (await keyWords.isLogIn(command)) {
        return refusal('NOPERM', `the lab does not send ${command[0]?.toUpperCase()}`);
      }
      if (this.#queuedScripts === scriptsInTransaction && /^(eval|fcall)/i.test(command[0] ?? '')) {
        return refusal('ERR', `the lab lets a transaction hold ${scriptsInTransaction} scripts`);
      }
      if (/^(exec|discard)$/i.test(command[0] ?? '')) this.#queuedScripts = 0;
      const places = await keyWords.places(command);
      const words = command.map((word, place) => (places.includes(place) ? `${prefix}${word}` : word));
      const reply = await this.#limited(command, this.#send(words));
      if (reply === 'QUEUED' && runsScripts.test(command[0] ?? '')) this.#queuedScripts++;
      return { kind: 'rows', ...replyRows(reply, (text) => this.#plain(text)) };
    } catch (error) {
      if (error instanceof RedisGone) return lost(error);
      if (!(error instanceof RedisRefusal)) throw error;
      return refusal(error.symbol, error.explanation.replaceAll(prefix, '').replaceAll(user, 'lesson'));
    }
  }

  /** Some replies name keys. */
  #plain(text: string): string {
    const { prefix } = this.#parts;
    return text.startsWith(prefix) ? text.slice(prefix.length) : text;
  }

  /** A script that has no answer when the connection is closed goes on. */
  async #send(words: readonly string[]): Promise<Reply> {
    const isScript = runsScripts.test(words[0] ?? '');
    if (isScript) this.#unansweredScripts++;
    try {
      const reply = await this.#parts.client.send(words);
      if (isScript) this.#unansweredScripts--;
      return reply;
    } catch (error) {
      if (isScript && error instanceof RedisRefusal) this.#unansweredScripts--;
      throw error;
    }
  }

  async #limited<T>([name = '']: readonly string[], answer: Promise<T>): Promise<T> {
    const isScript = runsScripts.test(name);
    const over = new AbortController();
    void this.#watch(isScript, over.signal);
    try {
      return await answer;
    } finally {
      over.abort();
    }
  }

  /** Ends what takes too long: a script after the other, and where there is none to be ended the connection. */
  async #watch(isScript: boolean, over: AbortSignal): Promise<void> {
    let waitMs = isScript ? scriptLimitMs : limitMs;
    while (await passed(waitMs, over)) {
      await this.#giveUp(isScript, over);
      waitMs = isScript ? lookAgainMs : limitMs;
    }
  }

  /** When the script cannot be ended, the connection is. */
  async #giveUp(isScript: boolean, over: AbortSignal): Promise<void> {
    try {
      if (!isScript) throw new Error('It is no script.');
      await this.#parts.endScript(() => !over.aborted);
    } catch (error) {
      // It has not come to the script yet, which may be looked at once more later, or is through with it.
      if (error instanceof RedisRefusal && error.symbol === 'NOTBUSY') return;
      this.#parts.client.destroy();
    }
  }
}

/** Resolves after so many ms, with false when it is over before. Keeps no process alive. */
const passed = async (ms: number, over: AbortSignal): Promise<boolean> => {
  await delay(ms, undefined, { ref: false, signal: over }).catch(() => {});
  return !over.aborted;
};

const refusal = (symbol: string, message: string): ErrorOutcome => ({
  kind: 'error',
  errno: 0,
  symbol,
  sqlState: '',
  message,
});

const lost = ({ message }: RedisGone): LostOutcome => ({
  kind: 'lost',
  message: `Redis does not answer any more: ${message}`,
});

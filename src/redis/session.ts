import type { ErrorOutcome, LostOutcome, Outcome } from '../engine/outcome.ts';
import type { RedisSession } from '../engine/ports.ts';
import { type RedisClient, RedisGone, RedisRefusal } from './client.ts';
import type { KeyWords } from './key-words.ts';
import { type Reply, replyRows } from './reply.ts';

/** A script that takes this long, in ms, does not end. */
const scriptLimitMs = 5_000;

/** Commands that run scripts: the last one those that stand in its transaction. */
const runsScripts = /^(eval|exec)/i;

/** Nothing else that a lesson may send waits, but a machine may stand still for a while. In ms. */
const limitMs = 30_000;

export interface SessionParts {
  readonly client: RedisClient;
  readonly keyWords: KeyWords;
  /** The account's name, which is never shown, as it differs from run to run. */
  readonly user: string;
  /** Stands before every key, and is never shown either. */
  readonly prefix: string;
  /** Ends the script that the server is busy with. @throws when it cannot be ended. */
  readonly endScript: () => Promise<void>;
}

export class LabRedisSession implements RedisSession {
  readonly name: string;
  readonly lost: Promise<string>;
  readonly #parts: SessionParts;
  #unansweredScripts = 0;

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
    this.#parts.client.destroy();
  }

  async execute(command: readonly string[]): Promise<Outcome> {
    const { keyWords, prefix, user } = this.#parts;
    try {
      if (command.length === 0) return refusal('ERR', 'there is no command');
      if (await keyWords.isLogIn(command)) {
        return refusal('NOPERM', `the lab does not send ${command[0]?.toUpperCase()}`);
      }
      const places = await keyWords.places(command);
      const words = command.map((word, place) => (places.includes(place) ? `${prefix}${word}` : word));
      const reply = await this.#limited(command, this.#send(words));
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
    const isScript = /^eval/i.test(name);
    const limit = isScript ? scriptLimitMs : limitMs;
    const watch = setInterval(() => void this.#giveUp(isScript), limit).unref();
    try {
      return await answer;
    } finally {
      clearInterval(watch);
    }
  }

  /** When the script cannot be ended, the connection is. */
  async #giveUp(isScript: boolean): Promise<void> {
    try {
      if (!isScript) throw new Error('It is no script.');
      await this.#parts.endScript();
    } catch (error) {
      // It has not come to the script yet, which may be looked at once more later, or is through with it.
      if (error instanceof RedisRefusal && error.symbol === 'NOTBUSY') return;
      this.#parts.client.destroy();
    }
  }
}

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

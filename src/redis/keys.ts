import type { RedisAbout, TableRows } from '../engine/events.ts';
import type { RedisKeys, RedisSession } from '../engine/ports.ts';
import type { Account } from './account.ts';
import type { RedisClient } from './client.ts';
import type { KeyWords } from './key-words.ts';
import { LabRedisSession, type SessionParts } from './session.ts';
import { keysWith, type Send, storedRows } from './stored.ts';

export interface KeysParts {
  readonly about: RedisAbout;
  readonly account: Account;
  /** A connection as the account of these keys. */
  readonly connect: () => Promise<RedisClient>;
  /** As the lab itself. */
  readonly observe: Send;
  readonly keyWords: KeyWords;
  readonly endScript: SessionParts['endScript'];
  /** Removes the account and the keys. */
  readonly remove: () => Promise<void>;
}

export class LabRedisKeys implements RedisKeys {
  readonly #parts: KeysParts;
  readonly #clients = new Map<LabRedisSession, RedisClient>();
  #disposal: Promise<void> | undefined;

  constructor(parts: KeysParts) {
    this.#parts = parts;
  }

  get about(): RedisAbout {
    return this.#parts.about;
  }

  /** Whether the server may be at work on a script of theirs, also after they were disposed of. */
  get mayRunScript(): boolean {
    return [...this.#clients.keys()].some((session) => session.mayRunScript);
  }

  /** @throws UserError (exit code 3) when the server cannot be reached any more. */
  async openSession(name: string): Promise<RedisSession> {
    const { account, connect, keyWords, endScript } = this.#parts;
    const client = await connect();
    if (this.#disposal !== undefined) {
      client.destroy();
      throw new Error('The keys were removed while a session was being opened.');
    }
    const { name: user, prefix } = account;
    const session = new LabRedisSession(name, { client, keyWords, user, prefix, endScript });
    this.#clients.set(session, client);
    return session;
  }

  async clear(): Promise<void> {
    const { observe, account } = this.#parts;
    const keys = await keysWith(observe, account.prefix);
    if (keys.length > 0) await observe(['UNLINK', ...keys]);
    // It has answered, so no script of theirs runs any more.
    for (const session of this.#clients.keys()) if (session.isClosed) this.#clients.delete(session);
  }

  keys(): Promise<TableRows> {
    return storedRows(this.#parts.observe, this.#parts.account.prefix);
  }

  async expire(key: string): Promise<'gone' | 'endless'> {
    const { observe, account } = this.#parts;
    const name = account.prefix + key;
    // -1: it stays for ever. https://redis.io/docs/latest/commands/pttl/
    if (Number(await observe(['PTTL', name])) === -1) return 'endless';
    // What is no time any more removes it at once. https://redis.io/docs/latest/commands/pexpire/
    await observe(['PEXPIRE', name, '0']);
    return 'gone';
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #dispose(): Promise<void> {
    for (const client of this.#clients.values()) client.destroy();
    await this.#parts.remove();
  }
}

import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { endAll, endOnFailure } from '../ending.ts';
import type { RedisAbout } from '../engine/events.ts';
import type { RedisKeys, RedisServer } from '../engine/ports.ts';
import { exitCodes, UserError } from '../errors.ts';
import { type Account, optionalCommands, rulesOf } from './account.ts';
import type { RedisAddress, StartedRedis } from './address.ts';
import { RedisClient, RedisRefusal, RedisSilent } from './client.ts';
import { KeyWords } from './key-words.ts';
import { LabRedisKeys } from './keys.ts';
import { probe } from './probe.ts';
import { explainRefusal } from './refusal.ts';
import { answersBusy, isRemoved, untilIdle } from './removal.ts';
import { elements } from './reply.ts';

/** The lab on a Redis. Disposing of it removes every key and account that it made; the server is left alone. */
export class LabRedis implements RedisServer, AsyncDisposable {
  readonly about: RedisAbout;
  readonly #address: RedisAddress;
  readonly #steward: RedisClient;
  readonly #keyWords: KeyWords;
  /** The commands for lessons that this version has. */
  readonly #known: readonly string[];
  readonly #name = `isolab_${randomBytes(4).toString('hex')}_`;
  readonly #given = new Set<LabRedisKeys>();
  #made = 0;
  #isGone = false;

  private constructor(
    about: RedisAbout,
    address: RedisAddress,
    steward: RedisClient,
    known: readonly string[],
  ) {
    this.about = about;
    this.#address = address;
    this.#steward = steward;
    this.#known = known;
    this.#keyWords = new KeyWords((words) => steward.ask(words));
    void steward.lost.then(() => {
      this.#isGone = true;
    });
  }

  /** @throws UserError (exit code 3) when the server cannot be reached, is too old, or refuses what the lab needs. */
  static open(
    { address, provider, place }: Pick<StartedRedis, 'address' | 'provider' | 'place'>,
    signal?: AbortSignal,
  ): Promise<LabRedis> {
    return explainRefusal(place, async () =>
      endOnFailure(await RedisClient.open(address, signal), signal, async (steward) => {
        const { version } = await probe(steward, place);
        const infos = elements(await steward.ask(['COMMAND', 'INFO', ...optionalCommands]));
        const known = optionalCommands.filter((_, index) => elements(infos[index]).length > 0);
        return new LabRedis({ version, provider, place }, address, steward, known);
      }),
    );
  }

  get lost(): Promise<string> {
    return this.#steward.lost;
  }

  /** @throws UserError (exit code 3) when the server cannot be reached any more, or makes no accounts. */
  createKeys(): Promise<RedisKeys> {
    return explainRefusal(this.about.place, () => this.#createKeys());
  }

  async #createKeys(): Promise<RedisKeys> {
    const name = `${this.#name}${++this.#made}`;
    const account = { name, password: randomBytes(18).toString('base64url'), prefix: `${name}:` };
    const rules = rulesOf(account, this.#known, this.#address.database);
    await this.#steward.ask(['ACL', 'SETUSER', name, ...rules]);
    const keys = new LabRedisKeys({
      about: this.about,
      account,
      connect: () => explainRefusal(this.about.place, () => this.#connect(account)),
      observe: (words) => this.#steward.ask(words),
      keyWords: this.#keyWords,
      endScript: (isOurs) => this.#endOurs(isOurs),
      remove: async () => {
        await this.#remove(account);
        this.#given.delete(keys);
      },
    });
    this.#given.add(keys);
    return keys;
  }

  #connect({ name, password }: Account): Promise<RedisClient> {
    return RedisClient.open({ ...this.#address, username: name, password });
  }

  /** On a server that is gone there is nothing to remove; but only our connection may have been cut. */
  async #remove(account: Account): Promise<void> {
    const isRemovedBy = (client: RedisClient) =>
      isRemoved(client, account, () => this.#makeWay(client, account));
    try {
      if (!this.#isGone && (await isRemovedBy(this.#steward))) return;
      using again = await RedisClient.open(this.#address).catch(unlessSilent);
      if (again !== undefined) await isRemovedBy(again);
    } catch (error) {
      if (!(error instanceof RedisSilent)) throw error;
      // One of ours ends with us.
      if (this.about.provider === 'url')
        throw stillThere('does not answer', account, this.about.place, error);
    }
  }

  /**
   * On a server that is busy with somebody else's script ours is refused as we are, so there is an answer by then.
   * https://redis.io/docs/latest/develop/programmability/#maximum-execution-time
   */
  async #endOurs(isOurs: () => boolean): Promise<void> {
    // The second answer comes after the one that ours would have got together with the first.
    const isBusy = (await answersBusy(this.#steward)) && (await answersBusy(this.#steward));
    await setImmediate();
    if (isBusy && isOurs()) await this.#endScript(this.#steward);
  }

  /** One that has written can only be ended together with the server, if that is ours. */
  async #endScript(client: RedisClient): Promise<void> {
    try {
      await client.ask(['SCRIPT', 'KILL']);
    } catch (error) {
      const isUnkillable = error instanceof RedisRefusal && error.symbol === 'UNKILLABLE';
      if (!isUnkillable || this.about.provider === 'url') throw error;
      await client.ask(['SHUTDOWN', 'NOSAVE']);
    }
  }

  /**
   * Returns when the server is no longer busy with a script: one of ours goes on when its connection is closed,
   * and is ended; on a server of others it may be theirs, and has some time to come to its end.
   *
   * @throws UserError (exit code 3) for one that goes on.
   */
  async #makeWay(client: RedisClient, account: Account): Promise<void> {
    const { provider, place } = this.about;
    const isOurs = provider !== 'url' || [...this.#given].some((keys) => keys.mayRunScript);
    try {
      if (isOurs) await this.#endScript(client);
      else await untilIdle(client);
    } catch (error) {
      if (!(error instanceof RedisRefusal)) throw error;
      // It has come to its end by itself.
      if (error.symbol !== 'NOTBUSY')
        throw stillThere('is busy with a script that the lab cannot end', account, place, error);
    }
  }

  /** Safe to call twice. @throws UserError (exit code 3) when something could not be removed. */
  async [Symbol.asyncDispose](): Promise<void> {
    using _ = this.#steward;
    await endAll([...this.#given].map((keys) => keys[Symbol.asyncDispose]()));
  }
}

/** Nothing was reached. */
const unlessSilent = (error: unknown): undefined => {
  if (error instanceof RedisSilent) throw error;
};

const stillThere = (why: string, { name, prefix }: Account, place: string, cause: Error): UserError =>
  new UserError(`Redis ${why}, so the lab's account and keys stay. (Redis at ${place})`, {
    exitCode: exitCodes.noServer,
    next: [
      'End the script: SCRIPT KILL, or SHUTDOWN NOSAVE once it has written.',
      `Then remove the account (ACL DELUSER ${name}) and the keys whose names begin with ${prefix}`,
    ],
    cause,
  });

import { RedisRefusal } from './client.ts';
import { elements, type Reply, textsIn } from './reply.ts';

/** What the server says of a command. https://redis.io/docs/latest/commands/command/ */
interface CommandFacts {
  readonly flags: readonly string[];
  /** Where its keys stand, if they always stand there; 0 when it has none. `last` counts from the end below 0. */
  readonly first: number;
  readonly last: number;
  readonly step: number;
  readonly hasSubcommands: boolean;
}

/**
 * Commands that need no permission, since they are how one logs in: an account's rules do not keep a lesson
 * from becoming another user by them, so the lab does. https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
 */
const loggingIn = new Set(['auth', 'hello', 'reset', 'quit']);

/** Which words of a command are keys. The server is asked, so that EVAL and commands to come are understood. */
export class KeyWords {
  readonly #ask: (words: readonly string[]) => Promise<Reply>;
  /** By name: what a command is does not change while a server runs. */
  readonly #facts = new Map<string, Promise<CommandFacts | undefined>>();

  constructor(ask: (words: readonly string[]) => Promise<Reply>) {
    this.#ask = ask;
  }

  /** Whether a command changes who is logged in. */
  async isLogIn([name = '']: readonly string[]): Promise<boolean> {
    if (loggingIn.has(name.toLowerCase())) return true;
    const facts = await this.#factsOf(name.toLowerCase());
    return facts?.flags.includes('no_auth') ?? false;
  }

  /** The places of the keys, in order; none for a command that the server does not know or understand. */
  async places(words: readonly string[]): Promise<readonly number[]> {
    const [name = '', subcommand = ''] = words.map((word) => word.toLowerCase());
    let facts = await this.#factsOf(name);
    if (facts?.hasSubcommands) facts = await this.#factsOf(`${name}|${subcommand}`);
    if (facts === undefined) return [];
    if (facts.flags.includes('movablekeys')) return await this.#movablePlaces(words);
    if (facts.first === 0) return [];
    const last = facts.last < 0 ? words.length + facts.last : facts.last;
    const places: number[] = [];
    for (let place = facts.first; place <= last && place < words.length; place += facts.step) {
      places.push(place);
    }
    return places;
  }

  /** COMMAND GETKEYS tells the keys, not their places: a value may be spelled like a key. */
  async #movablePlaces(words: readonly string[]): Promise<readonly number[]> {
    const keys = await this.#keysOf(words);
    const alike = [...words.keys()].filter((place) => place > 0 && keys.includes(words[place] ?? ''));
    if (alike.length === keys.length) return alike;
    const marker = `key of ${words.join(' ')}`;
    const isKey = await Promise.all(
      alike.map(async (place) => (await this.#keysOf(words.with(place, marker))).includes(marker)),
    );
    return alike.filter((_, index) => isKey[index]);
  }

  async #keysOf(words: readonly string[]): Promise<readonly string[]> {
    try {
      return textsIn(await this.#ask(['COMMAND', 'GETKEYS', ...words]));
    } catch (error) {
      // It has none, or cannot be understood: then the server will say so to the lesson itself.
      if (error instanceof RedisRefusal) return [];
      throw error;
    }
  }

  #factsOf(name: string): Promise<CommandFacts | undefined> {
    const known = this.#facts.get(name);
    if (known !== undefined) return known;
    const asked = this.#askFor(name);
    this.#facts.set(name, asked);
    // A server that could not say now, since it was busy with a script, can say later.
    asked.catch(() => this.#facts.delete(name));
    return asked;
  }

  async #askFor(name: string): Promise<CommandFacts | undefined> {
    const [about] = elements(await this.#ask(['COMMAND', 'INFO', name]));
    const [, , flags, first, last, step, , , , subcommands] = elements(about);
    if (flags === undefined) return undefined;
    return {
      flags: textsIn(flags),
      first: numberOf(first),
      last: numberOf(last),
      step: Math.max(1, numberOf(step)),
      hasSubcommands: elements(subcommands).length > 0,
    };
  }
}

const numberOf = (reply: Reply | undefined): number => Number(textsIn([reply ?? '0'])[0]);

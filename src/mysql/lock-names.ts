import { createHash } from 'node:crypto';

/** Characters that the name of a GET_LOCK() lock may have. */
const mostCharacters = 64;

/** So many characters stand before each name; SHA2(…, 224), a name that lessons take, has 56. */
const prefixLength = 8;

/**
 * The names of one sandbox's GET_LOCK() locks. The server knows one list of names for everybody, so what a lesson
 * calls `x` is `~3f2k9d0x` there: no other run, and no application, means the same lock.
 */
export class LockNames {
  /** Before each name. In small letters, as the server writes names. */
  readonly prefix: string;
  /** Own name in small letters → as first written. */
  readonly #written = new Map<string, string>();

  constructor(schema: string) {
    const hash = createHash('sha256').update(schema).digest('hex');
    const digits = BigInt(`0x${hash.slice(0, 16)}`).toString(36);
    this.prefix = `~${digits.slice(-(prefixLength - 1)).padStart(prefixLength - 1, '0')}`;
  }

  /**
   * The own name for a written one; undefined for one that the server refuses: an empty or too long one, or with
   * characters outside of the basic plane. Names that differ in case only are the same to the server.
   */
  own(written: string): string | undefined {
    if (written === '' || written.length > mostCharacters || /[\ud800-\udfff]/.test(written))
      return undefined;
    const isPlain = /^(?!#)[ -~]*$/.test(written) && !/["'`\\]/.test(written);
    const own =
      isPlain && written.length <= mostCharacters - prefixLength
        ? `${this.prefix}${written}`
        : `${this.prefix}#${hashOf(written)}`;
    const key = own.toLowerCase();
    if (!this.#written.has(key)) this.#written.set(key, written);
    return own;
  }

  /** How names were written. */
  forget(): void {
    this.#written.clear();
  }

  isOwn(name: string): boolean {
    return name.startsWith(this.prefix);
  }

  /** As the lesson wrote it, of a name as the server shows it. */
  written(name: string): string {
    return this.#written.get(name) ?? (this.isOwn(name) ? name.slice(prefixLength) : name);
  }
}

/** Each letter by itself: the whole word would make a sigma at its end another one. */
const hashOf = (name: string): string =>
  createHash('sha256')
    .update(name.replaceAll(/./gs, (letter) => letter.toLowerCase()))
    .digest('hex')
    .slice(0, mostCharacters - prefixLength - 1);

import { open, stat, truncate } from 'node:fs/promises';

/** So much of the log is read at a time, in bytes; what came before is left out. A report has some thousand. */
const mostRead = 4 * 1024 * 1024;
/** A log that has more, in bytes, begins anew: the server writes to its end, wherever that is. */
const mostKept = 16 * 1024 * 1024;

/**
 * The error log of a server of ours, read on from where it was last read. One that cannot be read tells nothing: what is
 * known without it is less, and right.
 */
export class ErrorLog {
  readonly #file: string;
  /** Undefined where the log could not be read. */
  #read: { readonly inode: number; readonly upTo: number } | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** What comes from now on is new. */
  async mark(): Promise<void> {
    this.#read = undefined;
    try {
      const { ino, size } = await stat(this.#file);
      const isLong = size > mostKept;
      if (isLong) await truncate(this.#file);
      this.#read = { inode: ino, upTo: isLong ? 0 : size };
    } catch {
      // It has no log any more, or none for us.
    }
  }

  /**
   * What is new, up to the last line that has this in it: what comes behind is told when that is whole. Of a log that has
   * begun anew everything is new.
   */
  async read(upTo: string): Promise<string> {
    const before = this.#read;
    if (before === undefined) return '';
    try {
      await using log = await open(this.#file);
      const { ino: inode, size } = await log.stat();
      const isSame = inode === before.inode && size >= before.upTo;
      const from = Math.max(isSame ? before.upTo : 0, size - mostRead);
      const { buffer, bytesRead } = await log.read({ buffer: Buffer.alloc(size - from), position: from });
      const text = buffer.toString('latin1', 0, bytesRead);
      const end = text.indexOf('\n', text.lastIndexOf(upTo)) + 1;
      const length = text.includes(upTo) ? end : 0;
      this.#read = { inode, upTo: from + length };
      return buffer.toString('utf8', 0, length);
    } catch {
      this.#read = undefined;
      return '';
    }
  }
}

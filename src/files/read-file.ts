import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { machineTrouble } from '../machine-trouble.ts';
import { printable, reasonOf } from '../printable.ts';

/** Why a file cannot be read; `says` for people, after its name: "is a folder". */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly why: 'missing' | 'forbidden' | 'folder' | 'special' | 'large' | 'failed';
  readonly says: string;
  /** In bytes, where that was too many and is known. */
  readonly size: number | undefined;

  constructor(
    file: string,
    {
      why,
      says,
      size,
      cause,
    }: Pick<UnreadableFile, 'why' | 'says'> & { readonly size?: number; readonly cause?: unknown },
  ) {
    super(`${printable(file)} ${says}`, cause === undefined ? undefined : { cause });
    this.why = why;
    this.says = says;
    this.size = size;
  }
}

/** Opening waits for nobody (a pipe without a writer), and a terminal does not become ours. open(2) */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** In bytes, where the size is not known: files of /proc say 0. */
const chunkSize = 64 * 1024;

/**
 * Reads a whole file that somebody has named. Only ordinary files: a pipe or a device may never end, or do something
 * when it is read; and no more than `most` bytes, whatever the file says that it has.
 *
 * @throws UnreadableFile, whatever the system has against it; UserError when the machine is in trouble.
 */
export const readWithin = async (file: string, most: number): Promise<Buffer> => {
  try {
    // Before it is opened: that alone does something to some devices.
    checkKind(file, await stat(file), most);
    const handle = await open(file, flags);
    try {
      // Another file may have its name by now.
      const about = await handle.stat();
      checkKind(file, about, most);
      return await readAll(file, handle, about.size, most);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof UnreadableFile || error instanceof UserError ? error : unreadable(file, error);
  }
};

/**
 * The last `most` bytes of a file that may have any number, and how many it has. @throws UnreadableFile as `readWithin` does
 */
export const readEnd = async (
  file: string,
  most: number,
): Promise<{ readonly bytes: Buffer; readonly size: number }> => {
  try {
    checkKind(file, await stat(file), Number.POSITIVE_INFINITY);
    const handle = await open(file, flags);
    try {
      const about = await handle.stat();
      checkKind(file, about, Number.POSITIVE_INFINITY);
      const { size } = about;
      if (size <= most) {
        const bytes = await readAll(file, handle, size, Number.MAX_SAFE_INTEGER);
        return { bytes, size: bytes.length };
      }
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(most), position: size - most });
      return { bytes: buffer.subarray(0, bytesRead), size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof UnreadableFile || error instanceof UserError ? error : unreadable(file, error);
  }
};

/** The same as text; what is no UTF-8 becomes replacement characters. @throws UnreadableFile */
export const readTextWithin = async (file: string, most: number): Promise<string> =>
  (await readWithin(file, most)).toString('utf8');

const checkKind = (file: string, about: Stats, most: number): void => {
  if (about.isDirectory()) throw new UnreadableFile(file, { why: 'folder', says: 'is a folder' });
  if (!about.isFile()) throw new UnreadableFile(file, { why: 'special', says: 'is not an ordinary file' });
  if (about.size > most) throw tooLarge(file, most, about.size);
};

const readAll = async (file: string, handle: FileHandle, size: number, most: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let read = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.min(Math.max(size - read, chunkSize), most + 1 - read));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
    if (bytesRead === 0) return Buffer.concat(chunks);
    read += bytesRead;
    if (read > most) throw tooLarge(file, most);
    chunks.push(chunk.subarray(0, bytesRead));
  }
};

const tooLarge = (file: string, most: number, size?: number): UnreadableFile =>
  new UnreadableFile(file, {
    why: 'large',
    says: `is too large: the limit is ${sizeWords(most)}`,
    ...(size !== undefined && { size }),
  });

/** For instance "1.5 MB", or "100 kB"; rounded up, so that what is larger than a limit looks larger. */
export const sizeWords = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${Math.ceil(bytes / 100_000) / 10} MB`;

/** Too many open files, a disk that fails: not about this file. @throws UserError */
const throwTrouble = (file: string, cause: unknown): void => {
  const trouble = machineTrouble(cause);
  if (trouble === undefined) return;
  throw new UserError(`${printable(file)} cannot be read. ${trouble.message}`, { next: trouble.next, cause });
};

/** Everything that is an error of the system. @throws the error when it is something else: a bug. */
const unreadable = (file: string, cause: unknown): UnreadableFile => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UnreadableFile(file, { why: 'missing', says: 'does not exist', cause });
    case 'EACCES':
    case 'EPERM':
      return new UnreadableFile(file, { why: 'forbidden', says: 'may not be read', cause });
    case 'EISDIR':
      return new UnreadableFile(file, { why: 'folder', says: 'is a folder', cause });
    default:
      if (typeof code !== 'string') throw cause;
      throwTrouble(file, cause);
      return new UnreadableFile(file, { why: 'failed', says: `cannot be read (${reasonOf(cause)})`, cause });
  }
};

import { addAbortSignal } from 'node:stream';
import { UserError } from '../errors.ts';
import { sizeWords } from '../files/read-file.ts';
import { reasonOf } from '../printable.ts';
import type { Edge } from './edge.ts';

/**
 * All of the standard input as text.
 *
 * @param what it is, as the beginning of a sentence: "The recording".
 * @throws UserError when it cannot be read, or is too much
 */
export const readStdin = async (
  { stdin, signal }: Pick<Edge, 'stdin' | 'signal'>,
  what: string,
  mostBytes: number,
): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stdin)) {
      if (!Buffer.isBuffer(chunk)) throw new Error('An input without bytes');
      size += chunk.length;
      if (size > mostBytes) {
        throw new UserError(`${what} cannot be read: more than ${sizeWords(mostBytes)} came.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    // A folder for instance: isolab replay - <.
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UserError(`${what} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
};

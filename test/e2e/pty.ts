import { readSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { type IPty, type IPtyForkOptions, spawn } from '@lydell/node-pty';

/**
 * A program in a pty of which everything is read that it writes. node-pty closes its end 200 ms after the
 * program has ended, or when a key was typed too late: what it has not read by then, on a busy machine, is lost.
 */
export const spawnInPty = (file: string, args: string[], options: IPtyForkOptions): IPty => {
  const pty = spawn(file, args, options);
  const socket: unknown = Reflect.get(pty, '_socket');
  const fd: unknown = Reflect.get(pty, 'fd');
  if (!(socket instanceof ReadStream) || typeof fd !== 'number') {
    throw new Error('node-pty does not read its terminals any more as it did');
  }
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error) => {
    socket.destroy = destroy;
    for (const rest of restOf(fd)) socket.push(rest);
    return destroy(error);
  };
  return pty;
};

/** What is there to read now. */
const restOf = function* (fd: number): Generator<Buffer> {
  for (;;) {
    const buffer = Buffer.alloc(65_536);
    const length = read(fd, buffer);
    if (length === 0) return;
    yield buffer.subarray(0, length);
  }
};

/** Nothing more, whether for now (EAGAIN) or because nobody is there to write (EIO), counts as the end. */
const read = (fd: number, buffer: Buffer): number => {
  try {
    return readSync(fd, buffer);
  } catch {
    return 0;
  }
};

import { PassThrough, Writable } from 'node:stream';
import type { Edge } from '../../src/cli/edge.ts';

/** Keeps what is written to it. */
class Kept extends Writable {
  text = '';

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

/** A student who types, and what is written for them. */
export const studentAt = (typed = '') => {
  const [stdin, stdout, stderr] = [new PassThrough(), new Kept(), new Kept()];
  const controller = new AbortController();
  if (typed !== '') stdin.write(typed);
  const edge = { stdin, stdout, stderr, env: {}, signal: controller.signal } as unknown as Pick<
    Edge,
    'stdin' | 'stdout' | 'stderr' | 'env' | 'signal'
  >;
  return { edge, stdin, stdout, controller };
};

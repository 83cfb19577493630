import { EventEmitter } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { main } from '../../src/cli/main.ts';
import { type Ended, plainEnv, program } from './isolab.ts';

/** Keeps what is written to it. */
class Kept extends Writable {
  text = '';

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

/**
 * Runs the whole program with a command line as a user would, but in this process, which takes a tenth of the time: for
 * the many command lines of which only the words matter. That the built program does the same is for `isolab`.
 */
export const isolabHere = (...args: readonly string[]): Promise<Ended> => isolabHereIn({}, ...args);

/** The same, with more in the environment. */
export const isolabHereIn = async (
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Ended> => {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const outside = Object.assign(new EventEmitter(), {
    argv: [process.execPath, program, ...args],
    env: { ...plainEnv(), ...env },
    execArgv: [],
    execPath: process.execPath,
    exitCode: undefined as number | undefined,
    platform: process.platform,
    stdin: new PassThrough().end(),
    stdout,
    stderr,
    title: '',
  });
  await main(outside as unknown as NodeJS.Process);
  return { stdout: stdout.text, stderr: stderr.text, exitCode: outside.exitCode ?? 0 };
};

import { describe, expect, it } from 'vitest';
import { reportFailure } from '../../src/cli/failure.ts';
import { failureWords } from '../../src/failure-words.ts';
import { type Ended, ended, isolab, program, scratch, start } from './isolab.ts';

/** A limit of the machine is no bug of ours, and is told in one message with what to do. */
const expectTold = ({ stderr, exitCode }: Ended, ...codes: readonly number[]): void => {
  expect(codes).toContain(exitCode);
  expect(stderr).not.toMatch(/^ +at |bug in isolab/m);
  expect(stderr.match(/^isolab: /gm)).toHaveLength(1);
  expect(stderr).toContain('  → ');
};

/** The program with limits of the shell. */
const limited = (limits: string, ...args: readonly string[]): Promise<Ended> =>
  ended(
    start(['-c', `${limits}; exec "$0" "$@"`, process.execPath, program, ...args], { file: '/bin/bash' }),
  );

describe('a machine in trouble', () => {
  it.each([
    ['run', '/proc/self/mem'],
    ['record', '/proc/self/mem'],
    ['replay', '/proc/self/mem'],
    ['replay', '/tmp'],
  ])('is told as that: isolab %s %s', async (...args) => {
    expectTold(await isolab(...args), 2);
  });

  it('is told among the problems of a lesson: isolab check /proc/self/mem', async () => {
    const { stdout, stderr, exitCode } = await isolab('check', '/proc/self/mem');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 2 });
    expect(stdout).toContain('cannot be read. The system cannot read or write there: EIO');
  });

  // With fewer Node.js itself does not start.
  it.each([24, 26, 28])('is told for each file that could not be read with %d open files', async (count) => {
    const { stderr, exitCode } = await limited(`ulimit -n ${count}`, 'list');
    expect(exitCode === 0 ? '' : stderr).not.toMatch(/^ +at |bug in isolab/m);
    if (exitCode !== 0) expect([exitCode, stderr]).toEqual([2, expect.stringContaining('EMFILE')]);
  });

  it('is told as that when a file may not become larger', async () => {
    await using folder = await scratch();
    const { path } = folder;
    // A signal comes with it, which Node.js ignores.
    const end = await limited('ulimit -f 1', 'run', 'duplicate-book', '--record', `${path}/run.ndjson`);
    expectTold(end, 2);
  });

  it.each(['run', 'list', 'verify'])('is told as that when the disk is full: isolab %s', async (command) => {
    const args = command === 'list' ? [] : ['duplicate-book'];
    const { exitCode, stderr } = await ended(
      start(['-c', 'exec "$0" "$@" > /dev/full', process.execPath, program, command, ...args], {
        file: '/bin/bash',
      }),
    );
    expectTold({ exitCode, stderr, stdout: '' }, 2);
  });

  it('is no bug wherever it is told, and what is not there may be one', () => {
    const refused = (code: string) =>
      Object.assign(new Error(`${code}: x, open 'y'`), { code, syscall: 'open' });
    for (const code of [
      'EMFILE',
      'ENFILE',
      'ENOSPC',
      'EDQUOT',
      'EFBIG',
      'EIO',
      'EROFS',
      'EACCES',
      'ENOMEM',
    ]) {
      expect(reportFailure(refused(code)).exitCode).toBe(2);
      expect(failureWords(refused(code))).toEqual({
        message: expect.stringContaining(`${code}: x`),
        next: [expect.any(String)],
      });
    }
    expect(reportFailure(refused('ENOENT')).exitCode).toBe(70);
    expect(failureWords(refused('ENOENT')).stack).toContain('ENOENT');
  });
});

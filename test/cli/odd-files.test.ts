import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, ended, isolab, program, scratch, start } from './isolab.ts';
import { isolabHere } from './isolab-here.ts';

// What is no file with an end, in every place where a file may be named: a message, never a wait or a bug.

let folder: Awaited<ReturnType<typeof scratch>>;
const odd: Record<string, string> = { device: '/dev/zero', memory: '/proc/self/mem' };

beforeAll(async () => {
  folder = await scratch();
  odd['pipe'] = join(folder.path, 'pipe.yaml');
  odd['folder'] = join(folder.path, 'folder.yaml');
  await promisify(execFile)('mkfifo', [odd['pipe']]);
  await mkdir(odd['folder']);
});
afterAll(() => folder[Symbol.asyncDispose]());

const expectMessage = ({ stderr, exitCode }: Pick<Ended, 'stderr' | 'exitCode'>): void => {
  expect({ exitCode, bug: stderr.includes('this is a bug') }).toEqual({ exitCode: 2, bug: false });
  expect(stderr).toMatch(/folder|ordinary|cannot be read|There is no lesson/);
};

describe.runIf(process.platform === 'linux')('instead of a file', () => {
  const kinds = ['pipe', 'folder', 'device', 'memory'];
  const uses: readonly (readonly [string, (file: string) => readonly string[]])[] = [
    ['a lesson to run', (file) => ['run', file]],
    ['a lesson to race', (file) => ['race', file]],
    ['a lesson to record', (file) => ['record', file]],
    ['a lesson to watch', (file) => ['watch', file]],
    ['notes', (file) => ['present', 'duplicate-book', '--notes', file]],
    ['a recording', (file) => ['replay', file]],
  ];
  const cases = uses.flatMap(([use, args]) => kinds.map((kind) => [kind, use, args] as const));

  it.each(cases)('a %s ends with a message as %s', async (kind, _, args) => {
    expectMessage(await isolab(...args(odd[kind] ?? '')));
  });

  it('each ends with a message where SQL or a text of a server is read', async () => {
    const script = await folder.write('a.sql', 'SELECT 1;');
    for (const kind of kinds) {
      const file = odd[kind] ?? '';
      for (const args of [
        ['explore', script, '--setup', file],
        ['explore', '--from', file],
        ['deadlock', file],
        ['map', file],
      ]) {
        expectMessage(await isolabHere(...args));
      }
    }
  });

  it('a pipe ends with a message as one of several lessons', async () => {
    expectMessage(await isolab('verify', odd['pipe'] ?? ''));
    const { stdout, exitCode } = await isolab('check', odd['pipe'] ?? '', odd['memory'] ?? '');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/ordinary.*cannot be read/s);
    // Nothing has a line in it.
    expect(stdout).not.toMatch(/:1:1|\|/);
  });

  it('a pipe that nobody reads ends with a message as what is to be written', async () => {
    for (const [why, ...args] of [
      ['nobody reads this pipe', 'run', 'duplicate-book', '--record', odd['pipe'] ?? ''],
      ['ENXIO', 'verify', 'duplicate-book', '-r', `json=${odd['pipe']}`],
    ]) {
      const { stderr, exitCode } = await isolab(...args);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(`cannot be written: ${why}`);
    }
  });

  it('a pipe ends with a message as progress, and stays', async () => {
    await mkdir(join(folder.path, 'isolab'), { mode: 0o700 });
    await promisify(execFile)('mkfifo', [join(folder.path, 'isolab/progress.json')]);
    const env = { XDG_STATE_HOME: folder.path };
    expectMessage(await ended(start(['progress'], { env })));
    expectMessage(await ended(start(['progress', 'reset', '--yes'], { env })));
    expect(await readdir(join(folder.path, 'isolab'))).toEqual(['progress.json']);
  });

  it('an endless input ends with a message as a recording', async () => {
    const shell = `exec "$0" "$@" < /dev/zero`;
    const args = ['-c', shell, process.execPath, program, 'replay', '-'];
    const { stderr, exitCode } = await ended(start(args, { file: '/bin/sh' }));
    expect({ stderr, exitCode }).toEqual({
      stderr: 'isolab: The recording cannot be read: more than 256 MB came.\n',
      exitCode: 2,
    });
  });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProgressFile, progressFileOf } from '../../src/progress/progress-file.ts';
import { ended, isolab, start } from './isolab.ts';

let state = '';
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'isolab-state-'));
});
afterEach(() => rm(state, { recursive: true }));

const run = (...args: readonly string[]) => ended(start(args, { env: { XDG_STATE_HOME: state } }));
const file = () => progressFileOf({ XDG_STATE_HOME: state }, '/');

describe('isolab progress', () => {
  it('tells that nothing was done yet, and where it would be kept', async () => {
    const { stdout, stderr, exitCode } = await run('progress');
    expect({ stdout, exitCode }).toEqual({ stdout: 'Nothing yet. isolab opens the lessons.\n', exitCode: 0 });
    expect(stderr).toContain(file());
  });

  it('tells what was seen, where one is, and the score; and forgets one lesson or all', async () => {
    const store = new ProgressFile(file());
    await store.save('read-committed', {
      level: 'SERIALIZABLE',
      steps: 3,
      seen: ['READ COMMITTED'],
      answers: { 'READ COMMITTED#7': true, 'READ COMMITTED#9': false },
    });
    await store.save('duplicate-book', { level: 'REPEATABLE READ', steps: 1, seen: [], answers: {} });
    expect((await run('progress')).stdout).toBe(
      'duplicate-book  begun; after step 1 at REPEATABLE READ\n' +
        'read-committed  seen to the end: READ COMMITTED; after step 3 at SERIALIZABLE; 1 of 2 answers right\n',
    );
    expect(await run('progress', 'reset', 'duplicate-book', '--yes')).toMatchObject({ exitCode: 0 });
    expect((await run('progress')).stdout).toMatch(/^read-committed /);
    expect(await run('progress', 'reset', '--yes')).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual({ format: 1, lessons: {} });
  });

  it('forgets nothing when nobody can be asked, and knows a wrong name', async () => {
    const store = new ProgressFile(file());
    await store.save('duplicate-book', { level: 'REPEATABLE READ', steps: 1, seen: [], answers: {} });
    expect(await run('progress', 'reset')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--yes'),
    });
    expect(await run('progress', 'reset', 'duplicate-bok')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Did you mean duplicate-book?'),
    });
    expect(Object.keys((await store.load()).progress)).toEqual(['duplicate-book']);
  });
});

describe('isolab present', () => {
  it('needs a terminal, and says what prints a lesson instead', async () => {
    const { stderr, exitCode } = await isolab('present', 'duplicate-book');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('isolab run duplicate-book prints it.');
  });

  it.each([
    [['present', 'duplicate-book', '--speed', 'fast'], '--speed fast is no number of seconds'],
    [['present', 'duplicate-book', '--notes', '/nowhere.md'], 'The notes cannot be read'],
    [['present', 'duplicat-book'], 'Did you mean duplicate-book?'],
  ])('%o is answered with one clear error', async (args, message) => {
    const { stderr, exitCode } = await isolab(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

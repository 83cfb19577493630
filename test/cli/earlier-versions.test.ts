import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { progressFileOf } from '../../src/progress/progress-file.ts';
import { ended, isolab, scratch, start } from './isolab.ts';

/** What isolab 0.1.0 has written. */
const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/0.1.0/${name}`, import.meta.url));

const linesOf = (text: string): readonly unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

describe('what isolab 0.1.0 has written', () => {
  it.each([
    ['duplicate-book.ndjson', 'ERROR 1213 (ER_LOCK_DEADLOCK)'],
    ['book-in-progress.ndjson', 'SETNX'],
  ])('the recording %s is played', async (name, words) => {
    const text = await isolab('replay', fixture(name), '--format', 'text');
    expect(text).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining(words) });
    const { stdout } = await isolab('replay', fixture(name), '--format', 'json');
    const report: unknown = JSON.parse(stdout);
    expect(report).toMatchObject({ format: 1, end: 'complete' });
    expect(stdout).toContain('"verdict": "holds"');
    expect(stdout).not.toContain('"verdict": "fails"');
    const events = await isolab('replay', fixture(name), '--format', 'ndjson');
    expect(linesOf(events.stdout)).toEqual(linesOf(await readFile(fixture(name), 'utf8')));
  });

  it('progress is known, and goes on', async () => {
    await using folder = await scratch();
    const state = join(folder.path, 'state');
    const file = progressFileOf({ XDG_STATE_HOME: state }, '/');
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await copyFile(fixture('progress.json'), file);
    const run = (...args: readonly string[]) => ended(start(args, { env: { XDG_STATE_HOME: state } }));
    const [book, update] = [
      'duplicate-book  seen to the end: REPEATABLE READ; 1 answer: right\n',
      'lost-update     begun; after step 4 at REPEATABLE READ\n',
    ];
    expect(await run('progress')).toMatchObject({ exitCode: 0, stdout: `${book}${update}` });
    expect(await run('progress', 'reset', 'lost-update', '--yes')).toMatchObject({ exitCode: 0 });
    expect((await run('progress')).stdout).toBe(book);
  });
});

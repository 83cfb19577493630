import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, scratch, start } from './isolab.ts';
import { isolabHere as isolab } from './isolab-here.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
beforeAll(async () => {
  folder = await scratch();
});
afterAll(() => folder[Symbol.asyncDispose]());

const lines = (text: string): readonly string[] => text.trimEnd().split('\n');

describe('isolab verify --list', () => {
  it('tells what would run, pairs as well, without a server', async () => {
    const env = { ISOLAB_URL: 'mysql://root@127.0.0.1:1' };
    const args = ['verify', 'duplicate-book', '--list'];
    const { stdout, stderr, exitCode } = await ended(start(args, { env }));
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(lines(stdout)).toHaveLength(35);
    expect(lines(stdout).slice(0, 1)).toEqual(['duplicate-book @ READ UNCOMMITTED']);
    expect(lines(stdout)).toContain('duplicate-book @ REPEATABLE READ: unique-index prevents it');
  });

  it('marks what runs only for its pair', async () => {
    const args = ['verify', 'duplicate-book', '--list', '--variant', 'unique-index', '--level', 'rr'];
    expect(lines((await isolab(...args)).stdout)).toEqual([
      'duplicate-book @ REPEATABLE READ (only for its pair)',
      'duplicate-book @ REPEATABLE READ + unique-index',
      'duplicate-book @ REPEATABLE READ + unique-index, in every order (only for its pair)',
      'duplicate-book @ REPEATABLE READ: unique-index prevents it',
    ]);
  });

  it('is one document for programs', async () => {
    const { stdout } = await isolab('verify', 'duplicate-book', '--list', '--format', 'json');
    const { format, cases, pairs } = JSON.parse(stdout);
    expect({ format, cases: cases.length, pairs: pairs.length }).toEqual({ format: 1, cases: 31, pairs: 4 });
    const file = 'lessons/duplicate-book.yaml';
    // The first variant's claim.
    const line = lines(await readFile(file, 'utf8')).findIndex((one) => /^ +prevents:/.test(one)) + 1;
    expect(pairs[0]).toMatchObject({ file, line });
  });

  it('shares everything out among shards', async () => {
    const list = async (...more: readonly string[]) =>
      lines((await isolab('verify', '--list', ...more)).stdout);
    const parts = await Promise.all([1, 2, 3].map((part) => list('--shard', `${part}/3`)));
    expect(parts.flat().toSorted()).toEqual((await list()).toSorted());
    expect(parts.every((part) => part.length > 20)).toBe(true);
  });
});

describe('isolab verify --shard', () => {
  it('runs its part', async () => {
    const args = ['verify', 'read-committed', '--shard', '2/4', '-r', 'tap'];
    const { stdout, exitCode } = await isolab(...args);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^TAP version 14\n1\.\.1\nok 1 - read-committed @ /);
  });

  it.each(['0/3', '4/3', 'a/b', '1', '1/0', '-1/3', '1/3/3', ''])('refuses %s', async (word) => {
    const { stdout, stderr, exitCode } = await isolab('verify', `--shard=${word}`);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(`--shard ${word} is no part of a whole.`);
    expect(stderr).toContain('1/3, 2/3 and 3/3');
  });
});

it('--format without --list is refused, with the word that was meant', async () => {
  const { stderr, exitCode } = await isolab('verify', 'read-committed', '--format', 'json');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--format goes with --list.');
  expect(stderr).toContain('--reporter json');
});

const lesson = (id: string, claimed: number): string =>
  `{ format: 1, id: ${id}, title: T, topic: t, summary: S., levels: [READ COMMITTED, SERIALIZABLE], steps: [{ A: SELECT 1, expect: { READ COMMITTED: { rows: [[1]] }, SERIALIZABLE: { rows: [[${claimed}]] } } }] }`;

/** A state folder, and a folder with lessons to be in. */
const place = async (name: string) => {
  const [state, here] = [join(folder.path, name, 'state'), join(folder.path, name, 'here')];
  await mkdir(here, { recursive: true });
  const file = join(here, 'one.yaml');
  await writeFile(file, lesson('one', 2));
  await writeFile(join(here, 'two.yaml'), lesson('two', 1));
  const list = ['--list', '--last-failed'];
  return {
    state,
    file,
    verify: (...args: readonly string[]) =>
      ended(start(['verify', ...args], { env: { XDG_STATE_HOME: state }, cwd: here })),
    list,
    kept: join(state, 'isolab', 'last-failed.json'),
  };
};

describe('isolab verify --last-failed', () => {
  it('runs what failed until it passes, and then everything', async () => {
    const { verify, file, list, kept } = await place('passes');
    expect((await verify('.')).exitCode).toBe(1);
    expect(JSON.parse(await readFile(kept, 'utf8'))).toEqual({
      format: 1,
      failed: { [file]: ['one @ SERIALIZABLE'] },
    });
    const again = await verify('.', ...list);
    expect(again.stdout).toBe('one @ SERIALIZABLE\n');
    expect(again.stderr).toContain('Of 4 cases, 1 failed when they ran last');
    // Without words, too, and though it is no lesson of isolab's.
    expect((await verify(...list)).stdout).toBe('one @ SERIALIZABLE\n');
    await writeFile(file, lesson('one', 1));
    const passed = await verify('.', '--last-failed', '-r', 'tap');
    expect(passed).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^TAP version 14\n1\.\.1\n/) });
    const all = await verify('.', ...list);
    expect(lines(all.stdout)).toHaveLength(4);
    expect(all.stderr).toContain('Nothing of this is known to have failed: all of it is taken.');
  });

  it('knows nothing of what was not run', async () => {
    const { verify, list } = await place('partly');
    expect((await verify('.', '--level', 'rc')).exitCode).toBe(0);
    expect(lines((await verify('.', ...list)).stdout)).toHaveLength(4);
    expect((await verify('one.yaml')).exitCode).toBe(1);
    expect((await verify('.', '--level', 'rc')).exitCode).toBe(0);
    expect((await verify('.', ...list)).stdout).toBe('one @ SERIALIZABLE\n');
  });

  it('is stopped by no file that is broken', async () => {
    const { verify, list, kept, state } = await place('broken');
    await mkdir(join(state, 'isolab'), { recursive: true, mode: 0o700 });
    for (const text of ['{', '{"format":2}', '[]', '{"format":1,"failed":{"x":1}}']) {
      await writeFile(kept, text);
      const { stdout, stderr, exitCode } = await verify('.', ...list);
      expect({ exitCode, lines: lines(stdout).length }).toEqual({ exitCode: 0, lines: 4 });
      expect(stderr).toContain(`${kept} is not used: `);
    }
    expect((await verify('.')).exitCode).toBe(1);
    expect((await verify('.', ...list)).stdout).toBe('one @ SERIALIZABLE\n');
  });

  it('is stopped by no folder that cannot be written, which is told when there was something to keep', async () => {
    const { verify, state, file } = await place('unwritable');
    await writeFile(state, 'a file');
    const failed = await verify(file);
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toContain('--last-failed will not know of this');
    expect(await verify(file, '--level', 'rc')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await verify(file, '--last-failed', '--level', 'rc')).toMatchObject({ exitCode: 0 });
  });

  it('leaves no file where everything passes', async () => {
    const { verify, kept } = await place('clean');
    expect((await verify('two.yaml')).exitCode).toBe(0);
    await expect(readFile(kept)).rejects.toThrow(/ENOENT/);
  });
});

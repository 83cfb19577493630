import { execFile } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LessonProgress, scoreIn } from '../../src/progress/progress.ts';
import { ProgressFile, progressFileOf } from '../../src/progress/progress-file.ts';
import { scoreWords } from '../../src/text/amounts.ts';

const run = promisify(execFile);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isolab-progress-'));
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

const at = (steps: number, more: Partial<LessonProgress> = {}): LessonProgress => ({
  level: 'READ COMMITTED',
  steps,
  seen: [],
  answers: {},
  ...more,
});

const file = () => join(folder, 'isolab', 'progress.json');

describe('where progress is kept', () => {
  test('is the XDG state folder, and a relative one is ignored', () => {
    expect(progressFileOf({ XDG_STATE_HOME: '/s' }, '/home/x')).toBe('/s/isolab/progress.json');
    expect(progressFileOf({ XDG_STATE_HOME: 's', HOME: '/h' }, '/home/x')).toBe(
      '/h/.local/state/isolab/progress.json',
    );
    expect(progressFileOf({}, '/home/x')).toBe('/home/x/.local/state/isolab/progress.json');
  });
});

describe('a progress file', () => {
  test('begins empty, and gives back what was saved; nothing else is left beside it', async () => {
    const store = new ProgressFile(file());
    expect(await store.load()).toEqual({ progress: {} });
    await store.save('one', at(3, { variant: 'fix' }));
    expect(await new ProgressFile(file()).load()).toEqual({ progress: { one: at(3, { variant: 'fix' }) } });
    expect(await readdir(join(folder, 'isolab'))).toEqual(['progress.json']);
  });

  test('keeps what was seen and answered before, and the place of the later one', async () => {
    const store = new ProgressFile(file());
    await store.save('one', at(0, { seen: ['READ COMMITTED'], answers: { a: false, b: true } }));
    await store.save('one', at(2, { seen: ['SERIALIZABLE'], answers: { a: true } }));
    expect((await store.load()).progress['one']).toEqual(
      at(2, { seen: ['READ COMMITTED', 'SERIALIZABLE'], answers: { a: true, b: true } }),
    );
  });

  test('keeps which answers were guesses, until the question is answered again', async () => {
    const store = new ProgressFile(file());
    await store.save('one', at(1, { answers: { a: true, b: true, c: false }, guessed: ['a', 'b', 'c'] }));
    await store.save('one', at(2, { answers: { b: true, d: true } }));
    const kept = at(2, { answers: { a: true, b: true, c: false, d: true }, guessed: ['a', 'c'] });
    expect((await store.load()).progress['one']).toEqual(kept);
    expect(scoreWords(scoreIn(kept))).toBe('3 of 4 answers right, 1 of them guessed');
  });

  test('loses nothing when several copies write at once', async () => {
    // Eight writes one after the other may take longer than a person would wait for them.
    const patient = { lockPatienceMs: 90_000 };
    const stores = Array.from({ length: 8 }, () => new ProgressFile(file(), patient));
    await Promise.all(stores.map((store, index) => store.save(`lesson-${index}`, at(index))));
    const { progress } = await new ProgressFile(file()).load();
    expect(Object.keys(progress).toSorted()).toEqual(stores.map((_, index) => `lesson-${index}`));
  });

  test.for(['', '{', '[]', '{"format":1,"lessons":{"x":{"level":"NONE"}}}', '{"format":9,"lessons":{}}'])(
    'that says %j is set aside and said once, and progress goes on',
    async (text) => {
      await mkdir(join(folder, 'isolab'));
      await writeFile(file(), text);
      const store = new ProgressFile(file());
      const { progress, notice } = await store.load();
      expect(progress).toEqual({});
      expect(notice).toContain(`${file()}.broken`);
      expect(await readFile(`${file()}.broken`, 'utf8')).toBe(text);
      await store.save('one', at(1));
      expect(await store.load()).toEqual({ progress: { one: at(1) } });
    },
  );

  test('that is broken again is kept beside the one that was before', async () => {
    const store = new ProgressFile(file());
    await mkdir(join(folder, 'isolab'));
    const notices: (string | undefined)[] = [];
    for (const text of ['first', 'second', 'third']) {
      await writeFile(file(), text);
      notices.push((await store.load()).notice);
    }
    const asides = ['', '-2', '-3'].map((end) => `${file()}.broken${end}`);
    expect(await Promise.all(asides.map((one) => readFile(one, 'utf8')))).toEqual([
      'first',
      'second',
      'third',
    ]);
    expect(notices).toEqual(asides.map((one) => expect.stringContaining(`the old file is ${one}.`)));
  });

  test('that is broken is set aside once when several find it', async () => {
    await mkdir(join(folder, 'isolab'));
    await writeFile(file(), 'broken');
    const stores = Array.from({ length: 8 }, () => new ProgressFile(file()));
    await Promise.all(stores.map((store) => store.load()));
    // Who came first has the first name, and may yet be too late for the file.
    const [only = '', ...more] = await readdir(join(folder, 'isolab'));
    expect(more).toEqual([]);
    expect(only).toMatch(/^progress\.json\.broken(-\d)?$/);
    expect(await readFile(join(folder, 'isolab', only), 'utf8')).toBe('broken');
  });

  test('that is broken and cannot be set aside is not written over', async () => {
    await mkdir(join(folder, 'isolab'));
    // Too long with one more word.
    const long = join(folder, 'isolab', `${'x'.repeat(245)}.json`);
    await writeFile(long, 'broken');
    await expect(new ProgressFile(long).save('one', at(1))).rejects.toThrow('cannot be used');
    expect(await readFile(long, 'utf8')).toBe('broken');
  });

  test('forgets one lesson or all of them', async () => {
    const store = new ProgressFile(file());
    await store.save('one', at(1));
    await store.save('two', at(2));
    await store.reset('one');
    expect((await store.load()).progress).toEqual({ two: at(2) });
    await store.reset();
    expect((await store.load()).progress).toEqual({});
  });

  test('that cannot be written says so, and the next try may succeed', async () => {
    await writeFile(join(folder, 'isolab'), 'in the way');
    const store = new ProgressFile(file());
    await expect(store.save('one', at(1))).rejects.toThrow('cannot be used');
    await rm(join(folder, 'isolab'));
    await store.save('one', at(1));
    expect((await store.load()).progress).toEqual({ one: at(1) });
  });

  test.runIf(process.platform === 'linux')('where no folder can be made says so', async () => {
    const store = new ProgressFile('/dev/full/isolab/progress.json');
    await expect(store.save('one', at(1))).rejects.toThrow('cannot be used');
  });

  test.runIf(process.platform === 'linux').each([
    ['a pipe', 'is not an ordinary file', (path: string) => run('mkfifo', [path])],
    ['a folder', 'is a folder', (path: string) => mkdir(path)],
    ['a device', 'is not an ordinary file', (path: string) => symlink('/dev/zero', path)],
    ['memory of a process', 'cannot be read', (path: string) => symlink('/proc/self/mem', path)],
    ['far too large', 'is too large', (path: string) => writeFile(path, '').then(() => truncate(path, 1e10))],
  ])('that is %s ends with a message, and stays', async (_, says, make) => {
    await mkdir(join(folder, 'isolab'));
    await make(file());
    const before = await lstat(file());
    const store = new ProgressFile(file());
    await expect(store.load()).rejects.toThrow(says);
    await expect(store.save('one', at(1))).rejects.toThrow(says);
    expect((await lstat(file())).ino).toBe(before.ino);
  });

  test('does not wait for a lock that is none', async () => {
    await mkdir(join(folder, 'isolab'));
    await run('mkfifo', [`${file()}.lock`]);
    const store = new ProgressFile(file());
    await store.save('one', at(1));
    expect(await store.load()).toEqual({ progress: { one: at(1) } });
  });

  test('is not kept where others could have us write over another file', async () => {
    const other = join(folder, 'other');
    await writeFile(other, 'mine');
    await mkdir(join(folder, 'isolab'));
    await symlink(other, file());
    await chmod(join(folder, 'isolab'), 0o777);
    const store = new ProgressFile(file());
    await expect(store.load()).rejects.toThrow('can be changed by other users');
    await expect(store.save('one', at(1))).rejects.toThrow('can be changed by other users');
    expect(await readFile(other, 'utf8')).toBe('mine');
  });
});

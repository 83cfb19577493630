import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LessonProgress } from '../../src/progress/progress.ts';
import { ProgressFile, progressFileOf } from '../../src/progress/progress-file.ts';

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
});

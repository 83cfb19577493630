import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LessonProgress } from '../../src/progress/progress.ts';
import { ProgressFile, progressFileOf } from '../../src/progress/progress-file.ts';
import { mountDisk } from '../server/disk.ts';

const place = (steps: number): LessonProgress => ({ level: 'SERIALIZABLE', steps, seen: [], answers: {} });

/** Writes until nothing more goes in. */
const fill = async (file: string): Promise<void> => {
  const handle = await open(file, 'w');
  const block = Buffer.alloc(1024, 'x');
  try {
    for (;;) await handle.write(block);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    await handle.close();
  }
};

test('a full disk costs the news and nothing that was kept before, and room again is enough', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-full-'));
  try {
    const disk = await mountDisk(join(folder, 'disk'), 'size=64k');
    if (disk === undefined) {
      context.skip('this user may not mount a disk');
      return;
    }
    await using _ = disk;
    const file = progressFileOf({ XDG_STATE_HOME: join(folder, 'disk') }, '/');
    const store = new ProgressFile(file);
    await store.save('one', place(3));
    await fill(join(folder, 'disk', 'full'));
    await expect(store.save('two', place(1))).rejects.toThrow(/the disk is full/);
    await expect(store.reset()).rejects.toThrow(/the disk is full/);
    expect(await new ProgressFile(file).load()).toEqual({ progress: { one: place(3) } });
    expect(await readdir(join(folder, 'disk', 'isolab'))).toEqual(['progress.json']);
    await rm(join(folder, 'disk', 'full'));
    await store.save('two', place(1));
    expect(await new ProgressFile(file).load()).toEqual({ progress: { one: place(3), two: place(1) } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolders } from '../../src/files/make-folders.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isolab-folders-'));
});
afterEach(() => rm(folder, { recursive: true }));

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('folders that are made', () => {
  it('are for their user alone, also those above, and those that are there stay as they are', async () => {
    makeFolders(join(folder, 'a/b/c'));
    for (const path of ['a', 'a/b', 'a/b/c']) expect(await modeOf(join(folder, path))).toBe(0o700);
    makeFolders(join(folder, 'a/b'));
    makeFolders('/');
  });

  it('cannot be in a file, and that is told as such', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(() => makeFolders(join(folder, 'file'))).toThrow('EEXIST');
    expect(() => makeFolders(join(folder, 'file/below'))).toThrow('ENOTDIR');
  });

  it.skipIf(process.platform !== 'linux')('cannot be where the system makes none, and that ends', () => {
    expect(() => makeFolders('/proc/self/.cache/isolab')).toThrow('ENOENT');
  });
});

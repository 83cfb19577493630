import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lessonFile, lessonFiles } from '../../src/cli/lesson-files.ts';
import { UserError } from '../../src/errors.ts';
import { createFile, replaceFile, writeWhole } from '../../src/files/write-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isolab-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const file = (name: string) => join(folder, name);

describe('replacing a file', () => {
  test('keeps its mode and leaves nothing beside it', async () => {
    await writeFile(file('a.yaml'), 'old');
    await chmod(file('a.yaml'), 0o664);
    await replaceFile(file('a.yaml'), 'old', 'new');
    expect(await readFile(file('a.yaml'), 'utf8')).toBe('new');
    expect((await stat(file('a.yaml'))).mode & 0o777).toBe(0o664);
    expect(await readdir(folder)).toEqual(['a.yaml']);
  });

  test('writes through a symbolic link', async () => {
    await mkdir(file('real'));
    await writeFile(file('real/a.yaml'), 'old');
    await symlink('real/a.yaml', file('link.yaml'));
    await replaceFile(file('link.yaml'), 'old', 'new');
    expect(await readFile(file('real/a.yaml'), 'utf8')).toBe('new');
    expect((await lstat(file('link.yaml'))).isSymbolicLink()).toBe(true);
  });

  test('is refused when somebody has changed it in the meantime, and leaves nothing beside it', async () => {
    await writeFile(file('a.yaml'), 'theirs');
    await expect(replaceFile(file('a.yaml'), 'old', 'new')).rejects.toThrow(/has changed in the meantime/);
    expect(await readFile(file('a.yaml'), 'utf8')).toBe('theirs');
    expect(await readdir(folder)).toEqual(['a.yaml']);
  });
});

describe('making a file', () => {
  test('never overwrites one', async () => {
    await createFile(file('a.yaml'), 'first');
    await expect(createFile(file('a.yaml'), 'second')).rejects.toThrow(UserError);
    expect(await readFile(file('a.yaml'), 'utf8')).toBe('first');
  });

  test('in a folder that is not there says so', async () => {
    await expect(createFile(file('none/a.yaml'), 'x')).rejects.toThrow(/there is no such place/);
  });
});

describe('writing a file whole', () => {
  test('makes it or replaces it', async () => {
    await writeWhole(file('a.json'), '1');
    await writeWhole(file('a.json'), '2');
    expect(await readFile(file('a.json'), 'utf8')).toBe('2');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  test('over a folder is refused', async () => {
    await expect(writeWhole(folder, 'x')).rejects.toThrow(/it is a folder/);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the lesson files that words name', () => {
  beforeEach(async () => {
    await mkdir(file('more'));
    for (const name of ['b.yaml', 'a.yml', 'notes.md', 'more/c.yaml']) await writeFile(file(name), '');
  });

  test('are files, the lessons of folders and what patterns find, each once', async () => {
    expect(await lessonFiles([file('b.yaml'), folder])).toEqual([file('b.yaml'), file('a.yml')]);
    expect(await lessonFiles([file('**/*.yaml')])).toEqual([file('b.yaml'), file('more/c.yaml')]);
  });

  test('are our own by their ids, whatever else has that name', async () => {
    expect(await lessonFiles(['duplicate-book'])).toEqual(['lessons/duplicate-book.yaml']);
    expect(await lessonFile('duplicate-book')).toBe('lessons/duplicate-book.yaml');
    await mkdir(file('folder.yaml'));
    expect(await lessonFiles([folder])).not.toContain(file('folder.yaml'));
  });

  test('can be one alone', async () => {
    for (const name of ['b.yaml', 'notes.md', 'nowhere/at-all']) {
      expect(await lessonFile(file(name))).toBe(file(name));
    }
    await expect(lessonFile('duplicate-bok')).rejects.toMatchObject({
      message: 'There is no lesson duplicate-bok.',
      next: ['Did you mean duplicate-book?', expect.stringContaining('isolab list')],
    });
  });

  test('are missed with a word for what was meant', async () => {
    await expect(lessonFiles(['duplicate-bok'])).rejects.toMatchObject({
      message: 'There is no lesson duplicate-bok.',
      next: ['Did you mean duplicate-book?', expect.stringContaining('isolab list')],
    });
    await expect(lessonFiles(['duplicate-book.yaml'])).rejects.toMatchObject({
      message: 'There is no duplicate-book.yaml.',
      next: ['Did you mean duplicate-book, which comes with isolab?'],
    });
  });

  test('are missed with a word for what is missing', async () => {
    await expect(lessonFiles([file('none.yaml')])).rejects.toThrow(/There is no .*none.yaml/);
    await expect(lessonFiles([file('*.json')])).rejects.toThrow(/No lesson file .* fits/);
    await mkdir(file('empty'));
    await expect(lessonFiles([file('empty')])).rejects.toThrow(/This folder has no lesson files/);
  });
});

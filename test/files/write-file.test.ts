import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFile, mayBeCreated, writeWhole } from '../../src/files/write-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isolab-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const place = (name: string): string => join(folder, name);

describe('a file is written whole', () => {
  it('whether it is there or not, through a link, and nothing is left beside it', async () => {
    await writeWhole(place('file'), 'one');
    await symlink('file', place('link'));
    await writeWhole(place('link'), 'two');
    expect(await readFile(place('file'), 'utf8')).toBe('two');
    expect((await lstat(place('link'))).isSymbolicLink()).toBe(true);
    expect((await readdir(folder)).toSorted()).toEqual(['file', 'link']);
  });
});

it('whether a file may be created is known before, in the words in which it would fail', async () => {
  await mayBeCreated(place('new.yaml'));
  expect(await readdir(folder)).toEqual([]);
  await writeFile(place('file'), '');
  await symlink('nowhere/new.yaml', place('link'));
  const impossible = ['file', 'link', 'nowhere/new.yaml', 'file/new.yaml', `${'long'.repeat(70)}.yaml`].map(
    place,
  );
  for (const file of impossible) {
    const said = await createFile(file, '').catch((error: unknown) => error);
    expect(said).toBeInstanceOf(Error);
    await expect(mayBeCreated(file)).rejects.toThrow((said as Error).message);
  }
  expect((await readdir(folder)).toSorted()).toEqual(['file', 'link']);
});

describe.runIf(process.platform === 'linux')('what is no ordinary file stays what it is', () => {
  it('a device', async ({ skip }) => {
    const made = await promisify(execFile)('mknod', [place('null'), 'c', '1', '3'])
      .then(() => writeFile(place('null'), ''))
      .then(() => true)
      .catch(() => false);
    if (!made) skip('this user or container can make no device that works');
    await writeWhole(place('null'), 'text');
    expect((await lstat(place('null'))).isCharacterDevice()).toBe(true);
    expect(await readdir(folder)).toEqual(['null']);
  });

  it('a pipe, whose reader gets the text', async () => {
    await promisify(execFile)('mkfifo', [place('pipe')]);
    await expect(writeWhole(place('pipe'), 'text')).rejects.toThrow('nobody reads this pipe');
    // A reader that is there says so by having opened it.
    const reader = spawn('/bin/sh', ['-c', 'exec 3<>"$0"; echo ready; head -c 4 <&3', place('pipe')]);
    await once(reader.stdout, 'readable');
    await writeWhole(place('pipe'), 'text');
    expect(await text(reader.stdout)).toBe('ready\ntext');
    expect((await lstat(place('pipe'))).isFIFO()).toBe(true);
  });

  it('a folder is told', async () => {
    await expect(writeWhole(folder, 'text')).rejects.toThrow('it is a folder');
  });

  it('a file in a folder that is a file is told', async () => {
    await writeFile(place('file'), '');
    await expect(writeWhole(place('file/deep'), 'text')).rejects.toThrow('its folder is a file');
  });
});

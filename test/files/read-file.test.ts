import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnd, readTextWithin, readWithin, UnreadableFile } from '../../src/files/read-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isolab-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const place = (name: string): string => join(folder, name);

const refusalOf = async (file: string): Promise<string> => {
  const error = await readWithin(file, 1000).catch((reason: unknown) => reason);
  return error instanceof UnreadableFile ? error.why : `not refused: ${String(error)}`;
};

describe('a file is read whole', () => {
  it.each([0, 1, 999, 1000])('with %i bytes of 1000 that it may have', async (size) => {
    await writeFile(place('file'), 'x'.repeat(size));
    expect(await readTextWithin(place('file'), 1000)).toBe('x'.repeat(size));
  });

  it('with more than is read at once', async () => {
    const text = 'many words '.repeat(100_000);
    await writeFile(place('file'), text);
    expect(await readTextWithin(place('file'), text.length)).toBe(text);
  });

  it.runIf(process.platform === 'linux')('also one that says nothing of its size', async () => {
    expect(await readTextWithin('/proc/self/status', 100_000)).toContain('Uid:');
  });
});

it('of a long file the end is read', async () => {
  await writeFile(place('file'), '0123456789');
  const read = async (most: number) => {
    const { bytes, size } = await readEnd(place('file'), most);
    return [bytes.toString(), size];
  };
  expect(await Promise.all([3, 10, 100].map(read))).toEqual([
    ['789', 10],
    ['0123456789', 10],
    ['0123456789', 10],
  ]);
  await expect(readEnd(folder, 10)).rejects.toThrow(UnreadableFile);
});

describe.runIf(process.platform === 'linux')('what is no file that can be read is refused', () => {
  it.each([
    ['nothing', 'missing', () => Promise.resolve()],
    ['a folder', 'folder', () => mkdir(place('it'))],
    ['a pipe that nobody writes to', 'special', () => promisify(execFile)('mkfifo', [place('it')])],
    ['an endless device', 'special', () => symlink('/dev/zero', place('it'))],
    ['an empty device', 'special', () => symlink('/dev/null', place('it'))],
    ['a terminal', 'special', () => symlink('/dev/ptmx', place('it'))],
    ['one that is larger than it says', 'large', () => symlink('/proc/self/smaps', place('it'))],
    ['a byte too much', 'large', () => writeFile(place('it'), 'x'.repeat(1001))],
    ['a hole of 10 TB', 'large', () => writeFile(place('it'), '').then(() => truncate(place('it'), 1e13))],
    ['a link to itself', 'failed', () => symlink('it', place('it'))],
    ['below a file', 'missing', () => symlink('/etc/passwd/it', place('it'))],
  ])('%s', async (_, why, make) => {
    await make();
    expect(await refusalOf(place('it'))).toBe(why);
  });

  it('memory, in the words for a machine in trouble', async () => {
    await symlink('/proc/self/mem', place('it'));
    await expect(readTextWithin(place('it'), 1000)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^.*it cannot be read\. The system cannot read or write there: EIO/),
    });
  });

  it('a socket', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(place('socket'), resolve));
    try {
      expect(await refusalOf(place('socket'))).toBe('special');
    } finally {
      server.close();
    }
  });

  it.skipIf(process.getuid?.() === 0)('what may not be read (root may read everything)', async () => {
    await writeFile(place('secret'), '');
    await chmod(place('secret'), 0);
    expect(await refusalOf(place('secret'))).toBe('forbidden');
  });

  it('a name too long, and one with control characters, which are shown', async () => {
    expect(await refusalOf(place('x'.repeat(300)))).toBe('failed');
    await expect(readWithin(place('a\n::error::\u001B[2J'), 1)).rejects.toThrow(
      `${folder}/a␊::error::␛[2J does not exist`,
    );
  });
});

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { formatIdentity } from '../../src/files/identity.ts';
import { takeLock } from '../../src/files/lock.ts';
import { makePlaces } from './places.ts';
import { deadProcess, idleProcess } from './processes.ts';

const never = new AbortController().signal;

describe('a lock', () => {
  test('lets one in at a time', async () => {
    await using places = await makePlaces();
    const file = join(places.folder, 'lock');
    let inside = 0;
    let most = 0;
    const visit = async (): Promise<void> => {
      const lock = await takeLock(file, never, () => {});
      most = Math.max(most, ++inside);
      await readdir(places.folder);
      inside--;
      await lock[Symbol.asyncDispose]();
    };
    await Promise.all([visit(), visit(), visit(), visit()]);
    expect(most).toBe(1);
    expect(await readdir(places.folder)).toEqual([]);
  });

  test('is waited for while its holder lives, and the holder is named once', async () => {
    await using places = await makePlaces();
    const file = join(places.folder, 'lock');
    const { child, identity } = await idleProcess();
    await writeFile(file, formatIdentity(identity));
    const waitedFor: number[] = [];
    const taking = takeLock(file, never, (holder) => waitedFor.push(holder));
    await vi.waitFor(() => expect(waitedFor).toEqual([identity.pid]), { timeout: 60_000 });
    child.kill('SIGKILL');
    const lock = await taking;
    expect(waitedFor).toEqual([identity.pid]);
    await lock[Symbol.asyncDispose]();
  });

  test.each([
    ['a process that is gone', async () => formatIdentity(await deadProcess())],
    ['nobody, since it is damaged', async () => 'gibberish'],
  ])('of %s is taken over without waiting', async (_of, content) => {
    await using places = await makePlaces();
    const file = join(places.folder, 'lock');
    await writeFile(file, await content());
    const lock = await takeLock(file, never, () => expect.unreachable('it waited'));
    expect(await readFile(file, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    await lock[Symbol.asyncDispose]();
    expect(await readdir(places.folder)).toEqual([]);
  });

  test('that somebody else has taken over is not released', async () => {
    await using places = await makePlaces();
    const file = join(places.folder, 'lock');
    const lock = await takeLock(file, never, () => {});
    const theirs = formatIdentity(await deadProcess());
    await writeFile(file, theirs);
    await lock[Symbol.asyncDispose]();
    expect(await readFile(file, 'utf8')).toBe(theirs);
  });

  test('is no longer waited for after an abort, and nothing is left behind', async () => {
    await using places = await makePlaces();
    const file = join(places.folder, 'lock');
    const { child, identity } = await idleProcess();
    await writeFile(file, formatIdentity(identity));
    const abort = new AbortController();
    const reason = new Error('enough');
    const taking = takeLock(file, abort.signal, () => abort.abort(reason));
    await expect(taking).rejects.toBe(reason);
    expect(await readdir(places.folder)).toEqual(['lock']);
    child.kill('SIGKILL');
  });
});

import { mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { onEveryText, type Watched } from '../../src/author/watch-file.ts';
import { UserError } from '../../src/errors.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isolab-test-'));
  file = join(folder, 'a.yaml');
  await writeFile(file, 'first');
});
afterEach(() => rm(folder, { recursive: true }));

/** The texts that are watched, in one, or the failure. */
type Held = string | UserError;

const heldIn = (watched: Watched): Held =>
  watched instanceof UserError
    ? watched
    : [watched.text, ...(watched.expected ? [watched.expected.text] : [])].join(' + ');

/**
 * Watches the file, and gives what the work was called with, one call after the other. A file may be looked at while it is
 * written and empty: of that only one test wants to know.
 */
const watching = (
  work: (held: Held, signal: AbortSignal) => Promise<void> = async () => {},
  withEmpty = false,
) => {
  const seen: Held[] = [];
  let tell = () => {};
  const stop = new AbortController();
  const ended = onEveryText(file, stop.signal, async (watched, signal) => {
    if (withEmpty || heldIn(watched) !== '') seen.push(heldIn(watched));
    tell();
    await work(heldIn(watched), signal);
  });
  // Nobody may be waiting for it when it ends.
  ended.catch(() => {});
  const upTo = async (count: number): Promise<readonly Held[]> => {
    while (seen.length < count) {
      const next = new Promise<void>((resolve) => {
        tell = resolve;
      });
      await Promise.race([next, ended]);
    }
    return seen;
  };
  return {
    upTo,
    end: async () => {
      stop.abort(new Error('the end'));
      await expect(ended).rejects.toThrow('the end');
    },
  };
};

test('what the file holds is seen at the start, and again after a save', async () => {
  const watched = watching();
  await watched.upTo(1);
  await writeFile(file, 'second');
  expect(await watched.upTo(2)).toEqual(['first', 'second']);
  await watched.end();
});

test('what is expected of it is watched, too', async () => {
  const watched = watching();
  await watched.upTo(1);
  const beside = join(folder, 'a.expect.yaml');
  await writeFile(`${beside}.new`, 'claims');
  await rename(`${beside}.new`, beside);
  expect(await watched.upTo(2)).toEqual(['first', 'first + claims']);
  await rm(beside);
  expect((await watched.upTo(3)).at(-1)).toBe('first');
  await watched.end();
});

test('a save that moves a new file into the place of the old one is seen, again and again', async () => {
  const watched = watching();
  await watched.upTo(1);
  for (const [index, text] of ['second', 'third', 'fourth'].entries()) {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
    expect((await watched.upTo(index + 2)).at(-1)).toBe(text);
  }
  await watched.end();
});

test('a save of the same text, and of a file beside it, is no reason to work again', async () => {
  const watched = watching();
  await watched.upTo(1);
  await writeFile(join(folder, 'b.yaml'), 'other');
  await writeFile(`${file}.new`, 'first');
  await rename(`${file}.new`, file);
  await writeFile(file, 'second');
  expect(await watched.upTo(2)).toEqual(['first', 'second']);
  await watched.end();
});

test('an emptied file is told, and what is written into it then, be it the same as before', async () => {
  const watched = watching(undefined, true);
  await watched.upTo(1);
  const handle = await open(file, 'w');
  expect(await watched.upTo(2)).toEqual(['first', '']);
  await handle.writeFile('first');
  await handle.close();
  expect(await watched.upTo(3)).toEqual(['first', '', 'first']);
  await watched.end();
});

test('a file that goes away is told, and seen again when it is back', async () => {
  const watched = watching();
  await watched.upTo(1);
  await rm(file);
  expect((await watched.upTo(2)).at(-1)).toMatchObject({ message: `There is no ${file}.` });
  await writeFile(file, 'first');
  expect((await watched.upTo(3)).at(-1)).toBe('first');
  await watched.end();
});

test('new text ends the work on the old one before it is worked on', async () => {
  const order: string[] = [];
  const watched = watching(async (text, signal) => {
    if (text !== 'first') return;
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve());
    });
    order.push('first ended');
    signal.throwIfAborted();
  });
  await watched.upTo(1);
  await writeFile(file, 'second');
  await watched.upTo(2);
  expect(order).toEqual(['first ended']);
  await watched.end();
});

test('the end waits for the work that is being done', async () => {
  const order: string[] = [];
  const watched = watching(async (_, signal) => {
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve());
    });
    await writeFile(join(folder, 'cleaned-up'), '');
    order.push('work ended');
  });
  await watched.upTo(1);
  await watched.end();
  expect(order).toEqual(['work ended']);
});

test('a failure of the work ends the watching', async () => {
  const ended = onEveryText(file, new AbortController().signal, () => Promise.reject(new Error('broken')));
  await expect(ended).rejects.toThrow('broken');
});

test('a file that is not there cannot be watched', async () => {
  const ended = onEveryText(join(folder, 'none.yaml'), new AbortController().signal, async () => {});
  await expect(ended).rejects.toThrow(/none.yaml cannot be watched/);
});

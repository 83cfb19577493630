import { mkdtemp, open, rename, rm, stat, writeFile } from 'node:fs/promises';
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

/** Watches the file, and gives what the work was called with, one call after the other. */
const watching = (work: (held: Held, signal: AbortSignal) => Promise<void> = async () => {}) => {
  const seen: Held[] = [];
  let tell = () => {};
  const stop = new AbortController();
  const ended = onEveryText(file, stop.signal, async (watched, signal) => {
    seen.push(heldIn(watched));
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
  await writeFile(file, 'first');
  await writeFile(file, 'second');
  expect(await watched.upTo(2)).toEqual(['first', 'second']);
  await watched.end();
});

test('a file that is being written is not taken for an empty one', async () => {
  const watched = watching();
  await watched.upTo(1);
  const handle = await open(file, 'w');
  // It is looked at meanwhile: that takes a few such calls.
  for (let call = 0; call < 200; call++) expect((await stat(file)).size).toBe(0);
  await handle.writeFile('second');
  await handle.close();
  expect(await watched.upTo(2)).toEqual(['first', 'second']);
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

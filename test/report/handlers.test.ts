import { readFile } from 'node:fs/promises';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { parseRecording } from '../../src/engine/recording.ts';
import { textOf } from './recordings.ts';

const events = parseRecording(
  await readFile(new URL('../ui/recordings/redis-crash.ndjson', import.meta.url), 'utf8'),
);

describe('a lesson whose application talks to Redis', () => {
  it.each([80, 160])('reads like this in %d columns', async (width) => {
    await expect(textOf(events, width)).toMatchFileSnapshot(`__snapshots__/redis-crash-${width}.txt`);
  });

  it('has a column for Redis where there is room for it, and else says where a command goes', () => {
    const wide = textOf(events, 160);
    expect(wide).toMatch(/│ Redis$/m);
    expect(wide).toMatch(/│ A> SETNX add_book_Sapiens 1\n.*│ 1$/m);
    const narrow = textOf(events, 80);
    expect(narrow).toContain('A │ A Redis> SETNX add_book_Sapiens 1\n   A │ 1\n');
  });

  it('tells of work and of the end of an application as such', () => {
    const text = textOf(events, 80);
    expect(text).toContain('A: the application dies\n   A │ The application died, and its connection');
    expect(text).not.toMatch(/where title = ''|A>? the application dies;/);
  });

  it('is never wider than the terminal, but for addresses', () => {
    for (let width = 20; width <= 170; width += 7) {
      const lines = textOf(events, width).split('\n');
      const tooWide = lines.filter((line) => stringWidth(line) > width && !line.includes('https://'));
      expect(tooWide, `${width} columns`).toEqual([]);
    }
  });
});

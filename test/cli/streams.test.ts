import { describe, expect, it } from 'vitest';
import { type Output, wantsColor, widthOf } from '../../src/cli/edge.ts';
import { ProgressLine } from '../../src/cli/progress.ts';
import type { ServerProgress } from '../../src/hosts/provider.ts';

const streamOf = (isTTY: boolean, columns = 40): Output & { readonly written: string[] } => {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
};

const fetch: readonly ServerProgress[] = [
  { phase: 'looking', message: 'Looking' },
  { phase: 'fetching', message: 'Fetching MySQL', done: 0 },
  { phase: 'fetching', message: 'Fetching MySQL', done: 0.501 },
  { phase: 'fetching', message: 'Fetching MySQL', done: 0.502 },
  { phase: 'unpacking', message: 'Unpacking\u001B[2J', done: 2 },
  { phase: 'starting', message: 'Starting' },
];

describe('progress', () => {
  it('is one line that changes on a terminal, and goes away', () => {
    const stream = streamOf(true, 60);
    const line = new ProgressLine(stream);
    for (const one of fetch) line.show(one);
    line.clear();
    line.clear();
    expect(stream.written.map((text) => text.replace('\r\u001B[2K', ''))).toEqual([
      'Looking …',
      `Fetching MySQL [${'·'.repeat(20)}] 0 %`,
      `Fetching MySQL [${'█'.repeat(10)}${'·'.repeat(10)}] 50 %`,
      `Unpacking␛[2J [${'█'.repeat(20)}] 100 %`,
      'Starting …',
      '',
    ]);
  });

  it('never wraps', () => {
    const stream = streamOf(true, 20);
    new ProgressLine(stream).show({
      phase: 'fetching',
      message: 'Fetching a server that has a long name',
      done: 1,
    });
    expect(stream.written.join('').replace('\r\u001B[2K', '')).toBe('Fetching a server …');
  });

  it('is a line for each phase without a terminal', () => {
    const stream = streamOf(false);
    const line = new ProgressLine(stream);
    for (const one of fetch) line.show(one);
    line.clear();
    expect(stream.written).toEqual(['Fetching MySQL\n', 'Unpacking␛[2J\n', 'Starting\n']);
  });
});

describe('colour', () => {
  it.each<[boolean, Record<string, string>, boolean]>([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '3', NO_COLOR: '1' }, true],
  ])('on a terminal: %j, with %o: %j', (isTTY, env, wanted) => {
    expect(wantsColor({ isTTY }, env)).toBe(wanted);
  });
});

describe('width', () => {
  it('is that of the terminal, or 80', () => {
    expect(widthOf({ isTTY: true, columns: 132 })).toBe(132);
    expect(widthOf({ isTTY: true, columns: 0 })).toBe(80);
    expect(widthOf({ isTTY: false, columns: 132 })).toBe(80);
  });
});

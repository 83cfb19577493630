import { expect, test } from 'vitest';
import { makeTheme } from '../../src/ui/theme.ts';
import type { DataPanel } from '../../src/ui/view/data-lines.ts';
import { dataPanel } from '../../src/ui/view/data-lines.ts';
import { dataWindow } from '../../src/ui/view/data-window.ts';
import { lastOf, stateWhere } from './recorded.ts';

/** A picture above two tables of four rows. */
const panelWith = (picture: number, news: readonly number[]): DataPanel => {
  const above = [...Array.from({ length: picture }, (_, row) => `picture ${row}`), ''];
  const table = (name: string) => [name, ...Array.from({ length: 4 }, (_, row) => `${name} ${row}`)];
  const lead = above.length;
  return {
    lines: [...above, ...table('one'), ...table('two')],
    news: news.map((at) => lead + at),
    wanted: [],
    pinned: 0,
    lead,
    heads: [lead, lead + 5],
    telling: lead + 10,
  };
};

const seen = (panel: DataPanel, height: number, offset?: number) => {
  const { lines, note } = dataWindow(panel, offset, { width: 20, height });
  return { lines: lines.map((line) => line.trim()), note };
};

test.for([3, 5, 12])(
  'rows that changed are seen below a picture of %i lines, with the names above them',
  (picture) => {
    const { lines, note } = seen(panelWith(picture, [3, 7]), 8);
    expect(lines).toHaveLength(8);
    expect(lines[0]).toBe('picture 0');
    expect(lines.slice(-4)).toEqual(['one', 'one 2', 'two', 'two 1']);
    expect(note).toBe(`↓ ${picture + 11 - 8}`);
  },
);

test('what has no room is counted, and whoever scrolls sees everything in its order', () => {
  const { lines, note } = seen(panelWith(9, [1, 2, 3, 4]), 6);
  expect(lines).toEqual(['picture 0', 'picture 1', '…', 'one', 'one 0', 'one 1']);
  expect(note).toBe('↓ 14 · 2 changed');
  expect(seen(panelWith(9, [1]), 6, 1).lines[0]).toBe('picture 1');
});

test('so is a row that somebody waits for, which has not changed', () => {
  const { lines, note } = seen({ ...panelWith(9, []), wanted: [13] }, 6);
  expect(lines).toEqual(['picture 0', 'picture 1', 'picture 2', '…', 'one', 'one 2']);
  expect(note).toBe('↓ 14');
});

test('without news the picture has the room, and where all is seen nothing is moved', () => {
  expect(seen(panelWith(9, []), 6).lines.at(-1)).toBe('picture 5');
  expect(seen(panelWith(3, [1]), 20)).toMatchObject({ note: undefined });
});

test('a row that is seen twice is no row: the picture ends where the tables begin', () => {
  const { lines } = seen(panelWith(2, [2]), 8);
  expect(new Set(lines).size).toBe(8);
  expect(lines).toContain('one 1');
});

test('after a deadlock, and beside a locked gap, a small panel shows the rows that changed', () => {
  const theme = makeTheme(false);
  const states = [lastOf('deadlock'), stateWhere('deadlock', ({ timeline }) => timeline.length > 4)];
  for (const lab of states) {
    const panel = dataPanel(lab, { theme, width: 78 });
    const all = panel.news.map((at) => panel.lines[at]);
    const { lines, note = '' } = dataWindow(panel, undefined, { width: 80, height: 7 });
    const isSeen = all.some((line) => {
      const text = typeof line === 'function' ? line() : (line ?? '');
      return lines.some((one) => one.trim() === text.trim());
    });
    expect(isSeen || all.length === 0).toBe(true);
    expect(note).not.toContain(`${all.length} changed`);
  }
});

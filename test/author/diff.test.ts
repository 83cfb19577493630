import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../src/author/diff.ts';
import { expectAlways } from '../property.ts';

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

/** What patch(1) does with a diff: checks every line that is there and puts the others in. */
const patched = (before: string, after: string): string => {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const result: string[] = [];
  let at = 0;
  const diff = unifiedDiff(before, after, 'x');
  for (const [index, { kind, text: line }] of diff.entries()) {
    const isOpenEnd = diff[index + 1]?.kind === 'note';
    const content = line.slice(1) + (isOpenEnd ? '' : '\n');
    if (kind === 'place') {
      const [, start = '', count = '1'] = /^@@ -(\d+)(?:,(\d+))? /.exec(line) ?? [];
      const from = count === '0' ? Number(start) : Number(start) - 1;
      result.push(...old.slice(at, from));
      at = from;
    } else if (kind === 'same' || kind === 'removed') {
      expect(old[at]).toBe(content);
      if (kind === 'same') result.push(content);
      at += 1;
    } else if (kind === 'added') result.push(content);
  }
  return [...result, ...old.slice(at)].join('');
};

describe('a unified diff', () => {
  test('shows what changes with three lines around it, and skips the rest', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
    const changed = lines.with(4, 'five').toSpliced(20, 1).toSpliced(25, 0, 'new');
    expect(unifiedDiff(text(lines), text(changed), 'a.yaml').map((one) => one.text)).toEqual([
      '--- a.yaml',
      '+++ a.yaml',
      '@@ -2,7 +2,7 @@',
      ' line 2',
      ' line 3',
      ' line 4',
      '-line 5',
      '+five',
      ' line 6',
      ' line 7',
      ' line 8',
      '@@ -18,12 +18,12 @@',
      ' line 18',
      ' line 19',
      ' line 20',
      '-line 21',
      ' line 22',
      ' line 23',
      ' line 24',
      ' line 25',
      ' line 26',
      '+new',
      ' line 27',
      ' line 28',
      ' line 29',
    ]);
  });

  test('is empty when nothing changes', () => {
    expect(unifiedDiff('a\n', 'a\n', 'x')).toEqual([]);
  });

  test('is one that patch can apply, whatever the texts are', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n', '\n'), maxLength: 60 });
    expectAlways(
      fc.property(texts, texts, (before, after) => {
        expect(patched(before, after)).toBe(after);
      }),
      { numRuns: 500 },
    );
  });
});

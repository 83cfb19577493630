import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines } from '../../../src/report/verify/diff.ts';
import { expectAlways } from '../../property.ts';

const marked = (expected: readonly string[], observed: readonly string[]) =>
  diffLines(expected, observed).map(
    ({ kind, text }) => ({ same: ' ', expected: '-', observed: '+' })[kind] + text,
  );

describe('a diff', () => {
  it('keeps what is in both', () => {
    expect(marked(['a', 'b', 'c'], ['a', 'c', 'd'])).toEqual([' a', '-b', ' c', '+d']);
    expect(marked([], ['a'])).toEqual(['+a']);
    expect(marked(['a'], [])).toEqual(['-a']);
  });

  it('contains both sides in their order, and is nothing but common lines for two of the same', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
    expectAlways(
      fc.property(lines, lines, (expected, observed) => {
        const diff = diffLines(expected, observed);
        const side = (other: string) => diff.filter(({ kind }) => kind !== other).map(({ text }) => text);
        expect(side('observed')).toEqual(expected);
        expect(side('expected')).toEqual(observed);
        expect(diffLines(expected, expected).every(({ kind }) => kind === 'same')).toBe(true);
      }),
    );
  });
});

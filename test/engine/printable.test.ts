import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableLines } from '../../src/printable.ts';
import { expectAlways } from '../property.ts';

describe('printable text', () => {
  it.each([
    ['an escape sequence', '\u001B[2J', '␛[2J'],
    ['a line break', 'a\nb', 'a␊b'],
    ['a bell and a delete', '\u0007\u007F', '␇␡'],
    ['an 8-bit control', '\u009B31m', '<U+009B>31m'],
    ['reversed text', 'a\u202Eb', 'a<U+202E>b'],
    ['hidden tags', '\u{E0041}', '<U+E0041>'],
    ['a byte order mark', '\uFEFFa', '<U+FEFF>a'],
    ['a line separator', 'a\u2028b', 'a<U+2028>b'],
  ])('shows %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each(['日本語', 'é', '👩‍👩‍👧', 'नमस्ते', 'می‌خواهم', 'ＡＢＣ', '$%&\\'])('leaves %s as it is', (text) => {
    expect(printable(text)).toBe(text);
  });

  it('never lets a control character through', () => {
    expectAlways(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
        expect(printableLines(text).join('')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('of several lines keeps them, and tabs as spaces', () => {
    expect(printableLines('a\r\n\tb\n\rc')).toEqual(['a', '  b', '␍c']);
  });
});

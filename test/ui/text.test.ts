import { stripVTControlCharacters } from 'node:util';
import { constantFrom, integer, oneof, property, string } from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { printable } from '../../src/printable.ts';
import { clip, hanging, padded, paddedLeft, widthOf, wrapped } from '../../src/text/fit.ts';
import { drawn } from '../../src/ui/text/lines.ts';
import { longValueLines } from '../../src/ui/text/long-value.ts';
import { markdownLines } from '../../src/ui/text/markdown.ts';
import { sqlLine, sqlLines } from '../../src/ui/text/sql.ts';
import { tableLines } from '../../src/ui/text/table.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { expectAlways } from '../property.ts';

const theme = makeTheme(false);
const plain = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => stripVTControlCharacters(line));

/** What a terminal would obey: nothing of it may come out of data. The styles of the theme are ours. */
const obeyed = /\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u;
const withoutStyles = (text: string): string =>
  [1, 2, 4, 7, 22, 24, 27].reduce((rest, code) => rest.replaceAll(`\u001B[${code}m`, ''), text);

const expectHarmless = (lines: readonly string[], width: number): void => {
  for (const line of lines) {
    expect(withoutStyles(line)).not.toMatch(obeyed);
    expect(widthOf(line)).toBeLessThanOrEqual(width);
  }
};

const nasty = oneof(
  string({ unit: 'grapheme', maxLength: 60 }),
  string({ unit: 'binary', maxLength: 40 }),
  constantFrom(
    '\u001B[2J',
    '\u001B]0;title\u0007',
    'a\tb',
    'a\r\nb',
    '漢字かな交じり文',
    '👨‍👩‍👧‍👦 and 👍🏽',
    'e\u0301',
    '\u202Eabc',
    'שלום',
  ),
);

describe('a long value below its table', () => {
  const below = (value: string, width: number): readonly string[] =>
    longValueLines({ columns: ['a'], rows: [[value]] }, { theme, width }).map(drawn);

  test('is whole, and never wider than its place', () => {
    expectAlways(
      property(nasty, integer({ min: 4, max: 90 }), (text, width) => {
        const value = text.repeat(Math.ceil(301 / Math.max(1, text.length))) || 'x'.repeat(301);
        const [title, ...lines] = below(value, width);
        expectHarmless(plain(lines), Math.max(width, 24));
        expect(plain(lines).join('')).toBe(printable(value));
        expect(plain([title ?? ''])[0]).toBe(`a of row 1, ${value.length} characters:`);
      }),
    );
  });

  test.for(['x', 'ж', '漢', '👍🏽', 'e\u0301\n'])(
    'of which there is too much, %j, only the beginning is shown, and that is said',
    (unit) => {
      const value = unit.repeat(500_000 / unit.length);
      const [title, ...lines] = plain(below(value, 100));
      expect(title).toBe(`a of row 1, the first 65536 of ${value.length} characters:`);
      expect(lines.length).toBeLessThan(1400);
      expectHarmless([lines[0] ?? '', lines.at(-2) ?? ''], 100);
    },
  );
});

describe('text from anywhere', () => {
  test('is never wider than its place, and never longer than it must be', () => {
    expectAlways(
      property(nasty, integer({ min: 1, max: 50 }), (text, width) => {
        const shown = text.replaceAll(/\p{C}/gu, '');
        expect(widthOf(clip(shown, width))).toBeLessThanOrEqual(width);
        expect(widthOf(padded(shown, width))).toBe(width);
        expect(widthOf(paddedLeft(shown, width))).toBe(width);
      }),
      // A lone skin tone, and letters that take the next one with them: they join a space beside them.
      { examples: Array.from('🏻ൎำ𑪆', (mark): [string, number] => [mark, 3]) },
    );
  });

  test('is as wide as string-width says, also where that is not asked', () => {
    const usual = string({
      unit: constantFrom(
        ...Array.from('ab z09│─║┌ä漢字かなカ한글…‖·。←↓▸●○▶▲✓✗↻✎★≠−–—‘’“”\u{FE0F}\u3099'),
        '\u001B[1m',
        '\u001B[38;5;3m',
      ),
    });
    expectAlways(
      property(oneof(usual, nasty), (text) => {
        expect(widthOf(text)).toBe(stringWidth(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('is harmless in a table, in SQL and in prose, and stays in its place', () => {
    expectAlways(
      property(nasty, nasty, (a, b) => {
        const rows = {
          columns: [a, 'n'],
          rows: [
            [b, '1'],
            [null, '2'],
          ],
        };
        expectHarmless(tableLines(rows, { theme, width: 40, ruled: true }).map(drawn), 40);
        expectHarmless(sqlLines('A> ', `SELECT '${a}', \`${b}\` -- ${b}`, 40, theme), 40);
        expectHarmless([sqlLine(a, theme)], Number.POSITIVE_INFINITY);
        expectHarmless(markdownLines(`${a}\n\n- *${b}*\n\n\`${a}\``, 40, theme), 40);
      }),
      { numRuns: 500 },
    );
  });
});

describe('tables', () => {
  const draw = (columns: readonly string[], rows: readonly (readonly (string | null)[])[], width = 40) =>
    plain(tableLines({ columns, rows }, { theme, width, ruled: false }).map(drawn));

  test('numbers stand right, words left, wide characters take two columns', () => {
    expect(
      draw(
        ['id', 'name'],
        [
          ['1', '漢字'],
          ['12', 'abcd'],
        ],
      ),
    ).toEqual(['  id │ name', '│  1 │ 漢字', '│ 12 │ abcd']);
  });

  test('NULL, the text NULL, an empty text and a line break can be told apart', () => {
    expect(draw(['v'], [[null], ['NULL'], [''], ['a\nb']])).toEqual([
      '  v',
      '│ NULL',
      "│ 'NULL'",
      "│ ''",
      '│ a␊b',
    ]);
  });

  test('narrow columns keep what they need and wide ones share the rest', () => {
    const [head, row] = draw(['id', 'a', 'b'], [['1', 'x'.repeat(100), 'y'.repeat(100)]], 40);
    expect(head).toMatch(/^ {2}id │ a +│ b$/);
    expect(row).toMatch(/^│ {2}1 │ x+… │ y+…$/);
    expect(widthOf(row ?? '')).toBeLessThanOrEqual(40);
  });

  test('more columns than fit are cut at the edge', () => {
    const lines = draw(
      Array.from({ length: 30 }, (_, n) => `column${n}`),
      [Array.from({ length: 30 }, () => 'x')],
    );
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(40);
  });

  test('a value of 60 KB and ten thousand rows are drawn without measuring what nobody sees', () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => [`${n}`, 'x'.repeat(n === 5 ? 60_000 : 10)]);
    const lines = draw(['id', 'text'], rows, 60);
    expect(lines).toHaveLength(10_001);
    expect(lines[6]).toMatch(/x…$/);
  });
});

describe('SQL', () => {
  test('stands on one line when it fits, else as it was written, broken between words', () => {
    const sql = 'SELECT id, name\n  FROM books\n WHERE id = 1';
    expect(plain(sqlLines('A> ', sql, 60, theme))).toEqual(['A> SELECT id, name FROM books WHERE id = 1']);
    expect(plain(sqlLines('A> ', sql, 24, theme))).toEqual([
      'A> SELECT id, name',
      '    FROM books',
      '   WHERE id = 1',
    ]);
    expect(plain(sqlLines('A> ', "INSERT INTO books (name) VALUES ('Sapiens')", 30, theme))).toEqual([
      'A> INSERT INTO books (name)',
      "   VALUES ('Sapiens')",
    ]);
  });

  test('keeps a line break that means something', () => {
    expect(plain(sqlLines('', "SELECT 'a\nb'", 60, theme))).toEqual(["SELECT 'a", "b'"]);
    expect(plain(sqlLines('', 'SELECT 1 -- one\n, 2', 60, theme))).toEqual(['SELECT 1 -- one', ', 2']);
  });

  test("marks MySQL's words, and leaves columns with such names alone", () => {
    const line = sqlLine('SELECT name FROM t WHERE level = 1 FOR SHARE SKIP LOCKED', theme);
    for (const word of ['SELECT', 'FROM', 'WHERE', 'SHARE', 'SKIP', 'LOCKED']) {
      expect(line).toContain(theme.strong(word));
    }
    expect(line).not.toContain(theme.strong('name'));
    expect(line).not.toContain(theme.strong('level'));
  });
});

describe('Markdown', () => {
  const draw = (text: string, width = 40) => plain(markdownLines(text, width, theme));

  test('paragraphs, lists, code and quotes', () => {
    const text =
      'A *few* **words** with `code`,\nand more.\n\n1. one\n2. two and a half, which is longer\n\n- a\n\n> said\n\n```sql\nSELECT 1;\n```\n';
    expect(draw(text, 24)).toEqual([
      'A few words with code,',
      'and more.',
      '',
      '1. one',
      '2. two and a half, which',
      '   is longer',
      '',
      '• a',
      '',
      '│ said',
      '',
      '  SELECT 1;',
    ]);
  });

  test('what looks like HTML or an entity is shown as it stands', () => {
    expect(draw('a <b>x</b> & c &amp; `<i>`').join(' ')).toBe('a <b>x</b> & c &amp; <i>');
  });

  test('a link shows where it goes', () => {
    expect(draw('see [the manual](https://dev.mysql.com/doc/)', 80)).toEqual([
      'see the manual (https://dev.mysql.com/doc/)',
    ]);
  });
});

test('a hanging text stays behind its mark', () => {
  expect(hanging('→ ', 'one two three', 9)).toEqual(['→ one two', '  three']);
  expect(wrapped('漢字漢字', 4)).toEqual(['漢字', '漢字']);
});

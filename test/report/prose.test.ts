import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { paintFor } from '../../src/report/paint.ts';
import { proseLines } from '../../src/report/prose.ts';
import { markdownLines } from '../../src/ui/text/markdown.ts';
import { makeTheme } from '../../src/ui/theme.ts';

const markdown = `Read *this* and [the manual](https://example.org/manual), **then** \`SELECT\`.

- one
  that goes on
  - inside of it
- two

\`\`\`
SELECT 1
\`\`\``;

test('a lesson reads the same as text and on the screen, but that marks stay where there is no colour', () => {
  const text = proseLines(markdown, 60, paintFor(false));
  expect(text).toEqual([
    'Read *this* and the manual (https://example.org/manual),',
    'then `SELECT`.',
    '',
    '• one that goes on',
    '  • inside of it',
    '• two',
    '',
    '    SELECT 1',
  ]);
  const words = (lines: readonly string[]) => lines.join(' ').replaceAll(/[*`]/g, '').split(/\s+/);
  const screen = markdownLines(markdown, 60, makeTheme(false)).map((line) => stripVTControlCharacters(line));
  expect(words(screen)).toEqual(words(text));
});

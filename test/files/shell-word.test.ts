import { execFileSync } from 'node:child_process';
import { array, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/printable.ts';
import { shellPath, shellWord } from '../../src/shell-word.ts';
import { expectAlways } from '../property.ts';

/** What a shell makes of words that were pasted into it. */
const read = (words: readonly string[]): readonly string[] =>
  execFileSync('bash', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

/** Without what no file name and no argument can have. */
const argument = array(
  oneof(
    string({ unit: 'grapheme' }),
    constantFrom('\n', '\u001B[2J', "'", '\\', '$(id)', '\u202E', '\u009B', '7', '!', '~', '`id`'),
  ),
).map((parts) => parts.join('').replaceAll('\0', '').toWellFormed());

describe('a word for a shell', () => {
  it.each([
    ['lessons/one.yaml', 'lessons/one.yaml'],
    ['REPEATABLE READ', "'REPEATABLE READ'"],
    ["it's", String.raw`'it'\''s'`],
    ['', "''"],
    ['a\n::error::b', String.raw`$'a\012::error::b'`],
    ['\u001B[2J\\', String.raw`$'\033[2J\\'`],
    ['~', "'~'"],
  ])('%j is written %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
    expect(read([text])).toEqual([text]);
  });

  it('is no option when it is the name of a file', () => {
    expect(shellPath('--yes')).toBe('./--yes');
    expect(shellPath('-\n')).toBe(String.raw`$'./-\012'`);
  });

  it('is one line, harmless, and read as the very text, whatever that is', () => {
    expectAlways(
      property(array(argument, { minLength: 1, maxLength: 20 }), (texts) => {
        for (const text of texts) expect(printable(shellWord(text))).toBe(shellWord(text));
        expect(read(texts)).toEqual(texts);
      }),
    );
  });
});

import { expect, test } from 'vitest';
import { proseLines } from '../../src/text/prose-lines.ts';

test('a paragraph is broken anew, wherever its author has broken it', () => {
  expect(proseLines('one two\nthree four five\nsix\n\nseven', 14)).toEqual([
    'one two three',
    'four five six',
    '',
    'seven',
  ]);
});

test('items of lists stay apart, and hang', () => {
  expect(proseLines('Both:\n- one two three\n  four\n1. five six seven', 12)).toEqual([
    'Both:',
    '- one two',
    '  three four',
    '1. five six',
    '   seven',
  ]);
});

test('code and tables stay as they are', () => {
  const code = '```\nSELECT a,\n  b\n\nFROM t\n```\n\n    indented\n\n| a | b |\n|---|---|';
  expect(proseLines(code, 8)).toEqual(code.split('\n'));
});

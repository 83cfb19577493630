import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

test('a student says what B will see, and is told what the server really showed', async () => {
  await using terminal = new TestTerminal({ columns: 80, rows: 24, args: ['read-uncommitted'], env });
  await terminal.waitFor('step 1 of 6');
  for (const next of [2, 3, 4]) {
    terminal.type('l');
    await terminal.waitFor(`step ${next} of 6`);
  }
  // First what came, to its last line; then the question.
  const isAsked = (text: string) => text.includes('What do you think?');
  while (!isAsked(terminal.text)) {
    const before = terminal.text;
    terminal.type(' ');
    await terminal.waitFor((text) => text !== before);
  }
  expect(terminal.text).toContain('One book, the committed one.');
  // Holding the usual key down does not answer.
  terminal.type('    ');
  await terminal.waitFor('Choose with ↑ ↓ or a number first');
  terminal.type('\u001B[B');
  await terminal.waitFor('▸ 1  One book');
  terminal.type('2');
  await terminal.waitFor('▸ 2  Two books');
  terminal.type('\r');
  await terminal.waitFor('✓ Right: “Two books,', 'step 5 of 6');
  terminal.type('l');
  await terminal.waitFor('step 6 of 6');
  terminal.type('l');
  await terminal.waitFor('At the end');
  terminal.type('>');
  await terminal.waitFor('1 answer: right.');
  terminal.type('q');
  await terminal.exited;
});

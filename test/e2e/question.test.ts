import { inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

test('a student says what B will see, and is told what the server really showed', async () => {
  await using terminal = new TestTerminal({ columns: 80, rows: 24, args: ['read-uncommitted'], env });
  await terminal.waitFor('step 1 of 11');
  for (const next of [2, 3, 4, 5, 6, 7, 8, 9]) {
    terminal.type(' ');
    await terminal.waitFor(`step ${next} of 11`);
  }
  await terminal.waitFor('What do you think?', 'One book, the committed one.');
  // Holding the usual key down does not answer.
  terminal.type('    ');
  await terminal.waitFor('Choose with ↑ ↓ first');
  terminal.type('\u001B[B');
  await terminal.waitFor('▸ One book');
  terminal.type('j');
  await terminal.waitFor('▸ Two books');
  terminal.type('\r');
  await terminal.waitFor('✓ Right: “Two books,', 'step 10 of 11');
  terminal.type(' ');
  await terminal.waitFor('step 11 of 11');
  terminal.type(' ');
  await terminal.waitFor('At the end');
  terminal.type('>');
  await terminal.waitFor('1 answer: right.');
  terminal.type('q');
  await terminal.exited;
});

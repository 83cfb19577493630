import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { sizesFor } from './sizes.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

const sizes = sizesFor('sees');

test.for(sizes)('what each session would read, beside what is committed, at $columns×$rows', async (size) => {
  await using terminal = new TestTerminal({ ...size, args: ['read-committed'], env });
  await terminal.waitFor('step 1 of');
  terminal.type('t5\r');
  await terminal.waitFor('step 6 of');
  terminal.type('d');
  await terminal.waitFor(
    '2 is not committed; only A would see that.',
    /committed +│ newest +│ A would read +│ B would read/,
    /\+ 2, .*│ \+ 2, .*│/,
  );
  terminal.type('1');
  await terminal.waitFor('2 is not committed; A and B would see that.');
  terminal.type('4');
  await terminal.waitFor(/\[4 SERIALIZABLE\]| {2}SERIALIZABLE ·/);
  // Outside of a transaction a plain SELECT locks nothing, whatever the level.
  terminal.type('t7\r');
  await terminal.waitFor(/‖ would wait for\s/);
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
});

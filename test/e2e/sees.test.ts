import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { sizesFor } from './sizes.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

const sizes = sizesFor('sees');

test.for(sizes)('the versions of a row, and who would read which, at $columns×$rows', async (size) => {
  await using terminal = new TestTerminal({ ...size, args: ['read-committed', '--no-questions'], env });
  await terminal.waitFor('step 1 of');
  terminal.type('t2\r');
  await terminal.waitFor('step 3 of');
  terminal.type('d');
  await terminal.waitFor(/id 2 · name {2}Sapiens +← –/, /A's, not committed +committed/, /▲ A +▲ B/);
  terminal.type('1');
  await terminal.waitFor(/▲ A B/);
  terminal.type('4');
  await terminal.waitFor(/\[4 SERIALIZABLE\]| {2}SERIALIZABLE ·/);
  // Outside of a transaction a plain SELECT locks nothing, whatever the level.
  terminal.type('t3\r');
  await terminal.waitFor(/‖ B would wait for A/);
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
});

import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { sizesFor } from './sizes.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

test.for(sizesFor('whose-turn'))('another session goes next, at $columns×$rows', async (size) => {
  await using terminal = new TestTerminal({
    ...size,
    args: ['duplicate-book', '--no-questions', '--level', 'SERIALIZABLE'],
    env,
  });
  await terminal.waitFor('step 1 of 8');
  terminal.type('t2\r');
  await terminal.waitFor('step 3 of 8');
  // A has looked; now A inserts before B has looked.
  terminal.type('n');
  await terminal.waitFor('Whose turn is it?', /▸ B> step 3, next as written/);
  terminal.type('a');
  await terminal.waitFor(/Off +Not as in/);
  terminal.type('n');
  await terminal.waitFor('Whose turn is it?');
  terminal.type('b');
  await terminal.waitFor((text) => !text.includes('Whose turn'));
  terminal.type('u');
  const back = await terminal.waitFor('step 3 of 8', (text) => !text.includes('Off '));
  expect(back).not.toContain('5 A> INSERT');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
});

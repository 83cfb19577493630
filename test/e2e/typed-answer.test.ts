import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { sizesFor } from './sizes.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

test.for(sizesFor('typed-answer'))('an answer is typed, at $columns×$rows', async (size) => {
  await using terminal = new TestTerminal({
    ...size,
    args: ['own-update-reveals', '--level', 'REPEATABLE READ'],
    env,
  });
  await terminal.waitFor('step 1 of 8');
  terminal.type('t3\r');
  // What came before is read first; then a question that is passed over.
  await terminal.waitFor('question  step 4 of 8');
  terminal.type('l');
  await terminal.waitFor('What do you think?');
  terminal.type('s');
  await terminal.waitFor('question  step 5 of 8');
  terminal.type('l');
  await terminal.waitFor('rows affected:');
  // On the way to a hint and back nothing of it is lost.
  terminal.type('q1\u007F');
  await terminal.waitFor('▸ q');
  terminal.type('\t');
  await terminal.waitFor('(Enter goes on with it)');
  terminal.type('\r');
  await terminal.waitFor((text) => !text.includes('(Enter goes on with it)'));
  terminal.type('\r');
  await terminal.waitFor('A number of rows is asked for.');
  terminal.type('\u0015\u001B[200~ 1\n\u001B[201~');
  await terminal.waitFor('▸ 1');
  terminal.type('\r');
  await terminal.waitFor('You said 1; it was 2.');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { sizesFor } from './sizes.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

const sizes = sizesFor('own-statements');

test.for(sizes)('statements of the user beside the script, at $columns×$rows', async (size) => {
  await using terminal = new TestTerminal({
    ...size,
    args: ['duplicate-book', '--no-questions', '--level', 'SERIALIZABLE'],
    env,
  });
  await terminal.waitFor('step 1 of 8');
  terminal.type('t2\r');
  await terminal.waitFor('step 3 of 8');

  terminal.type('b');
  await terminal.waitFor('Your own statement in B');
  terminal.type("INSERT INTO books (name) VALUES ('Mine')\r");
  await terminal.waitFor('‖ waits for A');
  terminal.type('SELECT 1\r');
  await terminal.waitFor('B is not free: it waits.');
  terminal.type('\u0003');
  await terminal.waitFor(/then it was ended/);
  // What could not be sent is still there.
  await terminal.waitFor('B> SELECT 1');
  terminal.type('\u0015');
  terminal.type('DROP DATABASE mysql\r');
  await terminal.waitFor(/ERROR 1044|Access denied/);
  terminal.type("\u001B[200~SELECT CONCAT('seen: ', name)\nFROM books\u001B[201~");
  await terminal.waitFor('FROM books');
  terminal.type('\r');
  // The rows are on the screen in any case; who is still at work takes no statement.
  await terminal.waitFor('seen: A brief history');
  terminal.type('SELECT SLEEP(3600)\r');
  await terminal.waitFor('▶ at work');
  terminal.type('\u0003');
  await terminal.waitFor((text) => !text.includes('▶ at work'));

  terminal.type('\u001B');
  await terminal.waitFor('step 3 of 8');
  terminal.type('u');
  const script = await terminal.waitFor('step 3 of 8', (text) => !text.includes('your own'));
  expect(script).not.toContain('SLEEP');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
});

test('with an index of the user, the lesson does not tell what would have been without it', async () => {
  await using terminal = new TestTerminal({
    columns: 120,
    rows: 36,
    args: ['duplicate-book', '--no-questions', '--level', 'REPEATABLE READ'],
    env,
  });
  await terminal.waitFor('step 1 of 8');
  terminal.type('a');
  await terminal.waitFor('Your own statement in A');
  terminal.type('CREATE UNIQUE INDEX one_name ON books (name)\r');
  await terminal.waitFor('your own');
  terminal.type('\u001B');
  await terminal.waitFor('step 1 of 8');
  terminal.type('t6\r');
  const waiting = await terminal.waitFor('‖ waits for A');
  expect(waiting).toContain('Not as in the lesson. There, at REPEATABLE READ, step 6 is:');
  expect(waiting).not.toContain('Nothing does. The look-up locked nothing');
  terminal.type(' ');
  await terminal.waitFor('ERROR 1062');
  terminal.type(' ');
  const over = await terminal.waitFor('It holds, with your CREATE UNIQUE INDEX one_name ON books');
  expect(over).not.toContain('there it is, twice');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
});

test('another session goes on while one is at work; what was done is saved, and played again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'isolab-saved-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const size = { columns: 80, rows: 24, folder };
  await using terminal = new TestTerminal({ ...size, args: ['duplicate-book', '--no-questions'], env });
  await terminal.waitFor('step 1 of 8');
  terminal.type('b');
  await terminal.waitFor('Your own statement in B');
  terminal.type('SELECT SLEEP(3600)\r');
  await terminal.waitFor('▶ at work');
  terminal.type('\t');
  await terminal.waitFor('Your own statement in A');
  terminal.type("SELECT CONCAT('seen: ', name) FROM boo\t");
  await terminal.waitFor('FROM books');
  terminal.type('\r');
  await terminal.waitFor('seen: A brief history', '· free, not looked at yet', '✎ off the script');
  terminal.type('\u001B');
  await terminal.waitFor('B is at work; the script goes on after it');
  terminal.type('S');
  await terminal.waitFor('Saved: isolab replay duplicate-book.ndjson');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });

  await using again = new TestTerminal({ ...size, args: ['replay', 'duplicate-book.ndjson'] });
  await again.waitFor('B> SELECT SLEEP(3600)');
  again.type('l');
  await again.waitFor('▶ at work', "A> SELECT CONCAT('seen: ', name)");
  again.type('l');
  await again.waitFor('seen: A brief history', 'Recorded up to here; the run was not over.');
  again.type('q');
  expect(await again.exited).toMatchObject({ exitCode: 0 });
});

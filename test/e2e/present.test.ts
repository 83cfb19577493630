import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

test('a presenter goes forward with Page Down, and nothing is said before it happens', async () => {
  const args = ['present', 'duplicate-book', '--level', 's'];
  await using terminal = new TestTerminal({ columns: 120, rows: 36, args, env });
  const first = await terminal.waitFor(/A>\s*$/m);
  expect(first).toContain('▸ 4 SERIALIZABLE ◂');
  expect(first).not.toContain('START TRANSACTION');
  for (const shown of ['1 A> START', '2 A> SELECT', '3 B> START', '4 B> SELECT', '5 A> INSERT']) {
    terminal.type('\u001B[6~');
    await terminal.waitFor(shown);
  }
  await terminal.waitFor(/‖ waits for B/);
  terminal.type('1');
  await terminal.waitFor('▸ 1 READ UNCOMMITTED ◂');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
});

test('it plays by itself to the end', async () => {
  const args = ['present', 'read-committed', '--auto', '--speed', '0.5', '--typing'];
  await using terminal = new TestTerminal({ columns: 80, rows: 24, args, env });
  await terminal.waitFor('The end.');
  terminal.type('q');
  await terminal.exited;
});

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TestTerminal } from './terminal.ts';

const recording = fileURLToPath(new URL('../ui/recordings/deadlock.ndjson', import.meta.url));

/** Nothing listens there: a recording must not even ask. */
const env = { ISOLAB_URL: 'mysql://nobody@127.0.0.1:1' };

test('a recording plays in the same screens on a machine without a server', async () => {
  await using terminal = new TestTerminal({ columns: 80, rows: 24, args: ['replay', recording], env });
  const first = await terminal.waitFor(/step 1 of 8 +A> START TRANSACTION/);
  expect(first).toContain('recorded on MySQL 9.7.4');
  for (const next of [2, 3, 4, 5]) {
    terminal.type('l');
    await terminal.waitFor(`step ${next} of 8`);
  }
  terminal.type('l');
  expect(await terminal.waitFor(/step 6 of 8 +B> INSERT/)).toMatch(/‖ waits for B/);
  terminal.type('l');
  await terminal.waitFor('rolled back by the server', 'deadlock', /step 7 of 8/);
  terminal.type('l');
  await terminal.waitFor('✓ It holds: A book is stored once.');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
});

test('--format text prints it, also on a terminal', async () => {
  const args = ['replay', recording, '--format', 'text'];
  await using terminal = new TestTerminal({ columns: 80, rows: 24, args });
  await terminal.waitFor('stored once');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isAlternate).toBe(false);
});

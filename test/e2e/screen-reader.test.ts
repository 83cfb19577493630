import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TestTerminal } from './terminal.ts';

const recording = fileURLToPath(new URL('../ui/recordings/violation.ndjson', import.meta.url));

test('a screen reader gets plain lines that follow what happens', async () => {
  const env = { INK_SCREEN_READER: 'true' };
  await using terminal = new TestTerminal({ columns: 120, rows: 60, args: ['replay', recording], env });
  await terminal.waitFor('step 1 of 8 A> START TRANSACTION');
  expect(terminal.isAlternate).toBe(false);
  terminal.type(' ');
  const after = await terminal.waitFor('step 2 of 8 A> SELECT');
  expect(after).toContain('A, the first request: in a transaction');
  expect(after).not.toMatch(/[│─]/);
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
});

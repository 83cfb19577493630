import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

const pageDown = '\u001B[6~';

/** Takes a step, until it is over: who is next is said only then, and a key that comes before may count for nothing. */
const goOn = async (terminal: TestTerminal, key: string, shown: string, next: 'A' | 'B'): Promise<void> => {
  terminal.type(key);
  await terminal.waitFor(shown, new RegExp(`^ ${next}>\\s*$`, 'm'));
};

test('a presenter goes forward with Page Down, and nothing is said before it happens', async () => {
  const args = ['present', 'duplicate-book', '--level', 's'];
  await using terminal = new TestTerminal({ columns: 120, rows: 36, args, env });
  const first = await terminal.waitFor(/^ A>\s*$/m);
  expect(first).toContain('▸ 4 SERIALIZABLE ◂');
  expect(first).not.toContain('START TRANSACTION');
  await goOn(terminal, pageDown, '1 A> START', 'A');
  await goOn(terminal, pageDown, '2 A> SELECT', 'B');
  await goOn(terminal, pageDown, '3 B> START', 'B');
  await goOn(terminal, pageDown, '4 B> SELECT', 'A');
  terminal.type(pageDown);
  const asked = await terminal.waitFor("What becomes of A's insert?");
  expect(asked).not.toContain('5 A>');
  await goOn(terminal, pageDown, '5 A> INSERT', 'B');
  await terminal.waitFor(/‖ waits for B/);
  terminal.type('1');
  await terminal.waitFor('▸ 1 READ UNCOMMITTED ◂');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
});

test("a lesson's question is put to the class, and what the server does is its answer", async () => {
  const args = ['present', 'phantom-read', '--level', 'rr'];
  await using terminal = new TestTerminal({ columns: 80, rows: 24, args, env });
  await terminal.waitFor(/^ A>\s*$/m);
  await goOn(terminal, ' ', '1 A> START', 'A');
  await goOn(terminal, ' ', '2 A> SELECT', 'B');
  await goOn(terminal, ' ', '3 B> INSERT', 'A');
  terminal.type(' ');
  const asked = await terminal.waitFor('Whom does A see in room 7?');
  expect(asked).not.toContain('4 A>');
  expect(asked).toMatch(/a \[ \] 9 │ Ann\n +b \[ \] 11 │ Ben/);
  terminal.type('\u001B[B');
  await terminal.waitFor('▸ a');
  terminal.type('jm');
  await terminal.waitFor('▸ b [x]');
  terminal.type(' ');
  await terminal.waitFor(/✓ a {2}9 │ Ann\n ✗ b {2}11 │ Ben/);
  terminal.type('q');
  await terminal.exited;
});

test('without questions it takes the steps alone', async () => {
  const args = ['present', 'phantom-read', '--level', 'rr', '--no-questions'];
  await using terminal = new TestTerminal({ columns: 80, rows: 24, args, env });
  await terminal.waitFor(/^ A>\s*$/m);
  await goOn(terminal, ' ', '1 A> START', 'A');
  await goOn(terminal, ' ', '2 A> SELECT', 'B');
  await goOn(terminal, ' ', '3 B> INSERT', 'A');
  terminal.type(' ');
  await terminal.waitFor('4 A> SELECT');
  terminal.type('q');
  await terminal.exited;
});

test('it plays by itself to the end', async () => {
  const args = ['present', 'read-committed', '--auto', '--speed', '0.5', '--typing'];
  await using terminal = new TestTerminal({ columns: 80, rows: 24, args, env });
  await terminal.waitFor('The end.');
  terminal.type('q');
  await terminal.exited;
});

import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

test.for([
  [80, 24],
  [120, 36],
] as const)(
  'a lesson in another order at %dx%d: one after the other, at each level',
  async ([columns, rows]) => {
    await using terminal = new TestTerminal({
      columns,
      rows,
      args: ['duplicate-book', '--order', 'aaaabbbb'],
      env,
    });
    await terminal.waitFor('step 1 of 8', 'AAAABBBB');
    terminal.type('l');
    await terminal.waitFor('step 2 of 8');
    terminal.type('l');
    await terminal.waitFor('2 A> SELECT', 'step 3 of 8');
    terminal.type('4');
    await terminal.waitFor(
      /\[4 SERIALIZABLE\]| SERIALIZABLE ·/,
      'AAAABBBB',
      '2 A> SELECT',
      "So far the server's answers are the same",
    );
    terminal.type('\u001B[D');
    await terminal.waitFor('AAAABBBB', 'step 2 of 8');
    terminal.type('v');
    await terminal.waitFor('Fix: a un', 'AAAABBBB', '1 A> START');
    terminal.type('G');
    await terminal.waitFor('✓ It holds', 'expectations are about its own');
    expect(terminal.text).not.toContain('Note ');
    terminal.type('q');
    expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  },
);

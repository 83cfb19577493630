import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { sizesFor } from './sizes.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };
const args = ['duplicate-book', '--no-questions', '--level', 'REPEATABLE READ'];

test.for(sizesFor('orders'))(
  'every order of a lesson, and one of them step by step, at $columns×$rows',
  async (size) => {
    await using terminal = new TestTerminal({ ...size, args, env });
    await terminal.waitFor('step 1 of 8');
    terminal.type('t2\r');
    await terminal.waitFor('step 3 of 8');
    terminal.type('o');
    await terminal.waitFor('All 70 orders', '60 of 70 violate the promise');
    terminal.type('4');
    await terminal.waitFor('[4 SERIALIZABLE]', '0 of 70 violate the promise', '36 of 70 end in a deadlock');
    terminal.type('3');
    await terminal.waitFor('[3 REPEATABLE READ]', '60 of 70 violate the promise');
    // The first ones are the two serial ones.
    terminal.type('\t');
    await terminal.waitFor('It is violated');
    terminal.type('\r');
    await terminal.waitFor(/next step of [AB]{8}; o: all orders/);
    terminal.type('G');
    await terminal.waitFor('It is violated');
    terminal.type('o');
    await terminal.waitFor('60 of 70 violate the promise');
    // Left in the middle.
    terminal.type('2');
    await terminal.waitFor('[2 READ COMMITTED]');
    terminal.type('\u001B');
    await terminal.waitFor('At the end');
    terminal.type('q');
    expect(await terminal.exited).toMatchObject({ exitCode: 0 });
    expect(terminal.isRestored).toBe(true);
  },
);

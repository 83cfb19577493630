import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { sizesFor } from './sizes.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };
const left = '\u001B[D';
const end = '\u001B[F';

const sizes = sizesFor('places');

test.for(sizes)(
  'back, the next wait, the end, and another level at the same step, at $columns×$rows',
  async (size) => {
    await using terminal = new TestTerminal({ ...size, args: ['duplicate-book', '--no-questions'], env });
    await terminal.waitFor('step 1 of 8');
    terminal.type('lll');
    // Not every step on the way need be drawn.
    await terminal.waitFor(/step [2-4] of 8|asked for already/);
    terminal.type('l');
    terminal.type(left);
    await terminal.waitFor('1 step back');
    terminal.type(end);
    await terminal.waitFor(/step [2-4] of 8/);
    terminal.type(end);
    await terminal.waitFor('✗ It is violated', 'REPEATABLE READ');

    terminal.type('4');
    await terminal.waitFor(/≠ +Step 5 is otherwise than at REPEATABLE READ/, 'SERIALIZABLE', 'step 6 of 8');
    terminal.type(end);
    await terminal.waitFor('✓ It holds: A book is stored once.');
    terminal.type('gw');
    await terminal.waitFor('‖ waits for B', 'steps back');
    terminal.type('2');
    await terminal.waitFor(
      /\[2 READ COMMITTED\]| {2}READ COMMITTED ·/,
      /≠ +Step 5 is otherwise than at SERIALIZABLE/,
      'step 6 of 8',
    );
    terminal.type('q');
    expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  },
);

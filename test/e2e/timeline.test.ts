import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { OwnLab } from './own-lab.ts';
import { urlOf } from './server-url.ts';
import { sizesFor } from './sizes.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

const sizes = sizesFor('timeline');

/** Steps one at a time, each seen before the next is asked for. */
const stepTo = async (terminal: TestTerminal, step: number): Promise<void> => {
  await terminal.waitFor('step 1 of');
  for (let next = 2; next <= step; next++) {
    terminal.type('l');
    await terminal.waitFor(`step ${next} of`);
  }
};

const quit = async (terminal: TestTerminal): Promise<void> => {
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
};

test.for(sizes)(
  'a wait as long as it lasts, and the circle of a deadlock, at $columns×$rows',
  async (size) => {
    const args = ['deadlock-victim', '--no-questions'];
    // Of its own: another deadlock on a server that is shared would stand in the report instead.
    await using own = await OwnLab.make();
    await using terminal = new TestTerminal({ ...size, args, env: own.env });
    await stepTo(terminal, 6);
    terminal.type('T');
    // The statement is cut in this view, and written in full in the other.
    await terminal.waitFor(/╥ 5 A> UPDATE/, /║ {3}‖ waits: wants the row id=2 of/, /│ 4 B> .* {2}1 row/);

    terminal.type('l');
    await terminal.waitFor(
      '✗ B ──▶ A',
      /║ +│▸└ 6 B> UPDATE .*✗ 1213/,
      // A longer wait leaves less room for its reason in this row.
      /╨ 5 ‖ waited .*, then B was/,
      'step 7 of',
    );
    terminal.type('Lz');
    await terminal.waitFor(
      '✗ B is the victim',
      'A ‖ wants the row id=2 of accounts exclusive, which B holds exclusive',
      /────\[1\]─────\[2\]─────end *\n *A {5}▓X▓ {5}▓X▓/,
    );

    terminal.type('l');
    await terminal.waitFor('step 8 of', (text) => !text.includes('✗ B is the victim'));
    terminal.type('zT');
    await terminal.waitFor('└ 7 A> COMMIT', '╨ 5 ‖ waited');
    await quit(terminal);
  },
);

test.for(sizes)('records and gaps on the line of an index, at $columns×$rows', async (size) => {
  await using terminal = new TestTerminal({ ...size, args: ['next-key-locks', '--no-questions'], env });
  await stepTo(terminal, 7);
  terminal.type('Lz');
  await terminal.waitFor(
    'books.by_price by price, id, in key order',
    /────\[10, 1\]─────\[20, 2\]─────\[30, 3\]─────\[35, 5\]─────\[40, 4\]─────end/,
    // A holds 20 and 30 with the gaps before them; C and D want to insert into these.
    /\n *A {13}▓{7}X▓{11}X▓{3} *\n *C {25}‖\+ *\n *D {13}‖\+/,
    'C ‖ waits: wants to insert into the gap before (price=30, id=3) of',
  );
  await quit(terminal);
});

test('without colour, and played from a recording, the same is on the screen', async () => {
  const recording = fileURLToPath(new URL('../ui/recordings/deadlock-victim.ndjson', import.meta.url));
  const bare = { ISOLAB_URL: 'mysql://nobody@127.0.0.1:1', NO_COLOR: '1' };
  const args = ['replay', recording, '--no-questions'];
  await using terminal = new TestTerminal({ columns: 80, rows: 24, args, env: bare });
  await stepTo(terminal, 6);
  terminal.type('l');
  await terminal.waitFor('✗ B ──▶ A', 'step 7 of');
  terminal.type('T');
  await terminal.waitFor(/╨ 5 ‖ waited/, /║ +│▸└ 6 B> UPDATE .*✗ 1213/);
  await quit(terminal);
});

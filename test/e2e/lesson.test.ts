import { expect, inject, test } from 'vitest';
import { scratch } from '../cli/isolab.ts';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 160, rows: 50 },
];

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

/** The lesson on which the list stands. */
const chosenIn = (text: string): string | undefined => /▸ (.*)/.exec(text)?.[1];

test.for(sizes)(
  'a whole lesson at SERIALIZABLE, from the list to the end, at $columns×$rows',
  async (size) => {
    await using terminal = new TestTerminal({ ...size, args: ['--no-questions'], env });
    await terminal.waitFor('Isolation levels in MySQL');
    await terminal.waitFor(/MySQL \d+\.\d+/);
    let chosen = chosenIn(await terminal.waitFor(/▸ \w/));
    while (!chosen?.startsWith('Two people add the same book')) {
      const before = chosen;
      terminal.type('j');
      chosen = chosenIn(await terminal.waitFor((text) => ![undefined, before].includes(chosenIn(text))));
    }
    terminal.type('\r');
    await terminal.waitFor('A library keeps every book once.');
    await terminal.waitFor(/step 1 of 8 +A> START TRANSACTION/);

    terminal.type('4');
    await terminal.waitFor((text) => text.split('\n').slice(0, 2).join().includes('SERIALIZABLE'));
    for (const next of [2, 3, 4, 5]) {
      terminal.type('l');
      await terminal.waitFor(`step ${next} of 8`);
    }
    await terminal.waitFor('in a transaction, SERIALIZABLE');
    terminal.type('l');
    const first = await terminal.waitFor(/step 6 of 8 +B> INSERT/);
    expect(first).toMatch(/‖ waits for B, \d+/);
    expect(first).toContain('‖ waits: wants to insert');
    // The time of the wait goes on by itself, with no key pressed.
    const waited = (text: string) => /‖ waits for B, (\d+(\.\d+)? \w+)/.exec(text)?.[1];
    await terminal.waitFor((text) => waited(text) !== undefined && waited(text) !== waited(first));

    terminal.type('l');
    // B's error may be there a moment before A's answer.
    await terminal.waitFor('rolled back by the server', 'ERROR 1213 (ER_LOCK_DEADLOCK)');
    // On a small screen the end of it is read on.
    if (size.rows < 30) terminal.type(' ');
    await terminal.waitFor(
      'rolled back by the server',
      size.rows > 30 ? 'ERROR 1213 (ER_LOCK_DEADLOCK)' : /└ +transaction/,
      /5 ‖ waited .* then/,
      'OK, 1 row affected, id 2',
      /step 7 of 8 +A> COMMIT/,
    );

    terminal.type('l');
    await terminal.waitFor('✓ It holds: A book is stored once.');
    terminal.type('z');
    await terminal.waitFor('✓ It holds', 'not taken: COMMIT', /id 2 · name +Sapiens/);

    terminal.type('q');
    expect(await terminal.exited).toMatchObject({ exitCode: 0 });
    expect(terminal.isRestored).toBe(true);
  },
);

test('a fix is shown beside the bug: the violation, and the same with the unique index', async () => {
  await using terminal = new TestTerminal({
    columns: 120,
    rows: 36,
    args: ['duplicate-book', '--no-questions'],
    env,
  });
  await terminal.waitFor('step 1 of 8');
  for (const next of [2, 3, 4, 5, 6, 7, 8]) {
    terminal.type('l');
    await terminal.waitFor(`step ${next} of 8`);
  }
  terminal.type('l');
  await terminal.waitFor('✗ It is violated: A book is stored once.', '[✗ violated]');
  terminal.type('z');
  await terminal.waitFor(/id 3 · name +Sapiens/);

  terminal.type('v');
  await terminal.waitFor(/\[Fix: a unique index/);
  // The variant goes the same way, to where it first comes out otherwise; from there it begins anew.
  await terminal.waitFor(
    '≠     Step 6 is otherwise than in the lesson as it is.',
    '‖ waits for A',
    'step 7 of 8',
  );
  terminal.type('r');
  await terminal.waitFor('step 1 of 8');
  for (const next of [2, 3, 4, 5, 6, 7]) {
    terminal.type('l');
    await terminal.waitFor(`step ${next} of 8`);
  }
  await terminal.waitFor('‖ waits for A');
  terminal.type('l');
  await terminal.waitFor('✓ It holds', '[✓ holds]');
  terminal.type('z');
  const held = await terminal.waitFor('Who sees what');
  expect(held).toContain('ERROR 1062 (ER_DUP_ENTRY)');
  expect(held).toContain('gives up and answers: {"error": "Sapiens already');

  terminal.type('q');
  await terminal.exited;
});

/** B's insert waits for A, and nobody gives up before ten minutes are over. */
const patientWriter = `format: 1
id: patient-writer
title: A reader blocks a writer
topic: waiting
summary: B waits.
about: B waits for A, and its step is over only when its statement is.
levels: [SERIALIZABLE]
setup: CREATE TABLE books (id INT PRIMARY KEY); INSERT INTO books VALUES (1)
watch: [books]
sessions: { A: reads, B: writes }
steps:
  - A: START TRANSACTION
  - A: SELECT * FROM books
  - B: INSERT INTO books VALUES (2)
    until: finished
    limit: 10m
  - A: COMMIT
  - A: SELECT 1
`;

test('a step that waits for its own end takes no further steps along, however often they are asked for', async () => {
  await using folder = await scratch();
  const args = [await folder.write('patient-writer.yaml', patientWriter)];
  await using terminal = new TestTerminal({ columns: 100, rows: 40, args, env });
  await terminal.waitFor('step 1 of 5');
  for (const next of [2, 3]) {
    terminal.type('l');
    await terminal.waitFor(`step ${next} of 5`);
  }
  terminal.type('l');
  await terminal.waitFor(/‖ waits for A, \d+/);
  terminal.type('llll');
  await terminal.waitFor('This step is not over');
  terminal.type('x');
  await terminal.waitFor('it was ended on request', 'step 4 of 5');
  // The next one that is asked for is the first that follows: a step back is the one before it.
  terminal.type('l');
  await terminal.waitFor('step 5 of 5');
  terminal.type('\u001B[D');
  await terminal.waitFor('step 4 of 5', '1 step back');

  terminal.type('q');
  await terminal.exited;
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { samples } from '../exercise/samples.ts';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

const size = { columns: 80, rows: 24 };

const folderOfItsOwn = async (): Promise<string> => await mkdtemp(join(tmpdir(), 'isolab-answers-'));

/** Asks on its terminal what it is to write into the file that it is given. */
const editor = `printf 'EDITOR of %s\\n' "$1"; read -r from; cat "$from" > "$1"; printf 'SAVED\\n'; read -r done; :`;

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

/** The shell reads what the user names: with a function before the file, it is that. */
const withEditor = { ...env, VISUAL: `edit() { ${editor}; }; edit` };

test('a promise is broken, the level named, and it is solved', async () => {
  await using terminal = new TestTerminal({ ...size, args: [samples.tally], env });
  await terminal.waitFor('Break Whoever has committed is counted.', 'A  START TRANSACTION');
  terminal.type('o');
  await terminal.waitFor('First break it');
  for (const [typed, moves] of [
    ['a', 'Moves A, no switches'],
    ['a', 'Moves A A, no switches'],
    ['B', 'Moves A A B, no switches'],
    ['b', 'Moves A A B B, 1 switch'],
    ['b', 'Moves A A B B B, 1 switch'],
    ['b', 'Moves A A B B B B, 1 switch'],
    ['a', 'Moves A A B B B B A, 1 switch'],
    // Only A can go on.
    [' ', 'Moves A A B B B B A A, 1 switch'],
  ] as const) {
    terminal.type(typed);
    await terminal.waitFor(moves);
  }
  terminal.type(' ');
  await terminal.waitFor(
    '✗ It is violated: Whoever has committed is counted.',
    'Fewest possible: 1 switch: none has fewer.',
    'Name a level at which no order does it; if there are several, any one:',
  );
  terminal.type('3');
  await terminal.waitFor('✗ At REPEATABLE READ it breaks, too, in some of the 70 orders');
  terminal.type('4');
  const solved = await terminal.waitFor('★ Solved.', '✓ At SERIALIZABLE it holds in all 70 orders');
  expect(solved).toContain('Remember');
  terminal.type('o');
  await terminal.waitFor('All 70 orders');
  terminal.type('\u001B');
  await terminal.waitFor('★ Solved.');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
});

test('a program is fixed in an editor of one’s own, which has the terminal meanwhile', async () => {
  const folder = await folderOfItsOwn();
  await using terminal = new TestTerminal({
    ...size,
    args: [samples.likes, '--out', `${folder}/`],
    env: withEditor,
  });
  const file = join(folder, 'likes-fix.yaml');
  await terminal.waitFor('Keep  A picture has as many likes as were noted.', /not there\s+yet/, ' e  edit');
  const edits = async (answer: string) => {
    terminal.type('e');
    await terminal.waitFor(`EDITOR of ${file}`.slice(0, 60), () => !terminal.isAlternate);
    terminal.type(`${answer}\r`);
    await terminal.waitFor('SAVED');
    terminal.type('\r');
    await terminal.waitFor('Your answer', () => terminal.isAlternate);
  };
  await edits(samples.answers.misspelt);
  await terminal.waitFor('This cannot be judged yet.', 'handlr');
  await edits(samples.answers.share);
  await terminal.waitFor('✗ Not yet.', '▸✗ No user gets an error that nobody has answered.');
  // To step through, and back.
  terminal.type('\r');
  await terminal.waitFor('Esc comes back to the exercise.', 'step 1 of 10');
  terminal.type(' ');
  await terminal.waitFor('step 2 of 10');
  terminal.type('\u001B');
  await terminal.waitFor('✗ Not yet.');
  // Saved by another program, beside the lab.
  await writeFile(file, await readFile(samples.answers.right));
  await terminal.waitFor('★ Solved.');
  terminal.type('\u001B');
  await terminal.waitFor('─ Lessons');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
  await rm(folder, { recursive: true });
});

test('who is asked to stop while an editor has the terminal leaves with it', async () => {
  await using terminal = new TestTerminal({
    ...size,
    args: [samples.likes, '--out', samples.answers.right],
    env: withEditor,
  });
  await terminal.waitFor('★ Solved.');
  terminal.type('e');
  await terminal.waitFor('EDITOR of', () => !terminal.isAlternate);
  terminal.kill('SIGTERM');
  expect(await terminal.exited).toMatchObject({ exitCode: 143 });
  expect(terminal.isPlain).toBe(true);
});

test('without an editor it is said what to do, and the file is written by a key', async () => {
  const folder = await folderOfItsOwn();
  await using terminal = new TestTerminal({
    ...size,
    args: [samples.likes, '--out', `${folder}/`],
    env: { ...env, VISUAL: '', EDITOR: '' },
  });
  await terminal.waitFor(/VISUAL and EDITOR\s+name no editor/, ' w  write');
  terminal.type('w');
  await terminal.waitFor('✗ Not yet.', '▸✗ In every order: A picture has as many likes as were noted.');
  expect(await readFile(join(folder, 'likes-fix.yaml'), 'utf8')).toContain('exercise: likes-fix');
  terminal.type('e');
  await terminal.waitFor('change the file in one of your own');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  await rm(folder, { recursive: true });
});

test('locks are read, the questions answered by number, and the answers are in the file', async () => {
  const folder = await folderOfItsOwn();
  await using terminal = new TestTerminal({ ...size, args: [samples.shelf, '--out', `${folder}/`], env });
  const file = join(folder, 'shelf-read.yaml');
  // What there is to read is there before the file is.
  await terminal.waitFor('─ Question 1 of 2 · 0 of 2 right', 'X,REC_NOT_GAP', 'your answer');
  terminal.type('1');
  await terminal.waitFor('✗ 1. It is done at once.', 'Not so. A has X on 1.');
  terminal.type('2');
  await terminal.waitFor('✓ 2. It waits for A.', 'Right. A has the row until it commits.', '1 of 2 right');
  terminal.type(' ');
  await terminal.waitFor('Question 2 of 2', 'C changes the book 2.');
  // Faster than a file is written: the last one counts.
  terminal.type('123');
  await terminal.waitFor('✓ 3. It is done at once.', '★ Solved: all 2 right');
  expect(await readFile(file, 'utf8')).toMatch(/# B changes the book 1[\s\S]*same: 2\n[\s\S]*other: 3\n/);
  // Another program may write it, too.
  await writeFile(file, 'exercise: shelf-read\nanswers: { same: 1, other: 3 }\n');
  await terminal.waitFor('1 of 2 right');
  // Emptied, and gone: what is chosen begins it anew.
  await writeFile(file, '');
  await terminal.waitFor(/the file\s+is\s+empty/, 'Question 2 of 2');
  terminal.type('3');
  await terminal.waitFor('1 of 2 right', '✓ 3. It is done at once.');
  await rm(file);
  await terminal.waitFor('This cannot be judged yet.');
  terminal.type('1');
  await terminal.waitFor('0 of 2 right', '✗ 1. It waits for A.');
  // Who leaves right behind a key has answered.
  terminal.type('3\u001B');
  await terminal.waitFor('─ Lessons');
  await expect.poll(() => readFile(file, 'utf8')).toMatch(/same:\n[\s\S]*other: 3\n/);
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
  await rm(folder, { recursive: true });
});

import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')), PS1: '$ ' };
const lesson = ['lost-update', '--no-questions'];
const size = { columns: 80, rows: 24 };

test('Ctrl-Z gives the terminal to the shell as it was, and fg draws the lesson again', async () => {
  const args = ['--norc', '--noprofile', '--noediting', '-i'];
  await using terminal = new TestTerminal({ ...size, program: 'bash', args, env });
  terminal.type(`${process.execPath} dist/isolab.js ${lesson.join(' ')}\r`);
  await terminal.waitFor('step 1 of');
  for (const [key, shown] of [
    ['l', 'step 2 of'],
    ['?', 'In a lesson'],
  ] as const) {
    terminal.type(key);
    await terminal.waitFor(shown);
    const before = terminal.text;
    terminal.type('\u001A');
    await terminal.waitFor('Stopped');
    expect(terminal.isPlain).toBe(true);
    terminal.type("clear; stty -a | grep -c ' icanon.* echo '\r");
    await terminal.waitFor(/^1$/m);
    terminal.type('clear; fg\r');
    await terminal.waitFor((text) => text === before);
    expect(terminal.isAlternate).toBe(true);
  }
  terminal.type('qq');
  await terminal.waitFor(/\$\s*$/);
  terminal.type('exit\r');
  await terminal.exited;
});

test('where no shell could have it go on, Ctrl-Z changes nothing', async () => {
  await using terminal = new TestTerminal({ ...size, args: lesson, env });
  await terminal.waitFor(/Space/);
  terminal.type('\u001Al');
  await terminal.waitFor(/ 1 A> /, /quit/);
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
});

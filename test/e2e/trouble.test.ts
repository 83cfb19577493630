import { expect, inject, test } from 'vitest';
import { startServerApart } from '../server/server-apart.ts';
import { Line } from './ports.ts';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

test('a server that goes away in the middle of a run is told as that, and r begins anew with another one', async () => {
  // A server of its own: what the lab cannot remove over a cut line goes with it.
  await using server = await startServerApart();
  await using line = await Line.to(server.address);
  await using terminal = new TestTerminal({
    columns: 80,
    rows: 24,
    args: ['duplicate-book'],
    env: { ISOLAB_URL: urlOf(line.address) },
  });
  await terminal.waitFor('step 1 of 8');
  terminal.type('l');
  await terminal.waitFor('step 2 of 8');
  line.cut();
  await terminal.waitFor('✗ The server went away', 'Press r to start a server again');
  terminal.type('r');
  await terminal.waitFor('✗ No MySQL server');
  line.mend();
  terminal.type('r');
  await terminal.waitFor('step 1 of 8');
  terminal.type('l');
  await terminal.waitFor('step 2 of 8');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
});

test('without a server the reason and what to do are shown, the lessons can be read, and q leaves', async () => {
  await using terminal = new TestTerminal({
    columns: 80,
    rows: 24,
    args: ['duplicate-book'],
    env: { ISOLAB_URL: 'mysql://root@127.0.0.1:1' },
  });
  await terminal.waitFor(
    '✗ No MySQL server',
    '127.0.0.1:1',
    'A library keeps every book once.',
    'press r to try again',
  );
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
});

test('resizing at any time draws the whole screen for the new size, and tells politely when it is too small', async () => {
  await using terminal = new TestTerminal({ columns: 80, rows: 24, args: ['duplicate-book'], env });
  await terminal.waitFor('step 1 of 8');
  terminal.type('l');
  await terminal.waitFor('step 2 of 8');
  for (const [columns, rows] of [
    [160, 50],
    [62, 20],
    [200, 60],
    [120, 36],
    [80, 24],
  ] as const) {
    terminal.resize(columns, rows);
    await terminal.waitFor((text) => {
      const lines = text.split('\n');
      return (
        lines[0]?.includes('Two people add th') === true &&
        lines.at(-2)?.includes('step 2 of 8') === true &&
        lines.at(-1)?.includes('q quit') === true &&
        ['q quit', 'START TRANSACTION', 'Who sees what'].every(
          (words) => lines.filter((line) => line.includes(words)).length === 1,
        )
      );
    });
  }
  terminal.resize(50, 12);
  await terminal.waitFor('isolab needs a little more room');
  terminal.resize(80, 24);
  await terminal.waitFor('step 2 of 8');
});

test('keys that come in one piece are all taken', async () => {
  await using terminal = new TestTerminal({ columns: 80, rows: 24, args: ['duplicate-book'], env });
  await terminal.waitFor('step 1 of 8');
  terminal.type('2v?');
  await terminal.waitFor('take the next step');
  terminal.type('\u001B[B\u001B[Bq');
  await terminal.waitFor(/READ COMMITTED · Fix: a unique/);
});

test('NO_COLOR leaves colours out, and nothing of what they say', async () => {
  await using terminal = new TestTerminal({
    columns: 80,
    rows: 24,
    args: ['duplicate-book'],
    env: { ...env, NO_COLOR: '1' },
  });
  await terminal.waitFor('step 1 of 8');
  terminal.type('l');
  await terminal.waitFor('● in a transaction');
  // 30 to 37, 40 to 47 and the bright ones: foregrounds and backgrounds.
  const codes = terminal.written.split('\u001B[').map((part) => Number(/^(\d+)m/.exec(part)?.[1]));
  expect(codes).toContain(1);
  expect(codes.filter((code) => code >= 30)).toEqual([]);
});

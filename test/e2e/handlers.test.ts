import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { sizesFor } from './sizes.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

const sizes = sizesFor('handlers');

test.for(sizes)(
  'a check-in by hand: its values, the wait of the second click, the refusal over HTTP, at $columns×$rows',
  async (size) => {
    const args = ['daily-check-in', '--variant', 'for-update', '--level', 'rr', '--no-questions'];
    await using terminal = new TestTerminal({ ...size, args, env });
    await terminal.waitFor('step 1 of');
    terminal.type('l');
    await terminal.waitFor('step 2 of');
    terminal.type('l');
    // What the next step will send is known, with the value that this request asks with.
    await terminal.waitFor(/step 3 of \d+ {2}A> SELECT .* with user = 1/);
    terminal.type('w');
    await terminal.waitFor('‖ waits for A');
    terminal.type('\u001B[F');
    await terminal.waitFor('✓ It holds');
    terminal.type('>');
    await terminal.waitFor(/R +sends many requests at once/);
    terminal.type('g');
    await terminal.waitFor('step 1 of');
    terminal.type('q');
    expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  },
);

test.for(sizes)(
  'a request that dies leaves its key in Redis, in a lane of its own, at $columns×$rows',
  async (size) => {
    const args = ['book-in-progress', '--variant', 'setnx-crash', '--level', 'rr', '--no-questions'];
    await using terminal = new TestTerminal({ ...size, args, env });
    await terminal.waitFor('step 1 of');
    terminal.type('t4\r');
    await terminal.waitFor(/─ Redis ─[\s\S]*● 1 key/, /4 A> SETNX/);
    terminal.type('t7\r');
    const dead = await terminal.waitFor('╳', '7 A: the application', 'step 8 of');
    expect(dead).not.toContain('0 rows affected');
    terminal.type('l');
    // Of this there is one screen: the steps that are not taken then follow at once, and on 24 rows push it away.
    await terminal.waitFor(/8 B> SETNX/, '409');
    // Another variant has other steps; the first of them that comes out otherwise is halted at.
    terminal.type('v');
    await terminal.waitFor('Fix: SET with NX', '≠', '● 1 key');
    terminal.type('q');
    expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  },
);

test('a burst at an application is heard by a screen reader, request by request', async () => {
  const args = ['daily-check-in', '--variant', 'for-update', '--no-questions'];
  const reader = { ...env, INK_SCREEN_READER: 'true' };
  await using terminal = new TestTerminal({ columns: 120, rows: 60, args, env: reader });
  await terminal.waitFor('step 1 of');
  terminal.type('R');
  await terminal.waitFor(
    /Request 6, worker w\d: (200|409) after/,
    '1 × 200',
    '5 × 409',
    'It holds: a user checks in once a day',
  );
  terminal.type('\u001B');
  await terminal.waitFor('step 1 of');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
});

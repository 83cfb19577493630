import { createServer, type Socket } from 'node:net';
import { expect, inject, test } from 'vitest';
import { listening } from './ports.ts';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

const waiting = async (terminal: TestTerminal): Promise<void> => {
  await terminal.waitFor('step 1 of 8');
  terminal.type('4');
  await terminal.waitFor('SERIALIZABLE · as it is');
  for (const next of [2, 3, 4, 5, 6]) {
    await terminal.waitFor(`step ${next - 1} of 8`);
    terminal.type('l');
  }
  await terminal.waitFor(/‖ waits for B, \d+/);
};

test('Ctrl-C leaves while a statement waits, and the terminal is as it was', async () => {
  await using terminal = new TestTerminal({
    columns: 80,
    rows: 24,
    args: ['duplicate-book', '--no-questions'],
    env,
  });
  await waiting(terminal);
  expect(terminal.isAlternate).toBe(true);
  terminal.type('\u0003');
  expect(await terminal.exited).toMatchObject({ exitCode: 130 });
  expect(terminal.isRestored).toBe(true);
});

test.for(['SIGTERM', 'SIGHUP'] as const)('%s leaves while a statement waits', async (signal) => {
  await using terminal = new TestTerminal({
    columns: 80,
    rows: 24,
    args: ['duplicate-book', '--no-questions'],
    env,
  });
  await waiting(terminal);
  terminal.kill(signal);
  expect(await terminal.exited).toMatchObject({ exitCode: signal === 'SIGTERM' ? 143 : 129 });
  expect(terminal.isRestored).toBe(true);
});

test('the list is there, and can be left, before any server answers', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => sockets.add(socket));
  const port = await listening(silent);
  try {
    const url = `mysql://root@127.0.0.1:${port}`;
    await using terminal = new TestTerminal({ columns: 80, rows: 24, env: { ISOLAB_URL: url } });
    await terminal.waitFor(/▸ \w/);
    // Should the lessons have come after ten seconds only, the lab has given up by now, and tries again.
    terminal.type('r');
    await terminal.waitFor(/▸ \w/, 'MySQL is coming');
    terminal.type('q');
    await terminal.waitFor(() => terminal.isRestored);
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});

test('after it was stopped and goes on, the whole screen is written again and keys are heard', async () => {
  await using terminal = new TestTerminal({
    columns: 80,
    rows: 24,
    args: ['duplicate-book', '--no-questions'],
    env,
  });
  await terminal.waitFor('step 1 of 8');
  const before = terminal.written.length;
  terminal.kill('SIGSTOP');
  terminal.kill('SIGCONT');
  await terminal.waitFor(() => terminal.written.slice(before).includes('step 1 of 8'));
  terminal.type('l');
  await terminal.waitFor('step 2 of 8');
});

test('a warning of Node.js does not stay on the screen', async () => {
  const warning = 'data:text/javascript,process.on(`SIGUSR2`,()=>process.emitWarning(`stray`))';
  const disturbed = { ...env, NODE_OPTIONS: `--import=${warning}` };
  await using terminal = new TestTerminal({
    columns: 80,
    rows: 24,
    args: ['duplicate-book'],
    env: disturbed,
  });
  await terminal.waitFor('step 1 of 8');
  terminal.kill('SIGUSR2');
  await terminal.waitFor(() => terminal.written.includes('Warning: stray'));
  await terminal.waitFor('step 1 of 8');
  await terminal.waitFor(() => !terminal.text.includes('trace-warnings'));
});

import { expect, test } from 'vitest';
import type { ProcessIdentity } from '../../src/files/identity.ts';
import { lessonArgs } from './moments.ts';
import { OwnLab } from './own-lab.ts';
import type { TestTerminal } from './terminal.ts';

const escapeKey = '\u001B';
const told = 'The server has not answered for';

/** The server is stopped as by an administrator's hand (SIGSTOP): its connections are there, and nothing answers. */
const silent = async (server: ProcessIdentity, whileSilent: () => Promise<unknown>): Promise<void> => {
  process.kill(server.pid, 'SIGSTOP');
  try {
    await whileSilent();
  } finally {
    process.kill(server.pid, 'SIGCONT');
  }
};

const isTold = (terminal: TestTerminal) => terminal.waitFor(told);
const isOver = (terminal: TestTerminal) => terminal.waitFor((text) => !text.includes(told));

/** Where a user may be, from step 1 of the lesson on and back to it. */
const places: readonly {
  readonly name: string;
  readonly come: (terminal: TestTerminal) => unknown;
  /** What is seen once the server answers again. */
  readonly goesOn: string;
  /** Leads back to the lesson. */
  readonly back?: string;
}[] = [
  { name: 'in the lesson', come: () => {}, goesOn: 'step 1 of 8' },
  { name: 'while a step is taken', come: (terminal) => terminal.type('l'), goesOn: 'step 2 of 8' },
  { name: 'while a run starts', come: (terminal) => terminal.type('r'), goesOn: 'step 1 of 8' },
  {
    name: 'while all levels are compared',
    come: (terminal) => terminal.type('c'),
    goesOn: '[SERIALIZABLE]',
    back: escapeKey,
  },
  {
    name: 'in the help',
    come: (terminal) => terminal.type('?'),
    goesOn: 'take the next step',
    back: escapeKey,
  },
  {
    name: 'while the sessions are asked what they would read',
    come: (terminal) => terminal.type('d'),
    goesOn: 'its newest version first',
  },
  { name: 'in the list', come: (terminal) => terminal.type(escapeKey), goesOn: '▸ ' },
];

test('a server that does not answer is told on every screen, which goes on when it does', {
  timeout: 300_000,
}, async () => {
  await using lab = await OwnLab.make();
  await using terminal = lab.open(...lessonArgs);
  await terminal.waitFor('step 1 of 8');
  const server = await lab.server();
  for (const { come, goesOn, back } of places) {
    await silent(server, async () => {
      await come(terminal);
      await isTold(terminal);
    });
    await isOver(terminal);
    await terminal.waitFor(goesOn);
    if (back === undefined) continue;
    terminal.type(back);
    await terminal.waitFor('step 1 of 8');
  }
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
});

test.each([
  [
    'present',
    ['present', ...lessonArgs.filter((arg) => arg !== '--from-start')],
    '○ no transaction',
    undefined,
  ],
  ['a race', ['daily-check-in', '--server', 'embedded', '--from-start'], 'step 1 of', 'R'],
] as const)('so is it in %s', { timeout: 300_000 }, async (_, args, ready, key) => {
  await using lab = await OwnLab.make();
  await using terminal = lab.open(...args);
  await terminal.waitFor(ready);
  const server = await lab.server();
  await silent(server, async () => {
    if (key !== undefined) terminal.type(key);
    await isTold(terminal);
  });
  await isOver(terminal);
  terminal.type('\u0003');
  expect(await terminal.exited).toMatchObject({ exitCode: 130 });
});

test('q says that the sandbox cannot be removed; Ctrl-C leaves at once, with nothing left here', {
  timeout: 300_000,
}, async () => {
  await using lab = await OwnLab.make();
  await using terminal = lab.open(...lessonArgs);
  await terminal.waitFor('step 1 of 8');
  const server = await lab.server();
  process.kill(server.pid, 'SIGSTOP');
  await isTold(terminal);
  terminal.type('q');
  await terminal.waitFor(
    /Removing the sandbox from a server that has not answered for \d s; Ctrl-C leaves\s+at once/,
  );
  terminal.type('\u0003');
  expect(await terminal.exited).toMatchObject({ exitCode: 130 });
  expect(terminal.isAlternate).toBe(false);
  await lab.nothingLeft(server);
});

test('q removes the sandbox when the server answers again', { timeout: 300_000 }, async () => {
  await using lab = await OwnLab.make();
  await using terminal = lab.open(...lessonArgs);
  await terminal.waitFor('step 1 of 8');
  const server = await lab.server();
  await silent(server, async () => {
    terminal.type('q');
    await terminal.waitFor('Removing the sandbox from a server');
  });
  await terminal.waitFor('The server answers again');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  await lab.nothingLeft(server);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { ProgressFile, progressFileOf } from '../../src/progress/progress-file.ts';
import { OwnLab } from './own-lab.ts';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

const size = { columns: 80, rows: 24 };

let state = '';
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'isolab-review-'));
  await store().save('aborted-read', {
    level: 'READ UNCOMMITTED',
    steps: 0,
    seen: ['READ UNCOMMITTED'],
    answers: { 'READ UNCOMMITTED#3': false },
  });
});
afterEach(() => rm(state, { recursive: true }));

const store = () => new ProgressFile(progressFileOf({ XDG_STATE_HOME: state }, '/'));

const cards = async () => (await store().load()).progress['aborted-read']?.cards ?? {};

const lab = () =>
  new TestTerminal({
    ...size,
    args: [],
    env: { ISOLAB_URL: urlOf(inject('mysql')), XDG_STATE_HOME: state },
  });

/** To a question: what was missed is asked first. */
const asked = async (terminal: TestTerminal): Promise<void> => {
  await terminal.waitFor('R review', /MySQL \d+\./);
  terminal.type('R');
  await terminal.waitFor('1 of at most 5: ', 'What does B get here, at READ UNCOMMITTED?', 'your answer');
};

test('a review asks what was missed, keeps the answer, and opens the lesson where it happens', async () => {
  await using terminal = lab();
  await asked(terminal);
  terminal.type('s');
  await terminal.waitFor('First answer: the lesson tells it.');
  terminal.type('0');
  await terminal.waitFor('It is ', 'go on');
  await expect.poll(async () => Object.keys(await cards())).toEqual(['READ UNCOMMITTED#3']);
  terminal.type('s');
  await terminal.waitFor('About this lesson');
  terminal.type('\u001B');
  await terminal.waitFor('R review');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  expect(terminal.isRestored).toBe(true);
});

test('Ctrl-C at a question leaves the lab, and Esc the question', async () => {
  await using terminal = lab();
  await asked(terminal);
  terminal.type('\u001B');
  await terminal.waitFor('R review');
  terminal.type('R');
  await terminal.waitFor('1 of at most 5: ', 'your answer');
  terminal.type('\u0003');
  expect(await terminal.exited).toMatchObject({ exitCode: 130 });
  expect(terminal.isRestored).toBe(true);
  expect(await cards()).toEqual({});
});

test('who is killed after an answer has it kept', async () => {
  // A server of its own: who is killed leaves something on a shared one.
  await using own = await OwnLab.make();
  const env = { ...own.env, XDG_STATE_HOME: state };
  await using terminal = new TestTerminal({ ...size, args: ['--server', 'embedded'], env });
  await asked(terminal);
  terminal.type('0');
  await terminal.waitFor('go on');
  await expect.poll(async () => Object.keys(await cards())).toEqual(['READ UNCOMMITTED#3']);
  const server = await own.server();
  terminal.kill('SIGKILL');
  await terminal.exited;
  await own.without(server);
  expect(Object.keys(await cards())).toEqual(['READ UNCOMMITTED#3']);
});

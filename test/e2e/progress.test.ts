import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { ProgressFile, progressFileOf } from '../../src/progress/progress-file.ts';
import { urlOf } from './server-url.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };
const size = { columns: 100, rows: 30 };

test('a lesson that was left goes on there the next time, and what was seen is marked', async () => {
  const state = await mkdtemp(join(tmpdir(), 'isolab-e2e-'));
  const ours = { ...env, XDG_STATE_HOME: state };
  try {
    {
      await using terminal = new TestTerminal({
        ...size,
        args: ['duplicate-book', '--no-questions'],
        env: ours,
      });
      await terminal.waitFor('step 1 of 8');
      terminal.type('l');
      await terminal.waitFor('step 2 of 8');
      terminal.type('l');
      await terminal.waitFor('step 3 of 8');
      terminal.type('q');
      expect(await terminal.exited).toMatchObject({ exitCode: 0 });
    }
    await using terminal = new TestTerminal({ ...size, args: ['--no-questions'], env: ours });
    await terminal.waitFor('Go on with: Two people add the same book', '◐▸ Two people add the same book');
    terminal.type('\r');
    await terminal.waitFor('This is where you were.');
    await terminal.waitFor('2 A> SELECT');
    terminal.type('G');
    await terminal.waitFor('✗ It is violated');
    terminal.type('\u001B');
    await terminal.waitFor('✓▸ Two people add the same book');
    terminal.type('q');
    await terminal.exited;
  } finally {
    await rm(state, { recursive: true, force: true });
  }
});

test('a lesson opened by its name goes on there, too, but not from the start; x forgets it', async () => {
  const state = await mkdtemp(join(tmpdir(), 'isolab-e2e-'));
  const ours = { ...env, XDG_STATE_HOME: state };
  const args = ['duplicate-book', '--no-questions'];
  try {
    await new ProgressFile(progressFileOf(ours, '/')).save('duplicate-book', {
      level: 'SERIALIZABLE',
      steps: 2,
      seen: [],
      answers: {},
    });
    {
      await using terminal = new TestTerminal({ ...size, args: [...args, '--from-start'], env: ours });
      await terminal.waitFor('step 1 of 8');
      expect(terminal.text).not.toContain('This is where you were.');
      terminal.type('q');
      await terminal.exited;
    }
    await using terminal = new TestTerminal({ ...size, args, env: ours });
    await terminal.waitFor('This is where you were.');
    await terminal.waitFor('2 A> SELECT', 'SERIALIZABLE');
    terminal.type('\u001B');
    await terminal.waitFor('◐▸ Two people add the same book');
    terminal.type('x');
    await terminal.waitFor('Forget what you have done in “Two people add the same book”?');
    terminal.type('y');
    await terminal.waitFor(/^ +▸ Two people add the same book/m);
    terminal.type('q');
    await terminal.exited;
    expect(await new ProgressFile(progressFileOf(ours, '/')).load()).toEqual({ progress: {} });
  } finally {
    await rm(state, { recursive: true, force: true });
  }
});

test('where nothing can be kept the lab goes on, and says so', async () => {
  const state = await mkdtemp(join(tmpdir(), 'isolab-e2e-'));
  try {
    await writeFile(join(state, 'isolab'), 'in the way');
    const args = ['duplicate-book', '--no-questions'];
    await using terminal = new TestTerminal({ ...size, args, env: { ...env, XDG_STATE_HOME: state } });
    await terminal.waitFor('Your progress is not kept');
    terminal.type('l');
    await terminal.waitFor('step 2 of 8');
    terminal.type('l');
    await terminal.waitFor('step 3 of 8');
    terminal.type('q');
    await terminal.exited;
  } finally {
    await rm(state, { recursive: true, force: true });
  }
});

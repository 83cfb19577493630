import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it, vi } from 'vitest';
import { Client } from '../../src/mysql/client.ts';
import { findLeftovers } from '../../src/mysql/leftovers.ts';
import { urlOf } from '../e2e/server-url.ts';
import { makePlaces } from '../server/places.ts';

const program = fileURLToPath(new URL('never-closed.ts', import.meta.url));

/** It may hang, which is what these tests are for: then it ends with the signal. */
const started = (
  signal: AbortSignal,
  env: Record<string, string | undefined>,
  ...lessons: readonly string[]
): ChildProcess =>
  spawn(process.execPath, ['--no-warnings', program, ...lessons], {
    signal,
    killSignal: 'SIGKILL',
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const saidBy = ({ stdout }: ChildProcess): Promise<string> =>
  stdout === null ? Promise.reject(new Error('No output to read')) : text(stdout);

const runFolders = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith('isolab-run-'));

/** One of them talks to Redis as well. */
const lessons = ['book-in-progress', 'read-committed'];

describe('lessons as tests whose server nobody gives back', () => {
  it('end all the same, and with them the servers of their own', async ({ signal }) => {
    await using places = await makePlaces();
    const child = started(signal, places.env, ...lessons);
    const said = saidBy(child);
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(await said).toMatch(/^. fail 0$/mu);
    expect(await runFolders(places.folder)).toEqual([]);
  });

  it('leave nothing on a server of the user', async ({ signal }) => {
    await using places = await makePlaces();
    const child = started(signal, { ...places.env, ISOLAB_URL: urlOf(inject('mysql')) }, ...lessons);
    const said = saidBy(child);
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(await said).toMatch(/^. fail 0$/mu);
    using admin = await Client.open(inject('mysql'));
    const left = await findLeftovers(admin);
    expect(left.filter(({ maker }) => maker?.by.includes(`process ${child.pid} on`))).toEqual([]);
  });

  it('take the servers of their own along when they are killed', async ({ signal }) => {
    await using places = await makePlaces();
    const child = started(signal, places.env, 'duplicate-book');
    const patience = { timeout: 60_000 };
    await vi.waitFor(async () => {
      const [run = ''] = await runFolders(places.folder);
      await access(join(places.folder, run, 'server'));
    }, patience);
    child.kill('SIGKILL');
    await vi.waitFor(async () => expect(await runFolders(places.folder)).toEqual([]), patience);
  });
});

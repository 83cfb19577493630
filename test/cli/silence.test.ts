import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedServer } from '../../src/hosts/provider.ts';
import { Client } from '../../src/mysql/client.ts';
import { urlOf } from '../e2e/server-url.ts';
import { startServerApart } from '../server/server-apart.ts';
import { ended, scratch, start } from './isolab.ts';
import { startWaiting, waitingLesson } from './waiting-run.ts';

let server: StartedServer;
let pid: number;
let folder: Awaited<ReturnType<typeof scratch>>;
let waiting: string;
beforeAll(async () => {
  server = await startServerApart();
  const client = await Client.open(server.address);
  const { rows } = await client.query('SELECT @@pid_file');
  client.destroy();
  pid = Number(await readFile(rows[0]?.[0] ?? '', 'utf8'));
  folder = await scratch();
  waiting = await folder.write('waiting.yaml', waitingLesson);
});
afterAll(async () => {
  await folder?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const env = () => ({ ISOLAB_URL: urlOf(server.address) });
const told = /^The server has not answered for \d s; Ctrl-C leaves at once\.$/;

/** Stopped as by an administrator's hand: its connections are there, and nothing answers. */
const stopped = async (whileSilent: () => Promise<unknown>): Promise<void> => {
  process.kill(pid, 'SIGSTOP');
  try {
    await whileSilent();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
};

/** Resolves with the first line on stderr that is like this. */
const lineOf = async (child: ReturnType<typeof start>, wanted: RegExp): Promise<string> => {
  if (child.stderr === null) throw new Error('No output to read');
  for await (const line of createInterface({ input: child.stderr })) if (wanted.test(line)) return line;
  throw new Error(`It ended without ${wanted}`);
};

describe('a server that does not answer', () => {
  it('is told during a run, which Ctrl-C then leaves at once', async () => {
    const { child } = await startWaiting(waiting, env());
    const gone = once(child, 'exit');
    await stopped(async () => {
      await lineOf(child, told);
      child.kill('SIGINT');
      expect(await gone).toEqual([130, null]);
    });
  });

  it('is told while a run that was called off tidies up, which goes on when it answers again', async () => {
    const { child } = await startWaiting(waiting, env());
    const gone = ended(child);
    await stopped(async () => {
      child.kill('SIGTERM');
      await lineOf(child, told);
    });
    expect(await gone).toMatchObject({ exitCode: 143, stderr: expect.stringMatching(/answers again\.\n$/) });
  });

  it.each([
    ['run', 'duplicate-book'],
    ['verify', 'duplicate-book'],
    ['compare', 'duplicate-book'],
    ['race', 'daily-check-in'],
    ['record', 'waiting'],
    ['watch', 'waiting'],
    ['doctor'],
    ['server', 'clean'],
  ])('is told by %s from the start', async (...args) => {
    await stopped(async () => {
      const child = start(
        args.map((arg) => (arg === 'waiting' ? waiting : arg)),
        { env: env() },
      );
      const gone = once(child, 'exit');
      await lineOf(child, /has not answered for \d s/);
      child.kill('SIGINT');
      await gone;
    });
  });
});

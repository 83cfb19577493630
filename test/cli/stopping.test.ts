import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Client } from '../../src/mysql/client.ts';
import { Line } from '../e2e/ports.ts';
import { urlOf } from '../e2e/server-url.ts';
import { ended, program, scratch, start } from './isolab.ts';
import { startWaiting, waitingLesson } from './waiting-run.ts';

const patience = { timeout: 60_000, interval: 20 };

let folder: Awaited<ReturnType<typeof scratch>>;
let admin: Client;
let waiting: string;

beforeAll(async () => {
  folder = await scratch();
  admin = await Client.open(inject('mysql'));
  waiting = await folder.write('waiting.yaml', waitingLesson);
});
afterAll(async () => {
  admin.destroy();
  await folder[Symbol.asyncDispose]();
});

/** The names that everything of the lab that made this sandbox has, for LIKE. */
const ofLab = (sandbox: string): string => {
  const token = /^isolab_([0-9a-f]+)_/.exec(sandbox)?.[1];
  expect(token).toBeDefined();
  return `'isolab\\_${token}\\_%'`;
};

/** What is left on the server of the lab that made this sandbox: schemas and accounts. */
const leftOf = async (sandbox: string): Promise<readonly unknown[]> => {
  const { rows } = await admin.query(
    `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE ${ofLab(sandbox)}
     UNION ALL SELECT User FROM mysql.user WHERE User LIKE ${ofLab(sandbox)}`,
  );
  return rows;
};

/** The lab has tidied up: nothing is left, and its connections are gone as soon as the server has noticed. */
const expectNothingOf = async (sandbox: string): Promise<void> => {
  expect(await leftOf(sandbox)).toEqual([]);
  await vi.waitFor(async () => {
    const { rows } = await admin.query(
      `SELECT ID FROM performance_schema.processlist WHERE USER LIKE ${ofLab(sandbox)}`,
    );
    expect(rows).toEqual([]);
  }, patience);
};

/** Removes what a lab that was not let tidy up may have left. */
const removeLab = async (sandbox: string): Promise<void> => {
  const token = /^isolab_([0-9a-f]+)_/.exec(sandbox)?.[1];
  await admin.query(`DROP SCHEMA IF EXISTS ${sandbox}`);
  await admin.query(`DROP USER IF EXISTS ${sandbox}@localhost, isolab_${token}_observer@localhost`);
};

describe('a signal during a wait', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends it with %d and leaves nothing on the server', async (signal, exitCode) => {
    const { child, sandbox } = await startWaiting(waiting);
    expect(await leftOf(sandbox)).not.toEqual([]);
    const gone = ended(child);
    child.kill(signal);
    expect(await gone).toEqual({ stdout: '', stderr: '', exitCode });
    await expectNothingOf(sandbox);
  });

  it('twice ends it at once, whatever it has not tidied up by then', async () => {
    const { child, sandbox } = await startWaiting(waiting);
    const gone = once(child, 'exit');
    // Who reads a table keeps it from being dropped.
    const reader = await Client.open(inject('mysql'));
    await reader.query('START TRANSACTION');
    await reader.query(`SELECT * FROM ${sandbox}.t`);
    child.kill('SIGINT');
    await vi.waitFor(async () => {
      const { rows } = await admin.query(
        `SELECT OBJECT_NAME FROM performance_schema.metadata_locks
         WHERE OBJECT_SCHEMA = '${sandbox}' AND LOCK_STATUS = 'PENDING'`,
      );
      expect(rows).not.toEqual([]);
    }, patience);
    child.kill('SIGINT');
    expect(await gone).toEqual([130, null]);
    // Not even the accounts, which it would remove after that.
    expect(await leftOf(sandbox)).toHaveLength(3);
    reader.destroy();
    await removeLab(sandbox);
  });
});

describe('a signal during a setup', () => {
  it('ends it and leaves nothing on the server, however long the setup would have taken', async () => {
    const mark = randomUUID();
    const lesson = await folder.write(
      'long-setup.yaml',
      waitingLesson.replace(
        'INSERT INTO t VALUES (1)',
        `INSERT INTO t SELECT BENCHMARK(1000000000000, SHA2('${mark}', 512))`,
      ),
    );
    const child = start(['run', lesson]);
    const gone = ended(child);
    const sandbox = await vi.waitFor(async () => {
      const { rows } = await admin.query(
        `SELECT DB FROM performance_schema.processlist WHERE INFO LIKE 'INSERT%${mark}%'`,
      );
      expect(rows).toHaveLength(1);
      return rows[0]?.[0] ?? '';
    }, patience);
    child.kill('SIGINT');
    expect(await gone).toMatchObject({ stderr: '', exitCode: 130 });
    await expectNothingOf(sandbox);
  });
});

describe('a signal while a server of our own starts', () => {
  it('ends it and leaves nothing behind', async () => {
    await using runs = await scratch();
    // On a busy machine the server may be up before the signal comes; this lesson is not over then.
    const child = start(['run', waiting, '--server', 'embedded'], {
      env: { ISOLAB_URL: '', TMPDIR: runs.path },
    });
    const gone = ended(child);
    const { stderr } = child;
    if (stderr === null) throw new Error('No output to read');
    await once(stderr, 'data');
    child.kill('SIGINT');
    expect(await gone).toMatchObject({ stderr: 'Starting MySQL\n', exitCode: 130 });
    expect((await readdir(runs.path)).filter((name) => name.startsWith('isolab'))).toEqual([]);
  });
});

describe('a reader that goes away', () => {
  it('ends a run quietly', async () => {
    const shell = `"${process.execPath}" "${program}" run duplicate-book | head -n 1`;
    expect(await ended(start(['-c', shell], { file: '/bin/sh' }))).toEqual({
      stdout: 'Two people add the same book\n',
      stderr: '',
      exitCode: 0,
    });
  });

  it('proves nothing: it ends as a program whose pipe was closed', async () => {
    const shell = `("${process.execPath}" "${program}" verify duplicate-book; echo $? >&2) | head -n 1`;
    expect(await ended(start(['-c', shell], { file: '/bin/sh' }))).toMatchObject({
      stderr: '141\n',
      exitCode: 0,
    });
  });

  it('ends a wait, and leaves nothing on the server', async () => {
    const { child, sandbox } = await startWaiting(waiting);
    child.stdout?.destroy();
    child.stderr?.destroy();
    // Nothing is written while B waits, so nothing is noticed: the signal is what a shell would send.
    child.kill('SIGHUP');
    await once(child, 'exit');
    await expectNothingOf(sandbox);
  });
});

describe('a server that goes away during a run', () => {
  it('is told as that, with exit code 3', async () => {
    await using line = await Line.to(inject('mysql'));
    const { child, sandbox } = await startWaiting(waiting, { ISOLAB_URL: urlOf(line.address) });
    const gone = ended(child);
    line.cut();
    const { stderr, exitCode } = await gone;
    expect(exitCode).toBe(3);
    expect(stderr).toContain('went away');
    expect(stderr).not.toMatch(/^ +at /m);
    await removeLab(sandbox);
  });
});

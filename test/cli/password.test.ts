import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Client } from '../../src/mysql/client.ts';
import { type Ended, scratch } from './isolab.ts';
import { isolabHereIn } from './isolab-here.ts';

// A password is said to the server and to nobody else: not in what is written, not in what is kept.

const password = 'Tr0ub4dor&3-horse';
const user = `teacher_${process.pid}`;

let folder: Awaited<ReturnType<typeof scratch>>;
let admin: Client;
let url: string;
beforeAll(async () => {
  folder = await scratch();
  admin = await Client.open(inject('mysql'));
  const { socketPath = '' } = inject('mysql');
  await admin.query(`CREATE USER '${user}'@'localhost' IDENTIFIED BY '${password}'`);
  await admin.query(`GRANT ALL ON *.* TO '${user}'@'localhost' WITH GRANT OPTION`);
  url = `mysql://${user}@localhost?socket=${encodeURIComponent(socketPath)}`;
});
afterAll(async () => {
  await admin.query(`DROP USER '${user}'@'localhost'`);
  admin.destroy();
  await folder[Symbol.asyncDispose]();
});

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  isolabHereIn({ ISOLAB_URL: url, ISOLAB_PASSWORD: password, ...env }, ...args);

/** As it is, as a URL has it, in base64, as bytes. */
const forms = [
  password,
  encodeURIComponent(password),
  Buffer.from(password).toString('base64'),
  Buffer.from(password).toString('hex'),
];

const expectSilent = (texts: readonly string[]): void => {
  for (const text of texts) expect(forms.filter((form) => text.includes(form))).toEqual([]);
};

describe('a password', () => {
  it.each(['text', 'json', 'ndjson'])('is in no run and no recording: %s', async (format) => {
    const recording = join(folder.path, `${format}.ndjson`);
    const { stdout, stderr, exitCode } = await run([
      'run',
      'duplicate-book',
      '--format',
      format,
      '--record',
      recording,
    ]);
    expect({ stderr, exitCode }).toEqual({ stderr: expect.any(String), exitCode: 0 });
    expectSilent([stdout, stderr, await readFile(recording, 'utf8')]);
  });

  it.each(['pretty', 'json', 'junit', 'tap', 'github'])('is in no report: %s', async (reporter) => {
    const { stdout, stderr, exitCode } = await run([
      'verify',
      'duplicate-book',
      '--level',
      'rc',
      '-r',
      reporter,
    ]);
    expect(exitCode).toBe(0);
    expectSilent([stdout, stderr]);
  });

  it.each<[string, readonly string[], Record<string, string>]>([
    ['when it is wrong', ['run', 'duplicate-book'], { ISOLAB_PASSWORD: `${password}!` }],
    [
      'when the server is not there',
      ['run', 'duplicate-book'],
      { ISOLAB_URL: `mysql://${user}:${encodeURIComponent(password)}@127.0.0.1:1` },
    ],
    ['when the URL is broken', ['run', 'duplicate-book'], { ISOLAB_URL: `mysql://${user}:${password}@[` }],
    ['when the statement fails', ['run', 'nowhere.yaml'], {}],
    ['when doctor looks', ['doctor'], {}],
  ])('is in no message %s', async (_, args, env) => {
    const { stdout, stderr } = await run(args, env);
    expectSilent([stdout, stderr]);
  });
});

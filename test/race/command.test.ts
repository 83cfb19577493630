import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { Client } from '../../src/mysql/client.ts';
import { ended, isolab, scratch, start } from '../cli/isolab.ts';
import { applicationText, checkIn } from './applications.ts';

const patience = { timeout: 60_000, interval: 20 };

let folder: Awaited<ReturnType<typeof scratch>>;
let admin: Client;
let lesson: string;

beforeAll(async () => {
  folder = await scratch();
  admin = await Client.open(inject('mysql'));
  lesson = await folder.write('check-in.yaml', checkIn);
});
afterAll(async () => {
  admin.destroy();
  await folder[Symbol.asyncDispose]();
});

describe('isolab race', () => {
  it('tells everything about one burst', async () => {
    const { stdout, stderr, exitCode } = await isolab('race', lesson, '--variant', 'for-update');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toContain('try-it at REPEATABLE READ · variant for-update: Lock\n');
    expect(stdout).toContain('6 requests at once on 4 workers; all workers start in the same moment\n');
    expect(stdout).toContain(
      '   1 × 200 {"message":"checked in"}\n   5 × 409 {"message":"already checked in"}\n',
    );
    expect(stdout).toContain('  check_ins  1 row (1 new)\n');
    expect(stdout).toContain('✓ It holds: it happens once\n');
    // How long each step took is the machine's business, and so is which of them are long enough to be seen.
    const [, bar] = /^1 w1 (.*) (?:200|409)$/m.exec(stdout) ?? [];
    expect(bar).toMatch(/^ *·* *1* *¦* *2* *(↩*|3* *4* *5* *6*) *$/);
    expect(bar).toMatch(/[1-6↩]/);
    expect(stdout).toMatch(
      /^1 begin {3}2 lookup {3}3 record {3}4 credit {3}5 flag {3}6 commit {3}↩ rollback/m,
    );
    expect(stdout).not.toContain('\u001B');
  });

  it('tells how often the promise was violated over many rounds', async () => {
    const { stdout, exitCode } = await isolab('race', lesson, '--repeat', '5', '--no-gate');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/it happens once\. .*\(95 % interval\s/);
    expect(stdout).toContain('on 4 workers, 5 times; each starts as it comes\n');
    expect(stdout).toContain('Requests 30 sent, 30 answered\n');
  });

  it('compares levels and variants in one table', async () => {
    const { stdout, exitCode } = await isolab('race', lesson, '--table', '--level', 'rr');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\| for-update +\| ✓ holds 1\/1 +\|\n\| +\| 1×200, 5×409/);
    expect(stdout).not.toContain('READ COMMITTED');
  });

  it('writes JSON', async () => {
    const sizes = ['--requests', '3', '--workers', '2', '--set', 'user=7'];
    const { stdout, exitCode } = await isolab(
      'race',
      lesson,
      ...sizes,
      '--variant',
      'for-update',
      '-f',
      'json',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 1,
      gate: true,
      script: { lesson: 'try-it', requests: 3, workers: 2, handler: { request: { user: 7 } } },
      totals: { rounds: 1, violated: 0, patterns: { '1 × 200, 2 × 409': 1 } },
      violated: { share: 0, from: 0 },
      last: { answers: [{ number: 1 }, { number: 2 }, { number: 3 }], unanswered: [] },
    });
  });

  it.each([
    [['duplicate-book-without'], /There is no lesson/],
    [['next-key-locks'], /has no handler, so there is no application to send requests to/],
    [['FILE', '--set', 'usr=1'], /A request has no field usr\.\n {2}→ Did you mean user\?/],
    [['FILE', '--set', 'user=x'], /user=x is no number/],
    [['FILE', '--set', 'user'], /--set user is no field=value/],
    [['FILE', '--workers', '0'], /--workers 0 is no whole number from 1 to 100/],
    [['FILE', '--port', '80'], /--port goes with --serve/],
    [['FILE', '--serve', '--table'], /--serve goes with none of/],
    [['FILE', '--variant', 'for-updat'], /Did you mean for-update\?/],
  ] as const)('says what is wrong with %j', async (words, message) => {
    const args = words.map((word) => (word === 'FILE' ? lesson : word));
    const { stdout, stderr, exitCode } = await isolab('race', ...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(message);
  });
});

/** Starts the service, and returns once it says where it is. */
const serve = async (...args: readonly string[]) => {
  const child = start(['race', ...args, '--serve']);
  if (child.stdout === null) throw new Error('No output to read');
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const [, curl, url] = /^ {2}(curl -s (http:\S+) .*)$/.exec(line) ?? [];
    if (curl !== undefined && url !== undefined) return { child, gone: ended(child), curl, url };
  }
  throw new Error('It never listened');
};

const loadGenerator = fileURLToPath(new URL('../../node_modules/autocannon/autocannon.js', import.meta.url));

describe('isolab race --serve', () => {
  it('works with the curl line that it prints', async () => {
    const { child, gone, curl } = await serve(lesson);
    expect(await ended(start(['-c', curl], { file: '/bin/sh' }))).toMatchObject({
      stdout: '{"message":"checked in"}\n',
      exitCode: 0,
    });
    child.kill('SIGINT');
    const { stdout, stderr, exitCode } = await gone;
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 130 });
    expect(stdout).toMatch(/ 1 w1 200 \{"message":"checked in"\} [\d.]+ ms\n/);
    expect(stdout).toMatch(/Answers {2}1 × 200; 0 deadlocks, 0 retries\n/);
    expect(stdout).toMatch(/✓ It holds: it happens once\n$/);
  });

  it('shows the bug to a load generator that knows nothing of it', { timeout: 900_000 }, async () => {
    const table = `check_ins_${process.pid}`;
    const file = await folder.write('served.yaml', checkIn.replaceAll('check_ins', table));
    const { child, gone, url } = await serve(file);
    const { rows } = await admin.query(
      `SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = '${table}'`,
    );
    const twice = `SELECT user_id FROM ${rows[0]?.[0]}.${table} GROUP BY user_id HAVING COUNT(*) > 1`;
    // Without a gate most bursts show it. A user gets in once, so each burst is another one's.
    for (let user = 1; (await admin.query(twice)).rows.length === 0; user++) {
      if (user > 50) expect.unreachable('Fifty bursts did not show it');
      const asJson = ['-H', 'content-type=application/json', '-b', JSON.stringify({ user })];
      const args = ['-c', '6', '-a', '6', '-m', 'POST', ...asJson, '--no-progress', url];
      const { exitCode } = await ended(start([loadGenerator, ...args], { file: process.execPath }));
      expect(exitCode).toBe(0);
    }
    child.kill('SIGTERM');
    const { stdout, exitCode } = await gone;
    expect(exitCode).toBe(143);
    expect(stdout).toMatch(/✗ It is violated: it happens once\n {2}\+-/);
  });

  it('says when its port is taken', async () => {
    const { child, gone, url } = await serve(lesson);
    const { port } = new URL(url);
    const { stdout, stderr, exitCode } = await isolab('race', lesson, '--serve', '--port', port);
    child.kill('SIGINT');
    await gone;
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(new RegExp(`^isolab: The port ${port} cannot be used: somebody else has it\\.`));
  });
});

const slow = applicationText({
  setup: 'CREATE TABLE slow_race (id INT AUTO_INCREMENT PRIMARY KEY)',
  watch: 'slow_race',
  violations: 'SELECT 1 FROM slow_race WHERE FALSE',
  handler: `
  title: Slow
  path: /slow
  request: { n: 1 }
  steps:
    begin: START TRANSACTION
    insert: INSERT INTO slow_race VALUES ()
    sleep: { sql: 'SELECT SLEEP(500 + :n) AS slept_${process.pid}', limit: 10m }
    commit: { sql: COMMIT, answer: done }`,
});

describe('a signal between many rounds', () => {
  const manyRounds = async (...args: readonly string[]) => {
    const table = `rounds_${process.pid}_${args.length}`;
    const stamped = checkIn.replace(
      'user_id INT NOT NULL)',
      'user_id INT NOT NULL, stamp CHAR(36) DEFAULT (UUID()))',
    );
    const file = await folder.write(`${table}.yaml`, stamped.replaceAll('check_ins', table));
    const child = start(['race', file, '--repeat', '100000', ...args]);
    const gone = ended(child);
    const made = `SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = '${table}'`;
    let schema: string | null | undefined;
    while (schema == null) schema = (await admin.query(made)).rows[0]?.[0];
    // What the first request of a round has written: when it is another one, a round is over.
    const stamps = new Set<string>();
    while (stamps.size < 2) {
      // Between two rounds the table is made anew.
      const read = await admin.execute(`SELECT stamp FROM ${schema}.${table} WHERE id = 1`);
      const [row] = read.kind === 'rows' ? read.rows : [];
      if (row?.[0] != null) stamps.add(row[0]);
    }
    child.kill('SIGINT');
    return await gone;
  };

  it('ends them with what has been seen until then', async () => {
    const { stdout, stderr, exitCode } = await manyRounds();
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 130 });
    const [, rounds] = /^Stopped after (\d+) of 100000 rounds\.$/m.exec(stdout) ?? [];
    expect(Number(rounds)).toBeGreaterThan(0);
    // Few rounds may all have kept it.
    expect(stdout).toMatch(
      new RegExp(
        `^✓ It holds in all ${rounds} rounds: |^✗ It is violated in \\d+ of ${rounds} rounds: `,
        'm',
      ),
    );
    expect(stdout).toContain(`Requests ${6 * Number(rounds)} sent`);
  });

  it('writes no JSON that could be taken for the whole', async () => {
    expect(await manyRounds('--format', 'json')).toEqual({ stdout: '', stderr: '', exitCode: 130 });
  });
});

describe('a signal in the middle of a burst', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends it with %d and leaves nothing on the server', async (signal, exitCode) => {
    const file = await folder.write('slow.yaml', slow);
    const child = start(['race', file]);
    const gone = ended(child);
    // By its column it is found on a server that others use, too.
    const sleeping = `SELECT USER FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP(500%slept_${process.pid}'`;
    let user: string | null | undefined;
    while (user == null) user = (await admin.query(sleeping)).rows[0]?.[0];
    const [, run] = z.tuple([z.string(), z.string()]).parse(/^(isolab_[0-9a-f]+_)/.exec(user) ?? []);
    child.kill(signal);
    expect(await gone).toEqual({ stdout: '', stderr: '', exitCode });
    const { rows } = await admin.query(
      `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '${run}%'
       UNION ALL SELECT User FROM mysql.user WHERE User LIKE '${run}%'`,
    );
    expect(rows).toEqual([]);
    // The server notices by and by that a connection was closed.
    const connections = `SELECT USER FROM information_schema.PROCESSLIST WHERE USER LIKE '${run}%'`;
    await expect.poll(async () => (await admin.query(connections)).rows, patience).toEqual([]);
  });
});

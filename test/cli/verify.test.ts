import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Client } from '../../src/mysql/client.ts';
import { ended, scratch, start } from './isolab.ts';
import { isolabHere as isolab } from './isolab-here.ts';

/** A program that starts, and makes four sandboxes, takes many seconds on a busy machine. */
const patience = { timeout: 150_000, interval: 20 };

let folder: Awaited<ReturnType<typeof scratch>>;
beforeAll(async () => {
  folder = await scratch();
});
afterAll(() => folder[Symbol.asyncDispose]());

const flagship = await readFile(new URL('../../lessons/duplicate-book.yaml', import.meta.url), 'utf8');

/** The flagship lesson with the first of these texts after the beginning of a line replaced. */
const broken = (from: string, to: string): string => {
  const text = flagship.replace(from, to);
  if (text === flagship) throw new Error(`The lesson has no ${from}`);
  return text;
};

describe('isolab verify', () => {
  it('proves a lesson at every level and in every variant', async () => {
    const { stdout, stderr, exitCode } = await isolab('verify', 'duplicate-book');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatch(/✓ duplicate-book {2}28 cases, 4 pairs, 11 in every order/);
    expect(stdout).toMatch(/✓ Proved: 28 cases and 4 pairs in /);
    expect(stdout).toMatch(/^ {2}duplicate-book +G2 +G2 +G2 +–$/m);
    expect(stdout).not.toContain('\u001B');
  });

  it.each([
    ['a row', 'expect: []', 'expect: [[7, x]]', '+ no row'],
    ['a count of rows', 'default: changes 1', 'default: changes 2', '- 2 rows affected'],
    ['an error', 'SERIALIZABLE: ER_LOCK_DEADLOCK', 'SERIALIZABLE: ER_DUP_ENTRY', '- ERROR ER_DUP_ENTRY'],
    ['a wait', '\n        waits_for: B\n', '\n        waits_for: A\n', '+ waits for B'],
    ['a lock', 'mode: X,INSERT_INTENTION', 'mode: X', '- kind insert-intention'],
    [
      'an answer',
      'expect: { affected: 0, answer: \'{"success": true}\' }',
      "expect: { affected: 0, answer: 'no' }",
      '- "no"',
    ],
    ['the invariant', 'invariant: violated', 'invariant: holds', '+ violated by'],
    ['the anomaly', 'default: G2', 'default: P4', '+ write skew over a phantom (G2): A ─rw('],
    ['a deadlock victim', 'rolled_back: B', 'rolled_back: A', '- A'],
    ['a step without a claim', 'expect: []', 'hint: Nothing.', 'nothing proves line'],
    [
      'what a variant prevents',
      'prevents: [REPEATABLE READ]',
      'prevents: [READ COMMITTED]',
      'With for-update the invariant is violated all the same.',
    ],
  ])('goes red when %s of the lesson is broken', async (_, from, to, said) => {
    const file = await folder.write('broken.yaml', broken(from, to));
    const variant = to.startsWith('prevents') ? 'for-update' : 'none';
    const { stdout, exitCode } = await isolab('verify', file, '-l', 'rc', '-l', 's', '--variant', variant);
    expect(exitCode, stdout).toBe(1);
    expect(stdout).toContain('✗ Not proved');
    expect(stdout).toContain(said);
  });

  it('gives a command that shows a failure again', async () => {
    const file = await folder.write('again.yaml', broken('rolled_back: B', 'rolled_back: A'));
    const { stdout } = await isolab('verify', file, '--level', 's', '--variant', 'none');
    const [, command = ''] = /again: isolab (.*)$/m.exec(stdout) ?? [];
    expect(command).toBe(`run ${file} --level SERIALIZABLE`);
    const { exitCode, stdout: again } = await isolab(...command.split(' '));
    expect({ exitCode, shown: again.includes('rolled back') }).toEqual({ exitCode: 1, shown: true });
  });

  it('writes several reports at once, to files and to stdout', async () => {
    const [junit, json] = [join(folder.path, 'out.xml'), join(folder.path, 'out.json')];
    const reports = ['--reporter', 'tap', '-r', `junit=${junit}`, '-r', `json=${json}`];
    const { stdout, exitCode } = await isolab('verify', 'read-committed', ...reports);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^TAP version 14\n1\.\.4\nok 1 - read-committed @ /);
    expect(await readFile(junit, 'utf8')).toContain(
      '<testsuite name="read-committed" tests="4" failures="0"',
    );
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ format: 1, summary: { ok: true } });
  });

  it('takes files, folders and patterns', async () => {
    const own = join(folder.path, 'own');
    await mkdir(own);
    const lesson = (id: string) =>
      `{ format: 1, id: ${id}, title: T, topic: t, summary: S., levels: [SERIALIZABLE], steps: [{ A: SELECT 1, expect: { rows: [[1]] } }] }`;
    const first = await folder.write('own/first.yaml', lesson('first'));
    await folder.write('own/second.yml', lesson('second'));
    await folder.write('own/notes.txt', 'no lesson');
    const proved = async (...words: readonly string[]) =>
      /Proved: (.*) in /.exec((await isolab('verify', ...words)).stdout)?.[1];
    expect(await proved(own)).toBe('2 cases');
    expect(await proved(first)).toBe('1 case');
    expect(await proved(join(own, '*.y{a,}ml'))).toBe('2 cases');
    expect(await proved(own, first)).toBe('2 cases');
  });
});

describe('the summary for GitHub Actions', () => {
  it('comes after what the step has said before', async () => {
    const file = await folder.write('summary.md', 'Before.\n');
    const env = { GITHUB_STEP_SUMMARY: file };
    const { stdout, stderr, exitCode } = await ended(
      start(['verify', 'read-committed', '-r', 'github'], { env }),
    );
    expect({ stdout, stderr, exitCode }).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    const summary = await readFile(file, 'utf8');
    expect(summary).toMatch(/^Before\.\n### isolab verify\n/);
    expect(summary).toContain('| ✓ | read\\-committed | 4 of 4 |  |');
  });

  it('is nobody else’s: other reporters write none', async () => {
    const file = await folder.write('other.md', '');
    const env = { GITHUB_STEP_SUMMARY: file };
    expect((await ended(start(['verify', 'read-committed'], { env }))).exitCode).toBe(0);
    expect(await readFile(file, 'utf8')).toBe('');
  });

  it('fails nothing when it cannot be written, and says so', async () => {
    const env = { GITHUB_STEP_SUMMARY: folder.path };
    const { stderr, exitCode } = await ended(start(['verify', 'read-committed', '-r', 'github'], { env }));
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`The summary ${folder.path} cannot be written: EISDIR`);
  });
});

describe('isolab verify with a command line that is wrong', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['a lesson', ['duplicate-bok'], ['There is no lesson duplicate-bok.', 'Did you mean duplicate-book?']],
    ['a file', ['./nowhere.yaml'], ['There is no ./nowhere.yaml.']],
    ['a pattern', ['./nothing-*.yaml'], ['No lesson file (.yaml, .yml) fits: ./nothing-*.yaml']],
    ['a folder without lessons', ['./src'], ['This folder has no lesson files (.yaml, .yml): ./src']],
    ['a reporter', ['-r', 'junt=x.xml'], ['There is no reporter junt.', 'Did you mean junit?']],
    [
      'a report that cannot be written',
      ['-r', 'json=/nowhere/x.json'],
      ['The report /nowhere/x.json cannot be written'],
    ],
    ['a count', ['--jobs', '0'], ['--jobs 0 is no whole number from 1 to']],
    ['a variant', ['--variant', 'unique'], ['has a variant unique', 'unique-index']],
  ])('%s', async (_, args, words) => {
    const { stdout, stderr, exitCode } = await isolab('verify', ...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('tells what is wrong with every file', async () => {
    const own = join(folder.path, 'wrong');
    await mkdir(own);
    await folder.write('wrong/one.yaml', 'format: 1\nid: [a\n');
    await folder.write('wrong/two.yaml', '');
    const { stderr, exitCode } = await isolab('verify', own);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('one.yaml:');
    expect(stderr).toContain('two.yaml:1:1');
  });
});

describe('isolab verify that is interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'by %s says so, and leaves no schema, account, connection or open report behind',
    async (signal, code) => {
      const table = `t_${randomBytes(6).toString('hex')}`;
      const file = await folder.write(
        'endless.yaml',
        [
          '{ format: 1, id: endless, title: T, topic: t, summary: S., levels: all,',
          `setup: "CREATE TABLE ${table} (id INT)",`,
          // Named, since other tests let the server sleep as well.
          `steps: [{ A: SELECT SLEEP(1000) AS ${table}, limit: 9m, expect: { rows: [[0]] } }] }`,
        ].join('\n'),
      );
      const admin = await Client.open(inject('mysql'));
      const schemas = async () => {
        const { rows } = await admin.query(
          `SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = '${table}'`,
        );
        return rows.map(([name]) => name ?? '');
      };
      const sleeping = async () => {
        const { rows } = await admin.query(
          `SELECT USER FROM information_schema.PROCESSLIST WHERE INFO = 'SELECT SLEEP(1000) AS ${table}'`,
        );
        return rows.map(([user]) => user ?? '');
      };
      const child = start(['verify', file, '-r', `tap=${join(folder.path, 'endless.tap')}`, '-r', 'pretty']);
      const end = ended(child);
      const users = await vi.waitFor(async () => {
        const found = await sleeping();
        expect(found).toHaveLength(4);
        return found;
      }, patience);
      expect(await schemas()).toHaveLength(4);
      child.kill(signal);
      const { stdout, exitCode } = await end;
      expect({ exitCode, said: stdout.includes('Interrupted.') }).toEqual({ exitCode: code, said: true });
      expect(await readFile(join(folder.path, 'endless.tap'), 'utf8')).toMatch(/Bail out! interrupted\n$/);
      const ours = `USER IN ('${users.join("', '")}')`;
      const { rows: accounts } = await admin.query(`SELECT USER FROM mysql.user WHERE ${ours}`);
      expect({ schemas: await schemas(), accounts }).toEqual({ schemas: [], accounts: [] });
      // A connection that is closed on this side is gone there when the server has noticed.
      await vi.waitFor(async () => {
        const { rows } = await admin.query(`SELECT ID FROM information_schema.PROCESSLIST WHERE ${ours}`);
        expect(rows).toEqual([]);
      }, patience);
      admin.destroy();
    },
  );
});

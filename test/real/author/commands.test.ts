import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { lessonJsonSchema } from '../../../src/lesson/json-schema.ts';
import { Client } from '../../../src/mysql/client.ts';
import { ended, scratch, start } from '../../cli/isolab.ts';
import { isolabHere as isolab } from '../../cli/isolab-here.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
let admin: Client;
beforeAll(async () => {
  admin = await Client.open(inject('mysql'));
});
beforeEach(async () => {
  folder = await scratch();
  return () => folder[Symbol.asyncDispose]();
});
afterAll(() => admin.destroy());

const lesson = (...rest: readonly string[]): string =>
  `${['format: 1', 'id: mine', 'title: Mine', 'topic: test', 'summary: A test.', ...rest].join('\n')}\n`;

describe('from a new lesson to a verified one', () => {
  it('goes new, check, record, check, verify', async () => {
    const file = join(folder.path, 'lost-seat.yaml');
    expect(await isolab('new', 'lost-seat', '--out', folder.path)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readdir(folder.path)).toEqual(['lost-seat.yaml']);
    expect(await isolab('check', file)).toMatchObject({ exitCode: 1 });
    const begun = await readFile(file, 'utf8');

    const dry = await isolab('record', file, '--dry-run');
    expect(dry.exitCode).toBe(0);
    expect(dry.stdout).toContain('+    expect: []');
    expect(await readFile(file, 'utf8')).toBe(begun);

    const recorded = await isolab('record', file);
    expect(recorded).toMatchObject({ exitCode: 0, stdout: dry.stdout });
    expect(recorded.stderr).toContain(`Wrote ${file}.`);
    expect(await readdir(folder.path)).toEqual(['lost-seat.yaml']);

    expect(await isolab('check', file)).toMatchObject({ exitCode: 0, stdout: '1 lesson: nothing to say\n' });
    expect(await isolab('verify', file)).toMatchObject({ exitCode: 0 });
    expect(await isolab('record', file, '--update')).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it('records beside the lesson, and leaves that as it is', async () => {
    const text = lesson('steps:', '  - A: SELECT 1', '  - B: SELECT 2');
    const file = await folder.write('mine.yaml', text);
    const beside = join(folder.path, 'mine.expect.yaml');
    const dry = await isolab('record', file, '--beside', '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('+  select_b: [[2]]') });
    expect(await readdir(folder.path)).toEqual(['mine.yaml']);
    expect(await isolab('record', file, '--beside')).toMatchObject({
      stdout: dry.stdout,
      stderr: expect.stringContaining(`Wrote ${beside}. Read what it claims`),
    });
    expect(await readFile(beside, 'utf8')).toBe(
      '# What mine.yaml comes to. isolab record writes it.\nsteps:\n  select_a: [[1]]\n  select_b: [[2]]\n',
    );
    expect(await readFile(file, 'utf8')).toBe(text);
    await writeFile(beside, 'steps: { select_a: [[7]] }\n');
    expect(await isolab('record', file, '--update')).toMatchObject({
      stderr: expect.stringContaining(`Wrote ${beside}.`),
    });
    expect(await isolab('verify', file)).toMatchObject({ exitCode: 0 });
    await writeFile(beside, 'steps: { select_c: [[7]] }\n');
    expect(await isolab('check', file)).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining(`${beside}:1:10: no step of the lesson is called select_c`),
    });
    expect(await isolab('run', file)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('never overwrites a file', async () => {
    const file = await folder.write('mine.yaml', 'precious');
    const { stderr, exitCode } = await isolab('new', 'mine', '--out', file);
    expect({ stderr, exitCode }).toEqual({
      stderr: `isolab: ${file} cannot be written: it is there already.\n  → Choose another name, or remove the file first.\n`,
      exitCode: 2,
    });
    expect(await readFile(file, 'utf8')).toBe('precious');
  });

  it('refuses an id that is none, with one that would do', async () => {
    const { stderr, exitCode } = await isolab('new', 'Lost Seat', '--out', folder.path);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('This would do: lost-seat');
    expect(await readdir(folder.path)).toEqual([]);
  });
});

describe('check', () => {
  const broken = lesson('steps:', '  - A: SELECT 1', '    expct: { rows: [[1]] }');

  it('shows place, lines and what was expected, of all files at once', async () => {
    const bad = await folder.write('bad.yaml', broken);
    const worse = await folder.write('worse.yaml', 'steps: [');
    const { stdout, exitCode } = await isolab('check', folder.path);
    expect(exitCode).toBe(2);
    expect(stdout).toContain(`${bad}:8:5: `);
    expect(stdout).toContain('    expct: { rows: [[1]] }');
    expect(stdout).toContain(`${worse}:1:`);
    expect(stdout).toContain('2 lessons: ');
  });

  it('tells of two files with one id, which are not verified together', async () => {
    const text = lesson('steps:', '  - A: SELECT 1', '    expect: { rows: [[1]] }');
    const [one, two] = [await folder.write('one.yaml', text), await folder.write('two.yaml', text)];
    const { stdout, exitCode } = await isolab('check', folder.path);
    expect(exitCode).toBe(2);
    expect(stdout).toContain(`${two}:2:1: `);
    expect(stdout).toContain(`The lesson in ${one} has this id, too.`);
    expect(stdout).toContain('2 lessons: 1 error');
    expect(await isolab('verify', folder.path)).toMatchObject({ exitCode: 2 });
  });

  it('as JSON gives every problem as data', async () => {
    const bad = await folder.write('bad.yaml', broken);
    const { stdout, exitCode } = await isolab('check', bad, '--format', 'json');
    expect(exitCode).toBe(2);
    const problem = z.object({
      severity: z.string(),
      message: z.string(),
      line: z.number(),
      column: z.number(),
    });
    const answer = z.object({
      format: z.literal(1),
      files: z.array(z.object({ file: z.string(), problems: z.array(problem) })),
      found: z.object({ error: z.number(), unproven: z.number(), warning: z.number() }),
    });
    const { files, found } = answer.parse(JSON.parse(stdout));
    expect(files).toHaveLength(1);
    expect(files[0]?.problems[0]).toMatchObject({ severity: 'error', line: 8, column: 5 });
    expect(found.error).toBe(1);
  });

  it('for GitHub gives annotations at the places', async () => {
    const bad = await folder.write('bad, or: worse.yaml', broken);
    const { stdout } = await isolab('check', bad, '--format', 'github');
    const file = bad.replaceAll(':', '%3A').replaceAll(',', '%2C');
    expect(stdout).toContain(`::error file=${file},line=8,col=5,endColumn=9::`);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .filter((line) => !line.startsWith('::')),
    ).toEqual([]);
  });

  it('takes a lesson of isolab by its id', async () => {
    expect(await isolab('check', 'duplicate-book')).toMatchObject({
      exitCode: 0,
      stdout: '1 lesson: nothing to say\n',
    });
  });

  it.each(['check', 'record', 'watch'])('%s suggests a lesson for a word that is none', async (command) => {
    const { stdout, stderr, exitCode } = await isolab(command, 'duplicate-bok');
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain('There is no lesson duplicate-bok.\n  → Did you mean duplicate-book?');
  });

  it('of a file that is not there, or not readable as text, is an error of its own', async () => {
    expect(await isolab('check', join(folder.path, 'none.yaml'))).toMatchObject({ exitCode: 2, stdout: '' });
    const file = join(folder.path, 'latin1.yaml');
    await writeFile(file, Buffer.from([0xe4, 0xf6]));
    const { stdout, exitCode } = await isolab('check', file);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('is not text in UTF-8');
  });

  it('counts warnings without failing for them', async () => {
    const file = await folder.write(
      'plain.yaml',
      lesson('steps:', '  - A: SELECT 1', '    expect: { rows: [[1]] }'),
    );
    const { stdout, exitCode } = await isolab('check', file);
    expect(stdout).toMatch(/1 lesson: \d+ warnings\n$/);
    expect(exitCode).toBe(0);
  });
});

describe('schema', () => {
  it('is printed, or written over an older one', async () => {
    const { stdout, exitCode } = await isolab('schema');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(lessonJsonSchema())));
    const file = await folder.write('lesson.schema.json', 'old');
    expect(await isolab('schema', '--out', file)).toMatchObject({ exitCode: 0, stdout: '' });
    expect(await readFile(file, 'utf8')).toBe(stdout);
    expect(await readdir(folder.path)).toEqual(['lesson.schema.json']);
  });
});

describe('record', () => {
  it('takes a lesson of isolab by its id, which is a file of this clone', async () => {
    const { stdout, stderr, exitCode } = await isolab('record', 'read-committed', '--level', 'rc');
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });
    expect(stderr).toContain('Nothing to record: lessons/read-committed.yaml stays as it is.');
  });

  it('says which expectations do not hold, and replaces them only when it is told to', async () => {
    const wrong = lesson('steps:', '  - A: SELECT 1', '    expect: { rows: [[2]] } # two');
    const file = await folder.write('mine.yaml', wrong);
    const { stdout, stderr, exitCode } = await isolab('record', file, '--level', 'rc');
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(stderr).toContain('do not hold at\n  READ COMMITTED\n');
    expect(await readFile(file, 'utf8')).toBe(wrong);
    expect(await isolab('record', file, '--update')).toMatchObject({ exitCode: 0 });
    expect(await readFile(file, 'utf8')).toBe(wrong.replace('rows: [[2]]', 'rows: [[1]]'));
  });

  it('says that nobody was left to free a statement, and no advice about expectations', async () => {
    const stuck = lesson(
      'setup: CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1)',
      'steps:',
      '  - A: START TRANSACTION',
      '  - A: SELECT * FROM t FOR UPDATE',
      '  - B: SELECT * FROM t FOR UPDATE',
    );
    const file = await folder.write('stuck.yaml', stuck);
    const { stderr, exitCode } = await isolab('record', file, '--level', 'rc');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('the lab ended them, at\n  READ COMMITTED\nNo lesson can claim that.');
    expect(stderr).not.toContain('--update');
  });

  it.each([
    ['a lesson that is none', 'steps: 1', [], /mine.yaml:1:/],
    [
      'a level that there is not',
      lesson('steps:', '  - A: SELECT 1'),
      ['--level', 'xx'],
      /no isolation level xx/,
    ],
    [
      'a variant that there is not',
      lesson('steps:', '  - A: SELECT 1'),
      ['--variant', 'x'],
      /no variant of mine/,
    ],
    [
      'SQL that the server refuses',
      lesson('setup: CREATE TABLE t', 'steps:', '  - A: SELECT 1'),
      [],
      /CREATE TABLE t/,
    ],
  ])('of %s is an error that leaves the file alone', async (_what, text, args, message) => {
    const file = await folder.write('mine.yaml', text);
    const { stdout, stderr, exitCode } = await isolab('record', file, ...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(message);
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(folder.path)).toEqual(['mine.yaml']);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ended by %s leaves no file, sandbox or account behind',
    async (signal) => {
      const mark = `t_${randomUUID().replaceAll('-', '')}`;
      const text = lesson(
        `setup: CREATE TABLE ${mark} (id INT PRIMARY KEY); INSERT INTO ${mark} VALUES (1)`,
        'steps:',
        '  - A: START TRANSACTION',
        `  - A: DELETE FROM ${mark}`,
        `  - B: DELETE FROM ${mark}`,
        '    until: finished',
      );
      const file = await folder.write('mine.yaml', text);
      const child = start(['record', file]);
      const gone = ended(child);
      const token = await tokenOf(mark);
      expect(await leftOf(token)).not.toEqual([]);
      child.kill(signal);
      expect((await gone).exitCode).toBe(signal === 'SIGINT' ? 130 : 143);
      expect(await leftOf(token)).toEqual([]);
      await allGone(token);
      expect(await readFile(file, 'utf8')).toBe(text);
      expect(await readdir(folder.path)).toEqual(['mine.yaml']);
    },
  );
});

/** The token of the lab in whose sandboxes a table is, as soon as there is one. */
const tokenOf = async (table: string): Promise<string> => {
  for (;;) {
    const { rows } = await admin.query(
      `SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = '${table}' LIMIT 1`,
    );
    const token = /^isolab_([0-9a-f]+)_/.exec(rows[0]?.[0] ?? '')?.[1];
    if (token !== undefined) return token;
  }
};

/** Schemas and accounts. */
const leftOf = async (token: string): Promise<readonly unknown[]> => {
  const { rows } = await admin.query(
    `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'isolab\\_${token}\\_%'
     UNION ALL SELECT User FROM mysql.user WHERE User LIKE 'isolab\\_${token}\\_%'`,
  );
  return rows;
};

/** Resolves when no connection is left: the server takes a moment to notice that one was closed. */
const allGone = async (token: string): Promise<void> => {
  const connections = `SELECT ID FROM performance_schema.processlist WHERE USER LIKE 'isolab\\_${token}\\_%'`;
  while ((await admin.query(connections)).rows.length > 0) await setImmediate();
};

describe('watch without a terminal', () => {
  it('writes one look after the other, and ends with nothing left when it is interrupted', async () => {
    const mark = `t_${randomUUID().replaceAll('-', '')}`;
    const before = lesson(
      `setup: CREATE TABLE ${mark} (id INT PRIMARY KEY)`,
      'steps:',
      `  - A: SELECT COUNT(*) FROM ${mark}`,
      '    as: count',
      '    expect: { rows: [[0]] }',
    );
    const file = await folder.write('mine.yaml', before);
    const child = start(['watch', file, '--level', 'rc']);
    const { stdout } = child;
    if (stdout === null) throw new Error('No output to read');
    let seen = '';
    stdout.setEncoding('utf8').on('data', (chunk: string) => {
      seen += chunk;
    });
    const shown = async (wanted: string) => {
      while (!seen.includes(wanted)) await once(stdout, 'data');
    };
    await shown('✓ everything that the lesson expects is so\n\n');
    await writeFile(file, before.replace('[[0]]', '[[5]]'));
    await shown('    observed  (0)\n\n');
    await writeFile(file, before.replace('COUNT(*)', 'COUNT(*) + 5'));
    await shown('    now  (5)\n\n');
    await writeFile(file, 'nonsense');
    await shown(`${file}:1:1: `);
    expect(seen).not.toContain('\u001B');
    const gone = once(child, 'exit');
    child.kill('SIGINT');
    expect(await gone).toEqual([130, null]);
  });

  it('of a file that is not there says so before it looks for a server', async () => {
    const { stderr, exitCode } = await ended(
      start(['watch', join(folder.path, 'none.yaml')], { env: { ISOLAB_URL: 'mysql://x@127.0.0.1:1' } }),
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('There is no ');
  });
});

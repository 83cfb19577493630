import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Client } from '../../src/mysql/client.ts';
import type { CompareReport } from '../../src/report/compare/json.ts';
import { ended, isolab, start } from './isolab.ts';
import { isolabHere } from './isolab-here.ts';
import { waitingLesson } from './waiting-run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isolab-compare-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** B reads what A will take back. */
const lesson = `format: 1
id: taken-back
title: Taken back
topic: tests
summary: A test.
setup: |
  CREATE TABLE pair (k INT PRIMARY KEY, v INT NOT NULL);
  INSERT INTO pair VALUES (1, 50), (2, 60);
watch: [pair]
steps:
  - A: START TRANSACTION
  - A: UPDATE pair SET v = 501 WHERE k = 1
  - B: START TRANSACTION
  - B: SELECT k, v FROM pair ORDER BY k
    as: read
  - A: ROLLBACK
`;

const fileWith = async (name: string, more = ''): Promise<string> => {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, lesson + more);
  return file;
};

describe('isolab compare', () => {
  it('says whose order the steps stand in, and who has a level of its own', async () => {
    const compare = async (...args: readonly string[]) => (await isolab('compare', ...args)).stdout;
    expect(await compare('mixed-levels')).toContain('\nB is at SERIALIZABLE in all of them.\n');
    expect(await compare('mixed-levels', '--format', 'markdown')).toContain('B is at SERIALIZABLE in all');
    expect((await compare('duplicate-book', '--variants')).replaceAll(/\s+/g, ' ')).toContain(
      'Steps stand in the order of “as it is”; “Another order: B comes while A is still busy” and “Another order: B looks when A is done” take them in another one.',
    );
    const json = await compare('duplicate-book', '--variants', '--format', 'json');
    const { runs } = JSON.parse(json) as CompareReport;
    expect(runs.map(({ variant, isInOtherOrder = false }) => [variant, isInOtherOrder])).toEqual([
      [undefined, false],
      ['unique-index', false],
      ['for-update', false],
      ['later', true],
      ['old-snapshot', true],
    ]);
  });

  it('tells a dirty read from a clean one, though both are two rows', async () => {
    const { stdout, stderr, exitCode } = await isolab('compare', await fileWith('levels'));
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toContain('taken-back at its levels, as it is\n');
    expect(stdout).toContain('≠ is otherwise than at REPEATABLE READ.\n');
    const [, read = ''] = /^4 B> .*\n([\s\S]*?)\n\n/m.exec(stdout) ?? [];
    expect(read.split('\n')).toEqual([
      ' ≠ READ UNCOMMITTED: 2 rows of k, v',
      '     1, 501',
      '     2, 60',
      '   READ COMMITTED, REPEATABLE READ: 2 rows of k, v',
      '     1, 50',
      '     2, 60',
      ' ≠ SERIALIZABLE: ‖ waits for A, then 2 rows of k, v',
      '     1, 50',
      '     2, 60',
    ]);
    // In the step, and in what is the name of it at the end.
    expect(stdout.match(/≠ [A-Z]/g)).toHaveLength(3);
    expect(stdout).toContain('\nAt the end:\n ≠ READ UNCOMMITTED: ');
    expect(stdout).toContain('aborted read (G1a, P1)');
    expect(stdout).toMatch(/committed rows of pair:\n {3}all: 2 rows\n$/);
  });

  it('holds the others against the level that is asked for', async () => {
    const file = await fileWith('measure');
    const { stdout } = await isolabHere('compare', file, '--level', 'ru', '--format', 'json');
    const report: CompareReport = JSON.parse(stdout);
    expect(report).toMatchObject({ format: 1, lesson: 'taken-back', by: 'level' });
    expect(report.runs.map(({ level, isMeasure }) => [level, isMeasure])).toEqual([
      ['READ UNCOMMITTED', true],
      ['READ COMMITTED', false],
      ['REPEATABLE READ', false],
      ['SERIALIZABLE', false],
    ]);
    expect(report.steps.map(({ differs }) => differs)).toEqual([false, false, false, true, false]);
    expect(report.steps[3]?.outcomes.map((one) => one?.differs)).toEqual([false, true, true, true]);
    expect(report.steps[3]?.outcomes[0]?.outcome).toMatchObject({
      kind: 'taken',
      waits: [],
      outcome: {
        kind: 'rows',
        columns: ['k', 'v'],
        rows: [
          ['1', '501'],
          ['2', '60'],
        ],
      },
    });
    expect(
      report.end.outcomes.map((one) => one?.outcome.happened?.anomalies.map(({ kind }) => kind)),
    ).toEqual([['G1a'], [], [], []]);
    expect(report.tables).toMatchObject([{ name: 'pair', differs: false }]);
  });

  const variants = `variants:
  locked:
    title: "Half a fix: B reads with a lock | and a bar"
    about: B waits.
    steps: { read: { sql: SELECT k FROM pair FOR SHARE } }
`;

  it('compares variants at one level, as a table in Markdown, too', async () => {
    const file = await fileWith('variants', variants);
    const { stdout, exitCode } = await isolabHere(
      'compare',
      file,
      '--variants',
      '-l',
      'rc',
      '-f',
      'markdown',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('taken-back in its variants at READ COMMITTED\n');
    expect(stdout).toContain('≠ is otherwise than in the lesson as it is.\n');
    expect(stdout).toContain(String.raw`- locked (Half a fix: B reads with a lock \| and a bar)`);
    expect(stdout).toContain('|  | Step | **as it is** | locked |\n| --: | --- | --- | --- |\n');
    expect(stdout).toMatch(
      /\| 4 \| .* \| \*\*≠\*\* SELECT k FROM pair FOR SHARE<br>‖ waits for A, then 2 rows of k<br>1<br>2 \|\n/,
    );
  });

  it('says once what is wrong with one of them, compares the others, and ends with 2', async () => {
    const broken = `${variants}  broken: { title: Broken, about: No., setup: NONSENSE }\n`;
    const { stdout, exitCode } = await isolabHere('compare', await fileWith('broken', broken), '--variants');
    expect(exitCode).toBe(2);
    expect(stdout.match(/✗ broken: .*NONSENSE/gs)).toHaveLength(1);
    expect(stdout).toMatch(/1 A> START TRANSACTION\n {3}as it is, locked: OK\n/);
  });

  it('Ctrl-C ends all of them, and leaves nothing on the server', async () => {
    const table = `t_${randomUUID().slice(0, 8)}`;
    const file = await fileWith('waiting');
    await writeFile(file, waitingLesson.replaceAll(/\bt\b(?= \(| VALUES|$)/gm, table));
    const admin = await Client.open(inject('mysql'));
    const child = start(['compare', file]);
    const gone = ended(child);
    const patience = { timeout: 60_000, interval: 20 };
    await vi.waitFor(async () => {
      const { rows } = await admin.query(
        `SELECT COUNT(*) FROM performance_schema.processlist WHERE INFO = 'DELETE FROM ${table}'`,
      );
      expect(rows).toEqual([['4']]);
    }, patience);
    child.kill('SIGINT');
    expect(await gone).toEqual({ stdout: '', stderr: '', exitCode: 130 });
    const { rows } = await admin.query(
      `SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = '${table}'`,
    );
    expect(rows).toEqual([]);
    admin.destroy();
  });

  it('says what is wrong with all of them as run does', async () => {
    const file = await fileWith('nonsense');
    await writeFile(file, lesson.replace('CREATE TABLE', 'NONSENSE'));
    const { stdout, stderr, exitCode } = await isolabHere('compare', file);
    const alone = await isolabHere('run', file);
    expect({ stdout, stderr, exitCode }).toEqual({ stdout: '', stderr: alone.stderr, exitCode: 2 });
  });

  it.each([
    ['two comparisons', ['--levels', '--variants'], /two comparisons/],
    ['no variants', ['--variants'], /has no variants: there is nothing to compare/],
    ['a level that is none', ['--level', 'x'], /no isolation level x/],
    ['a variant that is none', ['--variant', 'x'], /no variant/],
    ['a format that is none', ['--format', 'xml'], /no format xml/],
  ])('refuses %s', async (_, options, message) => {
    const { stdout, stderr, exitCode } = await isolabHere('compare', await fileWith('plain'), ...options);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(message);
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HistoryReport } from '../../src/report/textbook/json.ts';
import { isolab, scratch } from './isolab.ts';
import { isolabHere } from './isolab-here.ts';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
const section = /^## Textbook histories$(.*?)^## /ms.exec(readme)?.[1] ?? '';

const lostUpdate = 'r1(x) w2(x) c2 w1(x) c1';

describe('isolab history', () => {
  it('prints what README.md shows', async () => {
    const shown = /```text\n(.*?)```/s.exec(section)?.[1] ?? '';
    const { stdout, stderr, exitCode } = await isolab('history', lostUpdate);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    // A long path stands in a line of its own.
    const placeless = (text: string) => text.replace(/^MySQL .*(\n\S*mysql\.sock)?$/m, 'MySQL …');
    expect(placeless(stdout)).toBe(placeless(shown));
  });

  it('writes a lesson that check accepts and verify proves, and JSON', async () => {
    await using folder = await scratch();
    const file = join(folder.path, 'two-of-them.yaml');
    const words = [
      'r1[x=50]',
      'rf2[x]',
      'w2(x)',
      'w1(x)',
      '-l',
      'rr',
      '-l',
      'ru',
      '-f',
      'json',
      '--save',
      file,
    ];
    const { stdout, stderr, exitCode } = await isolabHere('history', ...words);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`Wrote ${file}.\n  isolab ${file} --level rr `);
    const { history, added, before, levels } = JSON.parse(stdout) as HistoryReport;
    expect({ history, added, before }).toEqual({
      history: 'r1(x=50) rf2(x) w2(x) w1(x) c2 c1',
      added: ['c2', 'c1'],
      before: [{ item: 'x', value: '50' }],
    });
    expect(levels.map(({ level, likeSerial }) => [level, likeSerial])).toEqual([
      ['READ UNCOMMITTED', 'no'],
      ['REPEATABLE READ', 'no'],
    ]);
    expect(levels[0]?.steps[3]).toEqual({
      operation: 'w1(x)',
      transaction: 'T1',
      wrote: '101',
      waited: { for: ['T2'], until: { operation: 'c2' } },
    });
    expect(await readFile(file, 'utf8')).toMatch(/^format: 1\nid: two-of-them\ntitle: Two of them\n/);
    expect(await isolabHere('check', file)).toMatchObject({ exitCode: 0 });
    expect(await isolabHere('verify', file)).toMatchObject({ exitCode: 0 });
    const again = await isolabHere('history', lostUpdate, '--save', file);
    expect(again).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('finds the serial order of many transactions by what they depend on', async () => {
    const text = 'r1(x) w2(x) w1(x=7) w3(x) r4(y) r5(y) w6(z) w7(u) r8(u) r9(v) c1 c2';
    const { stdout } = await isolabHere('history', text, '-l', 'rr', '-f', 'json');
    const { history, paper, levels } = JSON.parse(stdout) as HistoryReport;
    expect(history).toBe(`${text} c3 c4 c5 c6 c7 c8 c9`);
    expect(paper.isConflictSerializable).toBe(false);
    expect(levels).toHaveLength(1);
    const { likeSerial, like = [], tried, happened } = levels[0] ?? {};
    expect(likeSerial).toBe('yes');
    expect(like).toHaveLength(9);
    expect(like.filter((one) => ['T1', 'T2', 'T3'].includes(one))).toEqual(['T1', 'T2', 'T3']);
    expect(tried).toBeLessThan(5);
    expect(happened?.anomalies.map(({ kind }) => kind)).toEqual(['P4']);
  });

  it('explains a name by who rolled back, and warns of a number that is nearly surely wrong', async () => {
    const text = 'r1(x) w2(x) w2(y) c2 r1(y) a1 c3';
    const { stdout } = await isolabHere('history', text, '-l', 'rc');
    const lines = stdout.split('\n');
    expect(lines[1]).toBe('! column 31: T3 neither reads nor writes. Is the number in c3 the right one?');
    expect(lines).toContain('  Recoverable: who commits has read only from those who committed before.');
    expect(lines.slice(-6)).toEqual([
      '  ✓ As good as T2, T3.',
      '  ✗ read skew (A5A, G-single)',
      '    T1 ─rw(x)→ T2 ─wr(y)→ T1',
      '  Both are true. The order is of those who committed. T1 rolled back and does',
      '  not count there: the name is for what came before that.',
      '',
    ]);
  });

  it('has help that fits into 80 columns, with examples', async () => {
    const { stdout } = await isolabHere('history', '--help');
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('Server options:');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('says what is wrong before a server starts', async () => {
    const wrong = async (...args: readonly string[]) => {
      const { stderr, exitCode, stdout } = await isolabHere('history', ...args, '--server', 'docker');
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      return stderr;
    };
    expect(await wrong('r1(x)', 'q2(x)')).toBe(
      [
        'isolab: column 7: q2(x) is no operation: there are r1(x), rs1(x), rf1(x), w1(x), b1, c1 and a1.',
        '  r1(x) q2(x)',
        '        ^',
        '  → For instance isolab history "r1(x) w2(x) c2 w1(x) c1"\n',
      ].join('\n'),
    );
    expect(await wrong()).toContain('There is no history.');
    expect(await wrong('-')).toContain('The history is empty.');
    expect(await wrong(lostUpdate, '--open')).toContain('--open needs a terminal');
    expect(await wrong(lostUpdate, '--open', '-f', 'json')).toContain('Choose one of them.');
    expect(await wrong(lostUpdate, '--save', 'lesson.txt')).toContain('--save lesson.yaml');
    await using folder = await scratch();
    const taken = join(folder.path, 'taken.yaml');
    await writeFile(taken, '');
    expect(await wrong(lostUpdate, '--save', taken)).toContain('it is there already');
    expect(await wrong(lostUpdate, '--save', join(taken, 'lesson.yaml'))).toContain('its folder is a file');
    expect(await wrong(lostUpdate, '--level', 'high')).toContain('There is no isolation level high.');
  });
});

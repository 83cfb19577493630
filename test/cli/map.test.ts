import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { glossary } from '../../src/engine/words/glossary.ts';
import type { MapReport } from '../../src/report/map/json.ts';
import { isolab } from './isolab.ts';
import { isolabHere } from './isolab-here.ts';

describe('isolab map', () => {
  it('is filled by runs of the lessons that are named', async () => {
    const { stdout, stderr, exitCode } = await isolab('map', 'lost-update', 'phantom-read');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatch(/^As 8 runs of 2 lessons have shown, each at its levels\.\nMySQL \S+, /m);
    expect(stdout).toMatch(/^P4 lost update {2,}≠ happens +≠ happens +≠ happens +✓ deadlock$/m);
    expect(stdout).toMatch(/^P3 phantom read {2,}≠ happens +≠ happens +≠ locking +✓ waits$/m);
    expect(stdout).toMatch(/^A5B write skew {2,}· +· +· +·$/m);
    expect(stdout).toContain('\nP4  lost-update (RU RC RR)\n');
    expect(stdout).toContain('\nP3  phantom-read (RU RC RR)\nG0  none; tried by lost-update (RU RC RR)\n');
    expect(stdout).toMatch(/^P3 phantom read {2,}allowed +allowed +allowed +ruled out$/m);
    for (const { code, name } of glossary) expect(stdout).toContain(`\n${code}  ${name}. `);
  });

  it('is Markdown and JSON, and says what lesson there is not', async () => {
    const markdown = await isolabHere('map', 'lost-update', '--format', 'markdown');
    expect(markdown.stdout).toContain(
      '\n| P4 lost update | ≠ happens | ≠ happens | ≠ happens | ✓ deadlock | lost-update (RU RC RR) |\n',
    );
    const { stdout } = await isolabHere('map', 'lost-update', '-f', 'json');
    const { anomalies, runs } = JSON.parse(stdout) as MapReport;
    expect(runs.map(({ lesson, level }) => `${lesson} ${level}`)).toEqual([
      'lost-update READ UNCOMMITTED',
      'lost-update READ COMMITTED',
      'lost-update REPEATABLE READ',
      'lost-update SERIALIZABLE',
    ]);
    expect(anomalies.find(({ kind }) => kind === 'P4')?.cells[0]?.lessons).toEqual(['lost-update']);
    expect(await isolabHere('map', 'lost-updat')).toMatchObject({ stdout: '', exitCode: 2 });
  });

  it('tells of the letters alone, without a server', async () => {
    const { stdout, stderr } = await isolabHere('map', '--letters');
    expect([stderr, stdout.split('\n').filter((line) => /^\S+ {2}/.test(line))]).toEqual([
      '',
      glossary.map(({ code, name }) => expect.stringContaining(`${code}  ${name}. `)),
    ]);
    expect(await isolabHere('map', 'lost-update', '--letters')).toMatchObject({ stdout: '', exitCode: 2 });
  });

  it('prints what README.md shows', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const { stdout, stderr } = await isolabHere('map');
    expect(stderr).toBe('');
    const [, table = ''] = stdout.split('\n\n');
    expect(table.split('\n')).toHaveLength(16);
    const made = readme.replace(/(^## The map$.*?```text\n).*?(\n```)/ms, `$1${table}$2`);
    await expect(made).toMatchFileSnapshot('../../README.md', 'npx vitest run test/cli/map -u renews it');
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExploreReport } from '../../src/report/explore/json.ts';
import { isolab, scratch } from './isolab.ts';
import { isolabHere } from './isolab-here.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
const at = (name: string): string => join(folder.path, name);

const request = `START TRANSACTION;
SELECT id FROM books WHERE name = 'Sapiens';     -- reject if found: already there
INSERT INTO books (name) VALUES ('Sapiens');     -- on 1062: already there
COMMIT;                                          -- answer: stored
`;

const promise = 'SELECT name FROM books GROUP BY name HAVING COUNT(*) > 1';

beforeAll(async () => {
  folder = await scratch();
  await writeFile(
    at('schema.sql'),
    'CREATE TABLE books (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(99));\n',
  );
  await writeFile(at('a.sql'), request);
  await writeFile(at('b.sql'), request);
});
afterAll(() => folder[Symbol.asyncDispose]());

const own = (): readonly string[] => [
  at('a.sql'),
  at('b.sql'),
  '--setup',
  at('schema.sql'),
  '--promise',
  promise,
];

describe('isolab explore with scripts in SQL', () => {
  it('counts as it counts a lesson of the same, and saves the shortest bad order as a lesson', async () => {
    const { stdout, stderr, exitCode } = await isolab(
      'explore',
      ...own(),
      '--format',
      'json',
      '--save',
      at('bad.yaml'),
    );
    const report: ExploreReport = JSON.parse(stdout);
    expect(exitCode).toBe(1);
    const broken = report.cases.map(({ level, outcomes }) => [
      level,
      outcomes.reduce(
        (sum, { promise: kept, interleavings }) => sum + (kept === 'broken' ? Number(interleavings) : 0),
        0,
      ),
    ]);
    expect(Object.fromEntries(broken)).toEqual({
      'READ UNCOMMITTED': 36,
      'READ COMMITTED': 60,
      'REPEATABLE READ': 60,
      SERIALIZABLE: 0,
    });
    expect(stderr).toContain('bad.yaml');
    const text = await readFile(at('bad.yaml'), 'utf8');
    expect(text).toMatch(/^# The shortest bad order of all, at REPEATABLE READ/);
    const checked = await isolabHere('run', at('bad.yaml'), '--level', 'rr');
    expect(checked.stdout).toContain('✗ It is violated');
    // Once more the file is somebody's.
    const again = await isolabHere('explore', ...own(), '--save', at('bad.yaml'));
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('is there already');
  });

  it.each([
    ['nothing at all', () => [], 'There is nothing to explore'],
    ['two lessons', () => ['lost-update', 'write-skew'], 'One lesson is explored at a time'],
    ['a script and a lesson', () => [at('a.sql'), 'lost-update'], 'lost-update is no script in SQL'],
    ['a script that is not there', () => [at('nobody.sql')], 'does not exist'],
    [
      'what is for scripts, with a lesson',
      () => ['lost-update', '--promise', promise],
      '--promise is about scripts',
    ],
    [
      'connections without a log',
      () => [at('a.sql'), '--connection', '1'],
      '--connection is about the connections',
    ],
    ['a log beside scripts', () => [at('a.sql'), '--from', at('b.sql')], 'no scripts beside it'],
  ])('refuses %s', async (_, args, says) => {
    const { stderr, exitCode } = await isolabHere('explore', ...args());
    expect(stderr).toContain(says);
    expect(exitCode).toBe(2);
  });

  it('explores the connections of a general log', async () => {
    const line = (id: number, sql: string): string => `2026-12-01T10:00:00.000000Z\t   ${id} Query\t${sql}\n`;
    const statements = ['START TRANSACTION', "INSERT INTO books (name) VALUES ('Dune')", 'COMMIT'];
    const log =
      statements.flatMap((sql) => [line(12, sql), line(15, sql)]).join('') + line(16, 'SHOW TABLES');
    await writeFile(at('general.log'), log);
    const args = ['--from', at('general.log'), '--setup', at('schema.sql'), '--promise', promise];
    const { stdout, exitCode } = await isolab('explore', ...args, '--level', 'rc', '--format', 'json');
    const { cases }: ExploreReport = JSON.parse(stdout);
    expect(exitCode).toBe(1);
    expect(cases).toMatchObject([{ of: 20, whole: true }]);
    // Both insert in every order, without looking.
    expect(cases[0]?.outcomes).toMatchObject([{ kind: 'broken', interleavings: 20 }]);
  });
});

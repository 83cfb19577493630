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
    expect(report.shortestBad.map(({ command }) => command?.includes('bad.yaml --level'))).toEqual([
      true,
      true,
      true,
    ]);
    const text = await readFile(at('bad.yaml'), 'utf8');
    expect(text).toMatch(/^# The shortest bad order of all, at REPEATABLE READ/);
    expect(text).toMatch(/^id: bad\ntitle: Bad$/m);
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
    [
      'a place where nothing can be saved',
      () => [at('a.sql'), '--save', at('nowhere/x.yaml')],
      'there is no such place',
    ],
    ['a place in a file', () => [at('a.sql'), '--save', at('schema.sql/x.yaml')], 'its folder is a file'],
    [
      'a lesson that is called like none',
      () => [at('a.sql'), '--save', at('x.json')],
      'ends in .yaml or .yml',
    ],
    [
      'a promise that is no query',
      () => [at('a.sql'), '--promise', 'SELEC'],
      '--promise is a statement that has no rows to give',
    ],
    ['a log beside scripts', () => [at('a.sql'), '--from', at('b.sql')], 'no scripts beside it'],
  ])('refuses %s', async (_, args, says) => {
    const { stderr, exitCode } = await isolabHere('explore', ...args());
    expect(stderr).toContain(says);
    expect(exitCode).toBe(2);
  });

  it('names the file, the line and the option of what the server refuses', async () => {
    await writeFile(at('wrong.sql'), 'CREATE TABLE books (id INT);\n\nINSERT INTO nope VALUES (1);\n');
    const setup = await isolabHere('explore', at('a.sql'), '--setup', at('wrong.sql'));
    expect(setup.stderr).toMatch(
      /wrong\.sql:3: the setup failed\.\n {2}INSERT INTO nope VALUES \(1\)\n {2}ERROR 1146 \(ER_NO_SUCH_TABLE\): Table 'nope' doesn't exist\n {2}→ Correct this statement in .*wrong\.sql/,
    );
    const forgotten = await isolabHere('explore', at('a.sql'), '--promise', promise);
    expect(forgotten.stderr).toMatch(
      /The query of --promise failed: Table 'books' doesn't exist\n {2}→ Was --setup forgotten\?/,
    );
    const column = ['--promise', 'SELECT x FROM books', '--level', 'rc'];
    const wrong = await isolabHere('explore', at('a.sql'), '--setup', at('schema.sql'), ...column);
    expect(wrong.stderr).toMatch(
      /The query of --promise failed: Unknown column 'x'.*\n {2}→ Correct it: --promise 'SELECT x FROM books'/,
    );
    await writeFile(at('keep.sql'), 'SELECT id, name FROM books; -- keep book = title\n');
    const kept = await isolabHere('explore', at('keep.sql'), '--setup', at('schema.sql'), '--level', 'rc');
    expect(kept.stdout).toMatch(
      /^! Step 1 of A is asked for the column title, and returns only id and name\.$/m,
    );
    for (const { stdout, stderr, exitCode } of [setup, forgotten, wrong]) {
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
      expect(stderr).not.toMatch(/lesson|isolab_/);
    }
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

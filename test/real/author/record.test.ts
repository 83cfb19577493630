import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../../src/author/diff.ts';
import { recordLesson } from '../../../src/author/record.ts';
import type { RecordOptions } from '../../../src/author/record-options.ts';
import { runToEnd } from '../../../src/author/run-to-end.ts';
import { editYaml } from '../../../src/author/yaml-edit.ts';
import { judge } from '../../../src/engine/judge/judge.ts';
import { isLessonFile } from '../../../src/lesson/lesson-file-name.ts';
import { parseLesson } from '../../../src/lesson/parse.ts';
import { scriptOf } from '../../../src/lesson/script.ts';

import type { LabWithRedis } from '../../../src/redis/with-redis.ts';
import { casesOf } from '../../../src/verify/cases.ts';
import { workOff } from '../../../src/verify/work-off.ts';
import { isSoak, seedOf } from '../../campaign.ts';
import { Random } from '../../e2e/monkey/random.ts';
import { clock } from '../../mysql/real-lab.ts';
import { openLabWithRedis } from '../../redis/real-redis.ts';
import { stripped } from './stripped.ts';

let lab: LabWithRedis;
beforeAll(async () => {
  lab = await openLabWithRedis();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** Sandboxes at the same time: most of their time they wait. */
const jobs = 4;

const record = (text: string, options: Partial<RecordOptions> = {}) =>
  recordLesson({
    text,
    server: lab,
    clock,
    signal: new AbortController().signal,
    update: false,
    jobs,
    repeat: 10,
    ...options,
  });

/**
 * What fresh runs find wrong or unproven: the lesson at every level, each variant at the one that it starts with.
 * Recording has judged everything that it wrote by two runs of its own.
 */
const verified = async (text: string) => {
  const lesson = parseLesson(text);
  const { signal } = new AbortController();
  const findings: unknown[] = [];
  const fresh = casesOf([lesson]).filter(({ variant, level }) => !variant || level === lesson.level);
  await workOff(fresh, jobs, signal, async ({ id, proves }) => {
    if (proves.kind !== 'steps') return;
    const state = await runToEnd(proves.script, { server: lab, clock, signal });
    const open = judge(state).filter(({ verdict }) => verdict !== 'holds');
    findings.push(...open.map((finding) => ({ id, ...finding })));
  });
  return findings;
};

/** Lines that are gone; an expectation may have been put into one that is in braces. */
const linesLost = (before: string, after: string): readonly string[] => {
  const diff = unifiedDiff(before, after, 'x');
  const linesThat = (wanted: 'added' | 'removed') =>
    diff.flatMap(({ kind, text }) => (kind === wanted ? text.slice(1) : []));
  const added = linesThat('added');
  return linesThat('removed').filter((line) => !added.some((longer) => isWithin(line, longer)));
};

/** Are all characters of a line in a longer one, in their order? */
const isWithin = (line: string, longer: string): boolean => {
  let at = 0;
  for (const character of longer) if (character === line.charAt(at)) at += 1;
  return at === line.length;
};

const lessons = new URL('../../../lessons/', import.meta.url);

/** Of an exercise's steps nothing is claimed: `isolab record` refuses one. */
const isExercise = (name: string): boolean =>
  /^exercise:/m.test(readFileSync(new URL(name, lessons), 'utf8'));

const shipped = new Random(seedOf(process.env)).eachOnce(
  readdirSync(lessons).filter((name) => isLessonFile(name) && !isExercise(name)),
);

describe('a shipped lesson without its expectations', () => {
  for (const name of isSoak ? shipped : shipped.slice(0, 2)) {
    it(`${name} is recorded to one that verifies, and nothing that was there is lost`, async () => {
      const before = stripped(readFileSync(new URL(name, lessons), 'utf8'));
      const { after, open } = await record(before);
      expect(open).toEqual([]);
      expect(await verified(after)).toEqual([]);
      expect(linesLost(before, after)).toEqual([]);
      // The longest makes 130 runs: 150 s on two processors with 25 others at work.
    }, 900_000);
  }
});

describe('a shipped lesson as it is', () => {
  it('is not changed by recording, with or without update', async () => {
    const text = readFileSync(new URL('aborted-read.yaml', lessons), 'utf8');
    for (const update of [false, true])
      expect(await record(text, { update })).toMatchObject({ after: text, open: [] });
  });

  it('whose claims have become wrong is right again after an update, with only these changed', async () => {
    const right = readFileSync(new URL('duplicate-book.yaml', lessons), 'utf8');
    const wrong = editYaml(right, [
      { path: ['steps', 5, 'expect', 'SERIALIZABLE', 'error'], data: 1205 },
      { path: ['end', 'default', 'tables', 'books'], data: [['1', 'A brief history of the world']] },
      {
        path: ['variants', 'unique-index', 'steps', 'insert_b', 'expect', 'default', 'waits_for'],
        data: 'B',
      },
      { path: ['variants', 'unique-index', 'steps', 'commit_b', 'expect'], data: { affected: 0 } },
    ]);
    const { after, open } = await record(wrong, { update: true });
    expect(open).toEqual([]);
    expect(await verified(after)).toEqual([]);
    const comments = (text: string) => text.match(/^\s*#.*$/gm);
    expect(comments(after)).toEqual(comments(right));
    const changed = unifiedDiff(wrong, after, 'x').filter(({ kind }) => kind === 'added');
    expect(changed.length).toBeLessThan(12);
  });
});

const lesson = (...rest: readonly string[]): string =>
  `${['format: 1', 'id: x', 'title: X', 'topic: test', 'summary: A test.', ...rest].join('\n')}\n`;

describe('values that no lesson can know', () => {
  it('are written as names, and the file verifies', async () => {
    const { after, open } = await record(
      lesson(
        'levels: [READ COMMITTED]',
        'setup: CREATE TABLE t (id VARCHAR(36) PRIMARY KEY, made_by BIGINT);',
        'watch: [t]',
        'steps:',
        '  - A: SELECT CONNECTION_ID() AS me, 7 AS seven',
        '  - A: INSERT INTO t VALUES (UUID(), CONNECTION_ID())',
        '  - A: SELECT * FROM t',
      ),
    );
    expect(open).toEqual([]);
    expect(after).toContain('expect: [[$me, 7]]');
    expect(after).toContain('expect: [[$id, $me]]');
    expect(after).toContain('end: { tables: { t: [[$id, $me]] }, rolled_back: none }');
    expect(await verified(after)).toEqual([]);
  });

  it('of a table without a primary key do not get into the key of a lock', async () => {
    const { after, open } = await record(
      lesson(
        'levels: [SERIALIZABLE]',
        'setup: CREATE TABLE t (n INT); INSERT INTO t VALUES (1);',
        'steps:',
        '  - A: START TRANSACTION',
        '  - A: UPDATE t SET n = 2',
        '  - B: UPDATE t SET n = 3',
        '  - A: COMMIT',
      ),
    );
    expect(open).toEqual([]);
    expect(after).toMatch(
      /waits_for: A\n {6}on: \{ kind: [a-z-]+, table: t, index: GEN_CLUST_INDEX, mode: X \}/,
    );
    expect(await verified(after)).toEqual([]);
  });

  it('have the names that the lesson uses already', async () => {
    const { after, open } = await record(
      lesson(
        'levels: [READ COMMITTED]',
        'setup: CREATE TABLE books (id INT AUTO_INCREMENT PRIMARY KEY, copies INT);',
        'watch: [books]',
        'steps:',
        '  - A: INSERT INTO books VALUES (NULL, 1)',
        '  - A: SELECT id, copies FROM books',
        '    expect: { rows: [[$first, 1]] }',
        '  - A: SELECT copies, id FROM books',
      ),
    );
    expect(open).toEqual([]);
    expect(after).toContain('expect: [[1, $first]]');
    expect(after).toContain('tables: { books: [[$first, 1]] }');
  });
});

it('exact texts come back as they are: quotes, line breaks, numbers, NULL, and words that YAML knows', async () => {
  const values = [
    "'it''s'",
    "'a\\nb'",
    "'null'",
    'NULL',
    "'NULL'",
    '1.10',
    "'007'",
    "'$x: #'",
    "''",
    "' '",
    "'é\u2028'",
  ];
  const { after, open } = await record(
    lesson('levels: [READ COMMITTED]', 'steps:', '  - A: |', `      SELECT ${values.join(', ')}`),
  );
  expect(open).toEqual([]);
  expect(await verified(after)).toEqual([]);
  const { steps } = scriptOf(parseLesson(after));
  expect(steps[0]?.expect?.rows).toEqual({
    kind: 'exact',
    rows: [["it's", 'a\nb', 'null', null, 'NULL', '1.10', '007', '$x: #', '', ' ', 'é\u2028']],
  });
});

it('a lesson whose setup fails is told as that, and leaves nothing', async () => {
  const broken = lesson('setup: CREATE TABLE t (id NONSENSE)', 'steps:', '  - A: SELECT 1');
  await expect(record(broken)).rejects.toThrow(/NONSENSE/);
});

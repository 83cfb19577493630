import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scratch } from './isolab.ts';
import { isolabHere as isolab } from './isolab-here.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
beforeAll(async () => {
  folder = await scratch();
});
afterAll(() => folder[Symbol.asyncDispose]());

const report = z.object({
  script: z.object({ order: z.string().optional(), steps: z.array(z.object({ session: z.string() })) }),
  timeline: z.array(z.object({ kind: z.string(), session: z.string() })),
  violations: z.object({ rows: z.array(z.unknown()) }),
  findings: z.array(z.unknown()),
});

describe('run --order', () => {
  it('takes the steps in that order, claims nothing, and tells what became of the promise', async () => {
    const file = join(folder.path, 'run.ndjson');
    const order = ['duplicate-book', '--order', 'aaaa bbbb'];
    const { stdout, exitCode } = await isolab('run', ...order, '--record', file);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('duplicate-book at REPEATABLE READ · in the order AAAABBBB');
    expect(stdout).toContain('✓ It holds: A book is stored once.');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('were not held against this one.');
    expect(stdout).not.toContain('↳');
    const replayed = await isolab('replay', file, '--format', 'text');
    expect(replayed).toMatchObject({ exitCode: 0, stdout });
    const json = await isolab('replay', file, '--format', 'json');
    const { script, timeline, violations, findings } = report.parse(JSON.parse(json.stdout));
    expect(script.order).toBe('AAAABBBB');
    expect(violations.rows).toEqual([]);
    expect(findings).toEqual([]);
    const sent = timeline.filter(({ kind }) => kind === 'statement').map(({ session }) => session);
    expect(sent.join('')).toMatch(/^A{4}B+$/);
  });

  it('still defers who is blocked', async () => {
    const at = ['--level', 's', '--order', 'AABBAABB', '--format', 'json'];
    const { stdout, exitCode } = await isolab('run', 'duplicate-book', ...at);
    expect(exitCode).toBe(0);
    expect(report.parse(JSON.parse(stdout)).timeline).toContainEqual(
      expect.objectContaining({ kind: 'defer', session: 'A' }),
    );
  });

  it("is the lesson's own run where it is its own order", async () => {
    const { stdout, exitCode } = await isolab('run', 'duplicate-book', '--order', 'AABBABAB', '-f', 'json');
    const { script, findings } = report.parse(JSON.parse(stdout));
    expect(exitCode).toBe(0);
    expect(script.order).toBeUndefined();
    expect(findings.length).toBeGreaterThan(5);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    [
      'a short one',
      ['run', 'duplicate-book', '--order', 'AABB'],
      ['A has 4 steps and gets 2 turns', 'AABBABAB'],
    ],
    ['one of others', ['present', 'duplicate-book', '--order', 'CD'], ["no step is C's or D's"]],
    ['one of no lesson', ['--order', 'AABB'], ['none is named', 'isolab LESSON --order AABB']],
  ])('is refused where it is %s', async (_, args, wanted) => {
    const { stdout, stderr, exitCode } = await isolab(...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    for (const words of wanted) expect(stderr).toContain(words);
  });
});

describe('a variant with an order of its own', () => {
  it('is checked, recorded, proved, and compared as any other', async () => {
    const file = join(folder.path, 'reorder.yaml');
    await writeFile(
      file,
      `format: 1
id: reorder
title: The same steps in another order
topic: test
summary: A variant that wants only another order of the same steps.
setup: |
  CREATE TABLE t (k INT PRIMARY KEY, v INT NOT NULL);
  INSERT INTO t VALUES (1, 5);
steps:
  - A: START TRANSACTION
  - B: START TRANSACTION
  - A: SELECT v FROM t WHERE k = 1
  - B: UPDATE t SET v = 6 WHERE k = 1
  - B: COMMIT
  - A: SELECT v FROM t WHERE k = 1
    as: again
  - A: COMMIT
variants:
  late:
    title: A reads once more before B commits
    about: Another order.
    takes: ABABABA
`,
    );
    expect((await isolab('check', file)).stdout).toContain('3 unproven, 5 warnings');
    expect(await isolab('record', file)).toMatchObject({ exitCode: 0 });
    expect((await readFile(file, 'utf8')).replace(/^.*takes/s, 'takes')).toBe(`takes: ABABABA
    steps:
      again:
        expect:
          default: [[5]]
          READ UNCOMMITTED: [[6]]
`);
    expect(await isolab('verify', file)).toMatchObject({ exitCode: 0 });
    const { stdout } = await isolab('compare', file, '--variants', '--level', 'rc');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Steps stand in the order of “as it is”; “A reads once more before B commits” takes them in another one.',
    );
    expect((await isolab('run', file, '--variant', 'late')).stdout.replaceAll(/\s+/g, ' ')).toContain(
      'variant late: A reads once more before B commits · in the order ABABABA',
    );
  });
});

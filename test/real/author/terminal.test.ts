import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { scratch } from '../../cli/isolab.ts';
import { urlOf } from '../../e2e/server-url.ts';
import { TestTerminal } from '../../e2e/terminal.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
let file: string;
beforeEach(async () => {
  folder = await scratch();
  file = await folder.write('mine.yaml', lesson);
  return () => folder[Symbol.asyncDispose]();
});

const lesson = `format: 1
id: mine
title: Mine
topic: test
summary: A test.
levels: [READ COMMITTED]
steps:
  - A: SELECT 6 * 7
`;

const expectation = '    expect: [[42]]\n';

const terminal = (...args: readonly string[]) =>
  new TestTerminal({ columns: 100, rows: 40, args, env: { ISOLAB_URL: urlOf(inject('mysql')) } });

describe('record on a terminal', () => {
  const question = 'Write this to';

  it('shows the changes in colour, asks, and writes after a yes', async () => {
    await using shown = terminal('record', file);
    expect(await shown.waitFor(question)).toContain('+    expect: [[42]]');
    expect(shown.written).toContain('\u001B[32m+    expect');
    expect(await readFile(file, 'utf8')).toBe(lesson);
    shown.type('y\r');
    expect((await shown.exited).exitCode).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(lesson + expectation);
  });

  it.each([
    ['anything else', '\r', 0],
    ['the end of the input', '\u0004', 0],
    ['Ctrl-C', '\u0003', 130],
  ])('writes nothing after %s', async (_what, keys, exitCode) => {
    await using shown = terminal('record', file);
    await shown.waitFor(question);
    shown.type(keys);
    expect((await shown.exited).exitCode).toBe(exitCode);
    expect(await readFile(file, 'utf8')).toBe(lesson);
    expect(await readdir(folder.path)).toEqual(['mine.yaml']);
  });

  it('does not ask with --yes', async () => {
    await using shown = terminal('record', file, '--yes');
    expect((await shown.exited).exitCode).toBe(0);
    expect(shown.text).not.toContain(question);
    expect(await readFile(file, 'utf8')).toBe(lesson + expectation);
  });
});

describe('watch on a terminal', () => {
  /** A look with its last line: before that, the terminal may have had only a part of it. */
  const whole = (wanted: string) => new RegExp(`${wanted}[\\s\\S]*Waiting for the next save`);

  it('shows the last look alone, follows both ways of saving, and ends with Ctrl-C', async () => {
    await using shown = terminal('watch', file);
    await shown.waitFor(whole('1 outcome is not expected yet'));
    await writeFile(file, lesson + expectation);
    const good = await shown.waitFor(whole('✓ everything that the lesson expects is so'));
    expect(good).not.toContain('not expected yet');
    await writeFile(`${file}~`, lesson.replace('6 * 7', '6 * 8') + expectation);
    await rename(`${file}~`, file);
    const bad = await shown.waitFor(whole('Changed since the last run'));
    expect(bad).toContain('✗ step 1, A: SELECT 6 * 8 (line 8)');
    expect(bad).toMatch(/was +\(42\)\n +now +\(48\)/);
    expect(bad).not.toContain('✓');
    shown.type('\u0003');
    expect((await shown.exited).exitCode).toBe(130);
    expect(shown.isAlternate).toBe(false);
  });
});

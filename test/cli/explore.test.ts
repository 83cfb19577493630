import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Client } from '../../src/mysql/client.ts';
import type { ExploreReport } from '../../src/report/explore/json.ts';
import { OwnLab } from '../e2e/own-lab.ts';
import { ended, isolab, scratch, start } from './isolab.ts';
import { isolabHere } from './isolab-here.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
beforeAll(async () => {
  folder = await scratch();
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Two guests count themselves in; what is read is locked by one of them only, and the script is kind to that. */
const halfLocked = `format: 1
id: guest-count
title: Two guests sign in
topic: tests
summary: Only one of them locks what it reads.
level: READ COMMITTED
levels: [READ COMMITTED, REPEATABLE READ]
setup: |
  CREATE TABLE party (id INT PRIMARY KEY, guests INT NOT NULL);
  INSERT INTO party VALUES (1, 50);
watch: [party]
invariant:
  says: Two guests more have come.
  violations: SELECT guests FROM party WHERE guests <> 52
steps:
  - A: START TRANSACTION
  - B: START TRANSACTION
  - A: SELECT guests INTO @n FROM party WHERE id = 1
  - A: UPDATE party SET guests = @n + 1 WHERE id = 1
  - B: SELECT guests INTO @n FROM party WHERE id = 1
    as: read
  - A: COMMIT
  - B: UPDATE party SET guests = @n + 1 WHERE id = 1
  - B: COMMIT
variants:
  one-locks:
    title: "Fix: B locks what it reads"
    about: A does not.
    prevents: [READ COMMITTED, REPEATABLE READ]
    steps: { read: { sql: SELECT guests INTO @n FROM party WHERE id = 1 FOR UPDATE } }
`;

const reportOf = async (...args: readonly string[]): Promise<ExploreReport> => {
  const { stdout } = await isolabHere('explore', ...args, '--format', 'json');
  return JSON.parse(stdout);
};

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('isolab explore', () => {
  it('counts the orders that violate a promise, tells the shortest as a story, and ends with 1', async () => {
    const { stdout, stderr, exitCode } = await isolab(
      'explore',
      'duplicate-book',
      '--level',
      'rc',
      '--variant',
      'none',
    );
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 });
    expect(stdout).toMatch(/^READ COMMITTED +10 of 70 +60 of 70 +✓+✗+$/mu);
    expect(flat(stdout)).toContain('70 interleavings of 4 + 4 steps');
    expect(stdout).toMatch(/^✗ The promise is violated at READ COMMITTED\.$/m);
    expect(flat(stdout)).toContain('An id that AUTO_INCREMENT gave is a name for the step that drew it');
    expect(stdout).toMatch(/^ {2}isolab duplicate-book --level rc --order [AB]{8}$/m);
    expect(stdout).toMatch(/B> INSERT INTO books/);
    expect(stdout).toMatch(/^✗ It is violated/m);
    expect(flat(stdout)).toContain("2 at a time: the server is not one of isolab's own (--jobs).");
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('shows that a fix holds in the order of the script alone', async () => {
    const file = await folder.write('half.yaml', halfLocked);
    const { stdout, exitCode } = await isolabHere('explore', file, '--jobs', '6');
    expect(exitCode).toBe(1);
    expect(flat(stdout)).toMatch(/✗ at all levels: 48 of 70 still violate the promise, first: [AB]{8}/);
    expect(stdout).not.toContain('at a time');
    const verified = await isolabHere('run', file, '--variant', 'one-locks');
    expect(verified.stdout).toContain('It holds');
  });

  it('ends with 0 where no order violates the promise', async () => {
    const fixed = halfLocked.replaceAll(/WHERE id = 1$/gm, (where, at) =>
      halfLocked.slice(halfLocked.lastIndexOf('\n', at), at).includes('SELECT')
        ? `${where} FOR UPDATE`
        : where,
    );
    const file = await folder.write('fixed.yaml', fixed);
    const { stdout, exitCode } = await isolabHere('explore', file, '--variant', 'none');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^READ COMMITTED +70 of 70 {2}✓+$/mu);
    expect(stdout).not.toContain('shortest order that');
  });

  it('is one document as JSON, in which the counts agree', async () => {
    const report = await reportOf('duplicate-book', '--level', 's', '--jobs', '6');
    expect(report).toMatchObject({
      format: 1,
      lesson: 'duplicate-book',
      broken: false,
      stopped: false,
      failed: [],
    });
    expect(report.cases.map(({ variant }) => variant)).toEqual([
      undefined,
      'unique-index',
      'for-update',
      'later',
      'old-snapshot',
    ]);
    const [plain] = report.cases;
    expect(plain).toMatchObject({ level: 'SERIALIZABLE', of: 70, interleavings: 70, whole: true });
    const sum = (counts: readonly (number | string)[]) =>
      counts.reduce<number>((all, one) => all + Number(one), 0);
    const deadlocks = plain?.outcomes.filter(({ kind }) => kind === 'deadlock') ?? [];
    expect(sum(deadlocks.map(({ interleavings }) => interleavings))).toBe(36);
    for (const { outcomes, orders, of, varying } of report.cases) {
      expect(sum([...outcomes.map((one) => one.interleavings), varying.interleavings])).toBe(of);
      for (const [index, { interleavings }] of outcomes.entries())
        expect(sum(orders.flatMap((one) => (one.outcome === index ? [one.interleavings] : [])))).toBe(
          interleavings,
        );
    }
  });

  it('tells as events what happens', async () => {
    const args = ['duplicate-book', '--level', 'rc', '--variant', 'none', '--format', 'ndjson'];
    const { stdout, exitCode } = await isolabHere('explore', ...args);
    expect(exitCode).toBe(1);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const [types, orders] = [events.map(({ type }) => type), events.filter(({ type }) => type === 'order')];
    expect([...new Set(types)]).toEqual([
      'explore-started',
      'case-started',
      'order',
      'case-finished',
      'explore-finished',
    ]);
    expect(orders.reduce((sum, { interleavings }) => sum + Number(interleavings), 0)).toBe(70);
    expect(events.at(-2)).toMatchObject({ of: 70, runs: orders.length, whole: true });
    expect(events.at(-1)).toMatchObject({ broken: true, stopped: false });
  });

  it('takes whole requests of a handler, and keeps to a bound', async () => {
    const args = ['daily-check-in', '--level', 'rc', '--variant', 'none'];
    const two = await reportOf(...args, '--switches', '0');
    expect(two).toMatchObject({ requests: 2, cases: [{ whole: false, completeSwitches: 0, of: 3432 }] });
    expect(two.cases[0]?.orders.every(({ switches }) => switches === 0)).toBe(true);
    const three = await isolabHere('explore', ...args, '--requests', '3', '--orders', '7');
    expect(flat(three.stdout)).toContain('in every order, 3 whole requests of its application');
    expect(flat(three.stdout)).toMatch(/4·10⁸ interleavings, 7 runs/);
  });

  it('says beside the others what is wrong with one of them, and ends with 2', async () => {
    const broken = `${halfLocked}  wrong: { title: Wrong, about: No., setup: NONSENSE }\n`;
    const { stdout, exitCode } = await isolabHere(
      'explore',
      await folder.write('wrong.yaml', broken),
      '--level',
      'rc',
    );
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^✗ READ COMMITTED, wrong: .*NONSENSE/ms);
    expect(stdout).toMatch(/^READ COMMITTED +10 of 70/m);
  });

  it('Ctrl-C gives what is known so far, and leaves nothing on the server', async () => {
    const admin = await Client.open(inject('mysql'));
    for (const format of ['text', 'json', 'ndjson']) {
      const table = `t_${randomUUID().slice(0, 8)}`;
      const more = ['A', 'B'].map((one) => `  - ${one}: UPDATE party SET guests = guests + 1 WHERE id = 1\n`);
      const long = halfLocked.replace('variants:', `${more.join('').repeat(9)}variants:`);
      const file = await folder.write(`${table}.yaml`, long.replaceAll('party', table));
      const child = start(['explore', file, '--jobs', '1', '--orders', '1000000', '--format', format]);
      const gone = ended(child);
      // Many times as many as there are in one run.
      const isOnItsWay = async () => {
        const { rows } = await admin.query(
          `SELECT SUM(COUNT_WRITE) > 200 FROM performance_schema.table_io_waits_summary_by_table WHERE OBJECT_NAME = '${table}'`,
        );
        expect(rows).toEqual([['1']]);
      };
      await vi.waitFor(isOnItsWay, { timeout: 60_000, interval: 20 });
      child.kill('SIGINT');
      const { stdout, stderr, exitCode } = await gone;
      expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 130 });
      if (format === 'text') expect(stdout).toContain('Stopped before it was over: 0 of 4 cases whole.');
      const last = format === 'ndjson' ? (stdout.trimEnd().split('\n').at(-1) ?? '') : stdout;
      if (format !== 'text') expect(JSON.parse(last)).toMatchObject({ stopped: true });
      const { rows } = await admin.query(
        `SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = '${table}'`,
      );
      expect(rows).toEqual([]);
    }
    admin.destroy();
  });

  it('says that its server died, ends with 3, and leaves nothing', async () => {
    await using lab = await OwnLab.make();
    const env = { ...lab.env, ISOLAB_URL: '' };
    const args = ['explore', 'daily-check-in', '--server', 'embedded', '--format', 'ndjson'];
    const child = start([...args, '--orders', '60'], { env });
    const gone = ended(child);
    const server = await lab.server();
    if (child.stdout === null) throw new Error('No output to read');
    // When one case is over, and another has begun.
    const begun = Promise.withResolvers<void>();
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += String(data);
      if (/"case-finished".*\n.*\n.*"order"/.test(text)) begun.resolve();
    });
    await begun.promise;
    process.kill(server.pid, 'SIGKILL');
    const { stderr, exitCode } = await gone;
    expect(stderr).toMatch(/server.* went away/);
    expect(stderr).not.toContain('Warning');
    expect(exitCode).toBe(3);
    await lab.foldersLeft(0);
  });

  it.each([
    ['a level that is none', ['--level', 'x'], /no isolation level x/],
    ['a level that the lesson has not', ['--level', 's'], /does not run at SERIALIZABLE/],
    ['a variant that is none', ['--variant', 'one-lock'], /Did you mean one-locks\?/],
    ['a format that is none', ['--format', 'xml'], /no format xml/],
    ['no number of switches', ['--switches', '-1'], /--switches -1 is no whole number from 0 to/],
    ['no number of orders', ['--orders', '0'], /--orders 0 is no whole number from 1 to/],
    ['no time', ['--time', 'soon'], /--time soon is no time/],
    ['no number of jobs', ['--jobs', '1.5'], /--jobs 1\.5 is no whole number/],
    ['no number of requests', ['--requests', '27'], /--requests 27 is no whole number from 1 to 26/],
    ['requests of a lesson that has none', ['--requests', '2'], /has no handler/],
  ])('refuses %s', async (_, options, message) => {
    const file = await folder.write('plain.yaml', halfLocked);
    const { stdout, stderr, exitCode } = await isolabHere('explore', file, ...options);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(message);
    expect(stderr.match(/^isolab:/gm)).toHaveLength(1);
  });
});

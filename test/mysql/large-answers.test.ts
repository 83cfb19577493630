import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Client } from '../../src/mysql/client.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { openLab } from './real-lab.ts';

const program = fileURLToPath(new URL('large-answer.ts', import.meta.url));
const longRun = fileURLToPath(new URL('large-run.ts', import.meta.url));

/** What a statement came to in a process of its own, and the most memory that this ever had, in bytes. */
const asked = async (sql: string): Promise<{ readonly outcome: unknown; readonly peak: number }> => {
  const args = [program, JSON.stringify(inject('mysql')), sql];
  return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout);
};

const thousand = 'WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i < 1000)';
const ones = (count: number, what = '1'): string => Array.from({ length: count }, () => what).join(',');

/** Without a bound, the smallest of these takes more than a gigabyte; the process alone takes less than 0.1. */
const little = 400 * 1024 * 1024;

describe('an answer that would fill the memory is not read to its end', () => {
  it.each([
    [
      '28 million cells of one character',
      `${thousand} SELECT ${ones(1000)} FROM n a, (SELECT i FROM n LIMIT 28) b, n c`,
    ],
    ['cells without a character', `${thousand} SELECT ${ones(1000, 'NULL')} FROM n a, n b`],
  ])('%s', async (_, sql) => {
    const { outcome, peak } = await asked(sql);
    expect(outcome).toEqual({
      kind: 'lost',
      message: 'The answer is larger than 1,000,000 cells (rows × columns); the lab closed the connection.',
    });
    expect(peak).toBeLessThan(little);
  });

  it('rows of a single cell', async () => {
    const { outcome, peak } = await asked(`${thousand} SELECT 1 FROM n a, n b, (SELECT i FROM n LIMIT 30) c`);
    expect(outcome).toMatchObject({ kind: 'lost', message: expect.stringContaining('250,000 rows') });
    expect(peak).toBeLessThan(little);
  });

  it('results without end', async () => {
    const admin = await Client.open(inject('mysql'));
    try {
      await admin.query('CREATE SCHEMA endless');
      await admin.query('CREATE PROCEDURE endless.results() WHILE TRUE DO SELECT 1; END WHILE');
      const { outcome, peak } = await asked('CALL endless.results()');
      expect(outcome).toMatchObject({ kind: 'lost', message: expect.stringContaining('20,000 columns') });
      expect(peak).toBeLessThan(little);
    } finally {
      await admin.query('DROP SCHEMA endless');
      admin.destroy();
    }
  });
});

describe('a run', () => {
  it('keeps only so much of all its answers together, and says so in the place of the others', async () => {
    const args = [
      '--expose-gc',
      longRun,
      JSON.stringify(inject('mysql')),
      "SELECT REPEAT('x', 10000000)",
      '60',
    ];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { words, held }: { readonly words: readonly string[]; readonly held: number } = JSON.parse(stdout);
    const kept = words.indexOf('NOT_KEPT');
    expect(words.slice(0, kept)).toEqual(Array.from({ length: 26 }, () => 'rows'));
    expect(new Set(words.slice(kept))).toEqual(new Set(['NOT_KEPT']));
    // Its answers alone are twice as much.
    expect(held).toBeLessThan(400 * 1024 * 1024);
  });
});

describe('answers that are read at the same time', () => {
  it('have a bound together; what has been read, or came to no end, leaves room again', async () => {
    const clients = await Promise.all(Array.from({ length: 12 }, () => Client.open(inject('mysql'))));
    const other = await Client.open(inject('mysql'));
    try {
      // Each for itself is small enough, and all of them wait for the last of their rows.
      const sql = "SELECT REPEAT('x', 50000000) UNION ALL SELECT SLEEP(1000)";
      const answers = clients.map((client) => client.execute(sql));
      const first = await Promise.race(answers);
      expect(first).toEqual({
        kind: 'lost',
        message:
          'The answer is larger than what is left beside others that are being read; the lab closed the connection.',
      });
      for (const client of clients) client.destroy();
      await Promise.all(answers);
      expect(await other.execute("SELECT REPEAT('x', 50000000)")).toMatchObject({ kind: 'rows' });
    } finally {
      for (const client of [...clients, other]) client.destroy();
    }
  });
});

describe('an answer up to the bound', () => {
  it('is read whole', async () => {
    const client = await Client.open(inject('mysql'));
    const outcome = await client.execute(`${thousand} SELECT ${ones(1000)} FROM n`);
    client.destroy();
    expect(outcome).toMatchObject({ kind: 'rows', rows: { length: 1000 } });
  });
});

describe('the observer', () => {
  let lab: MysqlLab;
  beforeAll(async () => {
    lab = await openLab();
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  it('tells that a watched table is too large, and reads the others', async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp([
      'CREATE TABLE small (id INT PRIMARY KEY)',
      'INSERT INTO small VALUES (1)',
      'CREATE TABLE wide AS WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i < 520) SELECT a.i FROM n a, n b',
    ]);
    const names = ['wide', 'small'];
    const read = [
      { name: 'wide', unreadable: 'It is larger than 250,000 rows: the lab does not read so much.' },
      { name: 'small', columns: ['id'], rows: [['1']] },
    ];
    expect(await sandbox.observer.end(names)).toMatchObject({ tables: read });
    expect(await sandbox.observer.observe(names)).toMatchObject({ tables: read, newest: read });
    expect(await sandbox.observer.end(names)).toMatchObject({ tables: read });
    await expect(sandbox.observer.query('SELECT * FROM wide')).rejects.toThrow('larger than 250,000 rows');
    expect(await sandbox.observer.query('SELECT * FROM small')).toMatchObject({ rows: [['1']] });
  });

  it('tells which of many tables are too much together', async () => {
    await using sandbox = await lab.createSandbox();
    const names = ['a', 'b', 'c', 'd', 'e'];
    const large = names.map((name) => `CREATE TABLE ${name} AS SELECT REPEAT('x', 15000000) AS text`);
    await sandbox.setUp(large);
    const views = (await sandbox.observer.end(names)).tables;
    const unreadable = expect.stringContaining('With the tables above it is larger than 64 MB');
    expect(views.map((view) => 'rows' in view)).toEqual([true, true, true, true, false]);
    expect(views.at(-1)).toEqual({ name: 'e', unreadable });
  });

  it('reads no @variable that is as large as an answer', async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp(['CREATE TABLE t (id INT PRIMARY KEY)']);
    const session = await sandbox.openSession('A', 'REPEATABLE READ');
    await session.execute("SET @small = REPEAT('x', 999), @none = NULL, @longer = REPEAT('x', 1000)");
    for (const name of ['a', 'b']) await session.execute(`SET @${name} = REPEAT('x', 60000000)`);
    const small = [
      { session: 'A', name: 'none', value: null },
      { session: 'A', name: 'small', value: 'x'.repeat(999) },
    ];
    expect((await sandbox.observer.observe([])).evidence?.variables).toEqual(small);
    expect(await sandbox.observer.variables()).toEqual(small);
  });

  it('cannot tell of more locks than it can read, and says so', async () => {
    await using sandbox = await lab.createSandbox();
    await sandbox.setUp([
      'CREATE TABLE many (id INT PRIMARY KEY AUTO_INCREMENT)',
      'INSERT INTO many WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i < 350) SELECT NULL FROM n a, n b',
    ]);
    const session = await sandbox.openSession('A', 'REPEATABLE READ');
    await session.execute('START TRANSACTION');
    await session.execute('SELECT COUNT(*) FROM many FOR UPDATE');
    await expect(sandbox.observer.observe([])).rejects.toThrow(
      'The sessions hold more than 100,000 locks: the lab cannot tell any more who waits.',
    );
    await session.execute('ROLLBACK');
    expect((await sandbox.observer.observe([])).locks).toEqual([]);
    const page = await readFile(new URL('../../SECURITY.md', import.meta.url), 'utf8');
    expect(page).toContain('hold more than 100,000 locks');
  });
});

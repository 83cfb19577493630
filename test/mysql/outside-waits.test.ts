import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Wait } from '../../src/engine/events.ts';
import type { Sandbox, Session } from '../../src/engine/ports.ts';
import { waitWords } from '../../src/engine/words/lock-words.ts';
import { Client } from '../../src/mysql/client.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { startServerApart } from '../server/server-apart.ts';

/** A server of its own: what an administrator locks here stops everybody. */
let server: Awaited<ReturnType<typeof startServerApart>>;
let lab: MysqlLab;
let admin: Client;
let sandbox: Sandbox;
let a: Session;
beforeAll(async () => {
  server = await startServerApart();
  lab = await MysqlLab.open({ address: server.address, provider: 'url', place: 'the test server' });
  admin = await Client.open(server.address);
  sandbox = await lab.createSandbox();
  await sandbox.setUp(['CREATE TABLE t (id INT PRIMARY KEY)']);
  a = await sandbox.openSession('A', 'REPEATABLE READ');
});
afterAll(async () => {
  admin?.destroy();
  await lab?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

/** What the server says that a statement of A waits for, until the administrator lets go. */
const waitOf = async (sql: string, letGo: string): Promise<readonly Wait[]> => {
  const answer = a.execute(sql);
  const waits = await vi.waitFor(
    async () => {
      const found = (await sandbox.observer.waits()).get('A');
      if (found === undefined) throw new Error('A does not wait');
      return found;
    },
    { timeout: 60_000, interval: 5 },
  );
  await admin.query(letGo);
  expect(await answer).toMatchObject({ kind: 'ok' });
  return waits;
};

describe('what a backup on the server holds up is a wait for somebody outside', () => {
  it.each([
    ['FLUSH TABLES WITH READ LOCK', [], 'INSERT INTO t VALUES (1)', 'GLOBAL'],
    ['FLUSH TABLES WITH READ LOCK', ['START TRANSACTION', 'INSERT INTO t VALUES (2)'], 'COMMIT', 'COMMIT'],
    ['LOCK INSTANCE FOR BACKUP', [], 'CREATE TABLE more (id INT)', 'BACKUP LOCK'],
  ] as const)('%s, after %j: %s', async (lock, before, sql, what) => {
    for (const statement of before) await a.execute(statement);
    await admin.query(lock);
    const waits = await waitOf(sql, lock.startsWith('LOCK') ? 'UNLOCK INSTANCE' : 'UNLOCK TABLES');
    expect(waits).toEqual([
      {
        kind: 'metadata',
        object: '',
        of: what,
        mode: 'INTENTION_EXCLUSIVE',
        heldMode: 'SHARED',
        freedBy: lock.startsWith('LOCK') ? 'UNLOCK INSTANCE' : 'UNLOCK TABLES',
        for: { outsider: expect.stringMatching(/^connection \d+ of root$/) },
      },
    ]);
    expect(waits.map((wait) => waitWords(wait))[0]).toMatch(
      /^wants the (global|backup) lock that .*, which somebody outside the lab \(.*\) holds shared; UNLOCK (TABLES|INSTANCE) lets go of it$/,
    );
  });
});

describe('a table that somebody outside keeps readers out of', () => {
  it('is told to be unreadable, and the other one is read', async () => {
    await using apart = await lab.createSandbox();
    await apart.setUp(['CREATE TABLE t (id INT PRIMARY KEY)', 'CREATE TABLE u (id INT PRIMARY KEY)']);
    const session = await apart.openSession('B', 'REPEATABLE READ');
    const outcome = await session.execute('SELECT DATABASE()');
    const schema = outcome.kind === 'rows' ? outcome.rows[0]?.[0] : undefined;
    await admin.query(`LOCK TABLES ${schema}.t WRITE`);
    const unreadable = { name: 't', unreadable: 'A lock on the table keeps readers out.' };
    const read = [unreadable, { name: 'u', columns: ['id'], rows: [] }];
    expect(await apart.observer.observe(['t', 'u'])).toMatchObject({ tables: read, newest: read });
    expect(await apart.observer.end(['t', 'u'], 'SELECT id FROM u')).toMatchObject({
      tables: read,
      violations: { columns: ['id'], rows: [] },
    });
    await admin.query('UNLOCK TABLES');
    expect((await apart.observer.end(['t'])).tables).toMatchObject([{ rows: [] }]);
  });
});

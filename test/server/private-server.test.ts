import { lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { readIdentity } from '../../src/files/owned-folder.ts';
import type { StartedServer } from '../../src/hosts/provider.ts';
import { embeddedProvider } from '../../src/mysql/server/embedded.ts';
import { startPrivateServer } from '../../src/mysql/server/start.ts';
import { describeServers, serverStatus, stopServers } from '../../src/mysql/server/status.ts';
import { makePlaces } from './places.ts';
import { isAlive } from './processes.ts';
import { cells, connect, ping } from './sql.ts';

/** How long a busy machine may take to get somewhere, and how often we look, in ms. */
const patience = { timeout: 60_000, interval: 5 };

const runFolderOf = (server: StartedServer): string => dirname(server.address.socketPath ?? '');

const processOf = async (server: StartedServer): Promise<number> =>
  (await readIdentity(join(runFolderOf(server), 'server')))?.pid ?? Number.NaN;

describe('a server of our own', () => {
  test('is reached through a socket in a folder that only its user can enter, and by no network port', async () => {
    await using places = await makePlaces();
    await using server = await embeddedProvider.start({}, places.context());
    expect((await lstat(runFolderOf(server))).mode & 0o777).toBe(0o700);
    expect(server.place).toBe(server.address.socketPath);
    const connection = await connect(server.address);
    const [settings] = await cells(
      connection,
      'SELECT @@skip_networking, @@port, @@time_zone, @@character_set_server',
    );
    expect(settings).toEqual(['1', '0', '+00:00', 'utf8mb4']);
    await connection.end();
  });

  test('shows locks, waits and transactions, small as its instruments are', async () => {
    await using places = await makePlaces();
    await using server = await embeddedProvider.start({}, places.context());
    const [holder, waiter, writer, observer] = await Promise.all([
      connect(server.address),
      connect(server.address),
      connect(server.address),
      connect(server.address),
    ]);
    await holder.query('CREATE DATABASE lab');
    await holder.query('CREATE TABLE lab.books (id INT PRIMARY KEY)');
    await holder.query('INSERT INTO lab.books VALUES (1)');
    await holder.query('BEGIN');
    await holder.query('SELECT * FROM lab.books WHERE id = 1 FOR UPDATE');
    const rowWait = waiter.query('UPDATE lab.books SET id = 2 WHERE id = 1');
    const count = async (sql: string): Promise<number> =>
      Number((await cells(observer, `SELECT COUNT(*) ${sql}`))[0]?.[0]);
    await vi.waitFor(async () => {
      expect(await count('FROM performance_schema.data_lock_waits')).toBe(1);
      expect(await count("FROM performance_schema.data_locks WHERE LOCK_STATUS = 'WAITING'")).toBe(1);
    }, patience);
    // Only now: an ALTER that came first would hold up the UPDATE before it reached the row.
    const metadataWait = writer.query('ALTER TABLE lab.books ADD COLUMN title TEXT');
    await vi.waitFor(
      async () =>
        expect(await count("FROM performance_schema.metadata_locks WHERE LOCK_STATUS = 'PENDING'")).toBe(1),
      patience,
    );
    expect(
      await count(
        `FROM performance_schema.threads JOIN performance_schema.events_transactions_current USING (THREAD_ID)
         WHERE PROCESSLIST_ID = ${holder.threadId} AND STATE = 'ACTIVE' AND ISOLATION_LEVEL = 'REPEATABLE READ'`,
      ),
    ).toBe(1);
    await holder.query('ROLLBACK');
    await Promise.all([rowWait, metadataWait]);
    await Promise.all([holder, waiter, writer, observer].map((connection) => connection.end()));
  });

  test('stays under 300 MB resident', async () => {
    await using places = await makePlaces();
    await using server = await embeddedProvider.start({}, places.context());
    const status = await readFile(`/proc/${await processOf(server)}/status`, 'utf8');
    const kilobytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
    expect(kilobytes).toBeGreaterThan(10_000);
    expect(kilobytes).toBeLessThan(300 * 1024);
  });

  test('that does not come up says why, and leaves nothing', async () => {
    await using places = await makePlaces();
    const { program, ...more } = await embeddedProvider.prepare({}, places.context());
    const options = [...program.options, '--no-such-option'];
    await expect(
      startPrivateServer({ ...more, program: { ...program, options } }, places.context()),
    ).rejects.toThrow(/^mysqld ended while it was starting\. Its last words:\n.*\[ERROR\].*no-such-option/);
    expect(await readdir(places.folder)).toEqual([]);
  });

  test('is gone with everything it had when it is disposed of, once or twice', async () => {
    await using places = await makePlaces();
    const server = await embeddedProvider.start({}, places.context());
    const pid = await processOf(server);
    expect(await isAlive(pid)).toBe(true);
    await Promise.all([server[Symbol.asyncDispose](), server[Symbol.asyncDispose]()]);
    await server[Symbol.asyncDispose]();
    expect(await isAlive(pid)).toBe(false);
    expect(await readdir(places.folder)).toEqual([]);
  });

  test('does not see another that runs at the same time', async () => {
    await using places = await makePlaces();
    const servers = await Promise.all([1, 2].map(() => embeddedProvider.start({}, places.context())));
    const [one, other] = await Promise.all(servers.map((server) => connect(server.address)));
    if (one === undefined || other === undefined) throw new Error('two servers have two connections');
    await one.query('CREATE DATABASE only_in_one');
    expect(await cells(other, "SHOW DATABASES LIKE 'only%'")).toEqual([]);
    await Promise.all([one.end(), other.end()]);
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  });

  test('is not left behind by a start that is aborted on the way', async () => {
    await using places = await makePlaces();
    const reason = new Error('enough');
    let end: unknown;
    // On a busy machine a server may be up before it can be called off; then the next one is.
    while (end !== reason) {
      const abort = new AbortController();
      const starting = embeddedProvider.start({}, places.context({ signal: abort.signal }));
      let isOver = false;
      const ended = starting
        .then(
          (server) => server[Symbol.asyncDispose](),
          (error: unknown) => error,
        )
        .finally(() => {
          isOver = true;
        });
      await vi.waitFor(async () => {
        if (isOver) return;
        const [run = ''] = await readdir(places.folder);
        expect(await readIdentity(join(places.folder, run, 'server'))).toBeDefined();
      }, patience);
      abort.abort(reason);
      end = await ended;
      expect(await readdir(places.folder)).toEqual([]);
    }
  });

  test('is listed while it runs, with what it was fetched from, and ends when servers are stopped', async () => {
    await using places = await makePlaces();
    await using server = await embeddedProvider.start({}, places.context());
    const description = await describeServers({}, places.context());
    expect(description.providers.map(({ name }) => name)).toEqual(['url', 'mysqld', 'embedded', 'docker']);
    expect(description.providers.at(2)).toMatchObject({ applies: true });
    expect(description.fetched[0]).toMatchObject({ package: expect.stringContaining('mysql-server-core') });
    expect(description.running).toEqual([
      {
        folder: runFolderOf(server),
        socketPath: server.address.socketPath,
        server: await processOf(server),
        owner: process.pid,
      },
    ]);
    const { stopped } = await stopServers(places.context());
    expect(stopped).toEqual(description.running);
    await expect(ping(server.address)).rejects.toThrow();
    expect((await serverStatus(places.context())).running).toEqual([]);
  });
});

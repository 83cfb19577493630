import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Client } from '../../src/mysql/client.ts';
import { type NetworkServer, startNetworkServer } from '../server/network-server.ts';
import { makePlaces, type Places } from '../server/places.ts';
import { ended, scratch, start } from './isolab.ts';
import { startWaiting, waitingLesson } from './waiting-run.ts';

/** A's part is prepared, and B waits for it. */
const preparedLesson = waitingLesson
  .replace('START TRANSACTION', "XA START 'part of A'")
  .replace('DELETE FROM t', "DELETE FROM t\n  - A: XA END 'part of A'\n  - A: XA PREPARE 'part of A'");

/** Some of what is waited for starts programs, each of which takes 10 s on a busy machine. */
const patience = { timeout: 150_000, interval: 50 };

let places: Places;
let folder: Awaited<ReturnType<typeof scratch>>;
let server: NetworkServer;
let root: Client;
let lesson: string;
let url: string;

/** The least that SECURITY.md asks of an administrator, and things with names like ours that are not ours. */
const others = [
  "CREATE USER admin IDENTIFIED BY 'hunter2'",
  "GRANT CREATE USER ON *.* TO 'admin'@'%'",
  "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, LOCK TABLES, CREATE TEMPORARY TABLES, CREATE VIEW, SHOW VIEW, TRIGGER, CREATE ROUTINE, ALTER ROUTINE, EXECUTE ON `isolab\\_%`.* TO 'admin'@'%' WITH GRANT OPTION",
  "GRANT SELECT ON performance_schema.* TO 'admin'@'%' WITH GRANT OPTION",
  'CREATE SCHEMA isolab_deadbeef_1',
  'CREATE USER isolab_deadbeef_observer@localhost ATTRIBUTE \'{"team": "theirs"}\'',
  'CREATE SCHEMA isolab_of_somebody_else',
  'CREATE SCHEMA isolabx12345678_1',
  "CREATE USER isolab_of_somebody_else@localhost IDENTIFIED BY 'theirs'",
];

beforeAll(async () => {
  places = await makePlaces();
  folder = await scratch();
  lesson = await folder.write('waiting.yaml', waitingLesson);
  server = await startNetworkServer(places);
  root = await Client.open(server.root);
  for (const sql of others) await root.query(sql);
  url = `mysql://admin@127.0.0.1:${server.port}`;
});
afterAll(async () => {
  root?.destroy();
  await server?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
  await places?.[Symbol.asyncDispose]();
});

const env = () => ({ ISOLAB_URL: url, ISOLAB_PASSWORD: 'hunter2', HOME: folder.path });

const isolab = (...args: readonly string[]) => ended(start(args, { env: env() }));

const namesOnServer = async (): Promise<readonly (string | null | undefined)[]> => {
  const { rows } = await root.query(
    `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'isolab%'
     UNION ALL SELECT User FROM mysql.user WHERE User LIKE 'isolab%' ORDER BY 1`,
  );
  return rows.map(([name]) => name);
};

const tokenOf = (sandbox: string): string => /^isolab_([0-9a-f]{8})_/.exec(sandbox)?.[1] ?? 'none';

/** A run that was killed, once the server has noticed. */
const killedRun = async (file = lesson, staying = '0') => {
  const { child, sandbox } = await startWaiting(file, env());
  const { pid } = child;
  child.kill('SIGKILL');
  await once(child, 'close');
  const token = tokenOf(sandbox);
  await vi.waitFor(async () => {
    const { rows } = await root.query(
      `SELECT IS_USED_LOCK('isolab_${token}_'), (SELECT COUNT(*) FROM performance_schema.threads
         WHERE PROCESSLIST_USER LIKE 'isolab\\_${token}\\_%')`,
    );
    expect(rows).toEqual([[null, staying]]);
  }, patience);
  return { token, pid };
};

describe('what a killed run left on a server of the user', () => {
  it('is listed by doctor with its maker, and removed by server clean, with nothing else', async () => {
    const before = await namesOnServer();
    const living = await startWaiting(lesson, env());
    const killed = await killedRun();
    const withBoth = await namesOnServer();

    const report = await isolab('doctor');
    expect(report.exitCode).toBe(0);
    expect(report.stdout).toMatch(
      new RegExp(
        `isolab_${killed.token}_…: 1 schema, 2 accounts, made by isolab \\S+, process ${killed.pid} on \\S+ at 20\\S+Z`,
      ),
    );
    expect(report.stdout).toContain('isolab server clean');
    expect(report.stdout).not.toContain(tokenOf(living.sandbox));
    expect(await namesOnServer()).toEqual(withBoth);

    const cleaned = await isolab('server', 'clean');
    expect(cleaned).toMatchObject({ stderr: '', exitCode: 0 });
    expect(cleaned.stdout).toContain(`Removed isolab_${killed.token}_…: 1 schema, 2 accounts`);
    // What only has such a name is shown with what would remove it, and stays.
    expect(cleaned.stdout).toContain('isolab_deadbeef_…: 1 schema, 1 account: named like');
    expect(cleaned.stdout).toContain('DROP SCHEMA IF EXISTS `isolab_deadbeef_1`;');
    expect(cleaned.stdout).not.toContain('somebody');
    expect(await namesOnServer()).toEqual(withBoth.filter((name) => !name?.includes(killed.token)));

    const gone = once(living.child, 'exit');
    living.child.kill('SIGTERM');
    expect(await gone).toEqual([143, null]);
    expect(await namesOnServer()).toEqual(before);
    expect((await isolab('server', 'clean')).stdout).not.toContain('Removed');
  });

  it('is removed with the XA transaction that it had prepared, by who may list these', async () => {
    const file = await folder.write('prepared.yaml', preparedLesson);
    // B waits on without a client.
    const waiting = await killedRun(file, '1');
    const before = await namesOnServer();
    expect((await isolab('server', 'clean')).stdout).toMatch(
      new RegExp(`isolab_${waiting.token}_.* still used by connection`),
    );
    expect(await namesOnServer()).toEqual(before);

    const { token } = await killedRun(file, '1');
    const { rows } = await root.query(
      `SELECT PROCESSLIST_ID FROM performance_schema.threads WHERE PROCESSLIST_USER LIKE 'isolab\\_${token}\\_%'`,
    );
    await root.query(`KILL ${rows[0]?.[0]}`);
    const first = await vi.waitFor(async () => {
      const cleaned = await isolab('server', 'clean');
      expect(cleaned.stdout).toContain('GRANT XA_RECOVER_ADMIN');
      return cleaned;
    }, patience);
    expect(first).toMatchObject({ stderr: '', exitCode: 0 });
    expect(first.stdout).toMatch(
      new RegExp(`isolab_${token}_…: 1 schema, 2 accounts, made by .*: something holds its tables`),
    );
    await root.query("GRANT XA_RECOVER_ADMIN ON *.* TO 'admin'@'%'");
    try {
      expect((await isolab('doctor')).stdout).toContain(
        `isolab_${token}_…: 1 schema, 2 accounts, 1 prepared XA transaction, made by`,
      );
      const cleaned = await isolab('server', 'clean');
      for (const one of [token, waiting.token]) expect(cleaned.stdout).toContain(`Removed isolab_${one}_`);
    } finally {
      await root.query("REVOKE XA_RECOVER_ADMIN ON *.* FROM 'admin'@'%'");
    }
    expect(await namesOnServer()).toEqual(before.filter((name) => !name?.includes(waiting.token)));
    expect((await root.query('XA RECOVER')).rows).toEqual([]);
  });

  it('stays while a connection of its accounts is still there', async () => {
    const { token } = await killedRun();
    await root.query(`CREATE USER isolab_${token}_7@localhost IDENTIFIED BY 'x'`);
    const late = await Client.open({ ...server.root, user: `isolab_${token}_7`, password: 'x' });
    const before = await namesOnServer();
    expect((await isolab('server', 'clean')).stdout).toContain(
      `still used by connection ${late.connectionId}`,
    );
    expect(await namesOnServer()).toEqual(before);
    late.destroy();
    await vi.waitFor(
      async () => expect((await isolab('server', 'clean')).stdout).toContain(`Removed isolab_${token}_`),
      patience,
    );
  });

  it('is told plainly when the server cannot be reached', async () => {
    const gone = await ended(
      start(['server', 'clean'], { env: { ...env(), ISOLAB_URL: 'mysql://admin@127.0.0.1:1' } }),
    );
    expect(gone).toMatchObject({ stdout: '', exitCode: 3 });
    expect(gone.stderr).toContain('Nothing answers there. (admin@127.0.0.1:1)');
  });
});

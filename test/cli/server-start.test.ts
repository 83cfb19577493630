import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lifeOf, type ProcessIdentity } from '../../src/files/identity.ts';
import { readIdentity } from '../../src/files/owned-folder.ts';
import { Client } from '../../src/mysql/client.ts';
import { publishNote } from '../../src/mysql/server/warm-note.ts';
import { listWarm } from '../../src/mysql/server/warm-use.ts';
import { type Ended, ended, scratch, start } from './isolab.ts';
import { startWaiting, waitingLesson } from './waiting-run.ts';

/** Some of what is waited for starts programs, each of which takes 10 s on a busy machine. */
const patience = { timeout: 150_000, interval: 20 };

let folder: Awaited<ReturnType<typeof scratch>>;
let lesson: string;
beforeAll(async () => {
  folder = await scratch();
  lesson = await folder.write('waiting.yaml', waitingLesson);
});
afterAll(() => folder[Symbol.asyncDispose]());

/** A temporary folder of its own: the warm server in it is nobody else's. */
interface Apart extends AsyncDisposable {
  readonly path: string;
  readonly env: Record<string, string>;
  run(...args: readonly string[]): Promise<Ended>;
  /** The run folders that are left. */
  runs(): Promise<readonly string[]>;
}

const apart = async (): Promise<Apart> => {
  const own = await scratch();
  const env = { ISOLAB_URL: '', TMPDIR: own.path };
  const run = (...args: readonly string[]) => ended(start(args, { env }));
  return {
    path: own.path,
    env,
    run,
    runs: async () => (await readdir(own.path)).filter((name) => name.startsWith('isolab-run-')),
    [Symbol.asyncDispose]: async () => {
      await run('server', 'stop');
      await own[Symbol.asyncDispose]();
    },
  };
};

/** The one warm server that there is: its folder, its keeper's and its own process. */
const warmOf = async (path: string) => {
  const [warm, ...others] = await listWarm(path);
  expect(others).toEqual([]);
  if (warm?.run.server === undefined) throw new Error('No server is kept warm');
  const { run, note } = warm;
  return { run: run.path, note, keeper: run.owner, server: warm.run.server };
};

const allGone = (path: string, ...processes: readonly ProcessIdentity[]): Promise<void> =>
  vi.waitFor(async () => {
    expect(await Promise.all(processes.map(lifeOf))).toEqual(processes.map(() => 'gone'));
    expect((await readdir(path)).filter((name) => name.startsWith('isolab'))).toEqual([]);
  }, patience);

describe('isolab server start', () => {
  it('keeps a server in the background that runs, doctor and status know, until server stop', async () => {
    await using place = await apart();
    const { stdout, stderr, exitCode } = await place.run('server', 'start');
    expect({ stderr, exitCode }).toEqual({ stderr: 'Starting MySQL in the background\n', exitCode: 0 });
    const { run, keeper, server } = await warmOf(place.path);
    expect(stdout).toMatch(/^MySQL \S+ \(embedded\) is kept warm at \S+, until 15 min without anybody\.\n$/);
    expect(stdout).toContain(`${run}/mysql.sock`);
    const ran = await place.run('run', 'duplicate-book');
    expect(ran).toMatchObject({ stderr: '', exitCode: 0 });
    // A line of the report may be broken anywhere.
    expect(ran.stdout.replaceAll(/\s+/g, ' ')).toContain(`embedded: kept warm at ${run}/mysql.sock`);
    expect((await place.run('doctor')).stdout).toContain(`embedded: kept warm at ${run}/mysql.sock`);
    expect((await place.run('server', 'status')).stdout).toMatch(
      new RegExp(
        `kept warm: process ${server.pid}, .*\n.*by isolab \\S+, not used now,\n.*after 15 min without`,
      ),
    );
    expect(await place.run('server', 'stop')).toMatchObject({
      stdout: `Stopped the server with process id ${server.pid} (${run}).\n`,
      exitCode: 0,
    });
    expect(await Promise.all([keeper, server].map(lifeOf))).toEqual(['gone', 'gone']);
    expect(await place.runs()).toEqual([]);
  });

  it('starts one when it is called twice at once, and both are told of it', async () => {
    await using place = await apart();
    const both = await Promise.all([place.run('server', 'start'), place.run('server', 'start')]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    await vi.waitFor(async () => expect(await place.runs()).toHaveLength(1), patience);
    const { run } = await warmOf(place.path);
    expect((await place.run('server', 'start')).stdout).toContain(`Already there: MySQL`);
    expect((await place.run('server', 'start')).stdout).toContain(run);
  });

  it('is refused while another version is kept, which nobody takes', async () => {
    await using place = await apart();
    await place.run('server', 'start');
    const { run, note } = await warmOf(place.path);
    // In one step: its keeper looks at the note all the time, and ends when it cannot be read.
    await publishNote(run, { ...note, key: 'other', isolab: '99.0.0' });
    const refused = await place.run('server', 'start');
    expect(refused).toMatchObject({ stdout: '', exitCode: 2 });
    expect(refused.stderr).toMatch(
      /Another server is kept warm: .* by isolab 99\.0\.0\.\n.*isolab server stop/,
    );
    const ran = await place.run('run', 'duplicate-book');
    expect(ran.stderr).toContain('(another one is kept warm: MySQL');
    expect(ran.stdout).not.toContain('kept warm');
  });

  it.each([
    ['a time that is none', ['--idle', 'soon'], '--idle soon is no time.'],
    ['no time at all', ['--idle', '0m'], '--idle 0m is no time.'],
    ['a server that isolab does not start', ['--url', 'mysql://root@localhost'], 'this one is url'],
    ['a container', ['--server', 'docker'], '--server docker --keep'],
  ])('is refused for %s', async (_, args, message) => {
    await using place = await apart();
    const { stdout, stderr, exitCode } = await place.run('server', 'start', ...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(message);
  });

  it('says why the server in the background did not come up', async () => {
    await using place = await apart();
    const mysqld = join(place.path, 'mysqld');
    const { stderr, exitCode } = await place.run('server', 'start', '--mysqld', mysqld);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(mysqld);
    expect(await place.runs()).toEqual([]);
  });
});

describe('a warm server', () => {
  it('is gone with its folder when its keeper is killed', async () => {
    await using place = await apart();
    await place.run('server', 'start');
    const { keeper, server } = await warmOf(place.path);
    process.kill(keeper.pid, 'SIGKILL');
    await allGone(place.path, keeper, server);
  });

  it('ends with its keeper when the server process is killed', async () => {
    await using place = await apart();
    await place.run('server', 'start');
    const { keeper, server } = await warmOf(place.path);
    process.kill(server.pid, 'SIGKILL');
    await allGone(place.path, keeper, server);
  });

  it('ends by itself after the idle time', async () => {
    await using place = await apart();
    const { stdout } = await place.run('server', 'start', '--idle', '1s');
    expect(stdout).toContain('is kept warm');
    await allGone(place.path);
  });

  it('keeps nothing of a lab that was killed: the next one removes it, and nothing of those that live', async () => {
    await using place = await apart();
    await place.run('server', 'start');
    const { run } = await warmOf(place.path);
    const address = { user: 'root', password: '', socketPath: `${run}/mysql.sock` };
    const root = await Client.open(address);
    const runsOnServer = async () => {
      const { rows } = await root.query(
        `SELECT DISTINCT SUBSTRING_INDEX(SUBSTRING_INDEX(name, '_', 2), '_', -1) FROM (
           SELECT SCHEMA_NAME name FROM information_schema.SCHEMATA UNION ALL SELECT User FROM mysql.user
           UNION ALL SELECT PROCESSLIST_USER FROM performance_schema.threads) everything
         WHERE name LIKE 'isolab\\_%' ORDER BY 1`,
      );
      return rows.map(([token]) => token);
    };
    try {
      const [killed, living] = [await startWaiting(lesson, place.env), await startWaiting(lesson, place.env)];
      const tokens = [killed, living].map(({ sandbox }) => sandbox.split('_')[1]);
      expect(await runsOnServer()).toEqual(expect.arrayContaining(tokens));
      killed.child.kill('SIGKILL');
      await vi.waitFor(async () => {
        expect((await place.run('run', 'duplicate-book')).exitCode).toBe(0);
        expect(await runsOnServer()).toEqual(tokens.slice(1));
      }, patience);
      const gone = once(living.child, 'exit');
      living.child.kill('SIGTERM');
      expect(await gone).toEqual([143, null]);
      // Its connections are gone when the server has noticed that they are closed.
      await vi.waitFor(async () => expect(await runsOnServer()).toEqual([]), patience);
      expect((await readIdentity(join(run, 'server')))?.pid).toBeDefined();
    } finally {
      root.destroy();
    }
  });
});

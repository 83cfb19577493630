import { access, lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { formatIdentity, ownIdentity } from '../../src/files/identity.ts';
import { readIdentity, removeFolder } from '../../src/files/owned-folder.ts';
import type { StartedServer } from '../../src/hosts/provider.ts';
import { embeddedProvider } from '../../src/mysql/server/embedded.ts';
import { keepWarm, type WarmEnd } from '../../src/mysql/server/keep-warm.ts';
import { serverStatus } from '../../src/mysql/server/status.ts';
import { publishNote, readNote, withdrawNote } from '../../src/mysql/server/warm-note.ts';
import { listWarm, takePlace, usersOf } from '../../src/mysql/server/warm-use.ts';
import { makePlaces, type Places } from './places.ts';
import { deadProcess } from './processes.ts';
import { ping } from './sql.ts';

/** How long a busy machine may take to get somewhere, in ms. */
const patience = { timeout: 60_000, interval: 20 };

interface Kept extends AsyncDisposable {
  readonly run: string;
  readonly ended: Promise<WarmEnd>;
}

/** A server that this process keeps warm. */
const warmServer = async (
  places: Places,
  { idleMs = 1_000, now = () => 0 }: { readonly idleMs?: number; readonly now?: () => number } = {},
): Promise<Kept> => {
  const stop = new AbortController();
  const context = places.context({ signal: stop.signal });
  const wanted = await embeddedProvider.prepare({}, context);
  const ready = Promise.withResolvers<string>();
  const onReady = ({ run }: { readonly run: { readonly path: string } }) => ready.resolve(run.path);
  const ended = keepWarm(wanted, { idleMs, now, onReady }, context);
  const run = await Promise.race([ready.promise, ended]);
  return {
    run,
    ended,
    [Symbol.asyncDispose]: async () => {
      stop.abort(new Error('enough'));
      await ended;
    },
  };
};

const runOf = (server: StartedServer): string => dirname(server.address.socketPath ?? '');

const isGone = async (path: string): Promise<void> => await expect(access(path)).rejects.toThrow('ENOENT');

describe('a server that is kept warm', () => {
  test('is taken by all who would start the same, says so, and goes on after them', async () => {
    await using places = await makePlaces();
    await using warm = await warmServer(places);
    expect((await lstat(warm.run)).mode & 0o777).toBe(0o700);
    {
      await using one = await embeddedProvider.start({}, places.context());
      await using other = await embeddedProvider.start({}, places.context());
      expect([runOf(one), runOf(other)]).toEqual([warm.run, warm.run]);
      expect(one).toMatchObject({
        provider: 'embedded',
        place: `kept warm at ${warm.run}/mysql.sock`,
        outlivesRuns: true,
      });
      const log = join(warm.run, 'error.log');
      expect([one.errorLog, other.errorLog]).toEqual([log, log]);
      expect((await lstat(log)).mode & 0o777).toBe(0o600);
      expect(await usersOf(warm.run)).toEqual([process.pid, process.pid]);
      expect((await serverStatus(places.context())).running).toMatchObject([
        { folder: warm.run, warm: { users: [process.pid, process.pid], provider: 'embedded' } },
      ]);
    }
    expect(await usersOf(warm.run)).toEqual([]);
    await using next = await embeddedProvider.start({}, places.context());
    expect(await ping(next.address)).toBe('1');
    expect(await readdir(places.folder)).toHaveLength(1);
  });

  test('ends with everything it had when it is told to', async () => {
    await using places = await makePlaces();
    const warm = await warmServer(places);
    await warm[Symbol.asyncDispose]();
    expect(await warm.ended).toBe('stopped');
    expect(await readdir(places.folder)).toEqual([]);
  });

  /**
   * A time that passes when the test says so; `looks` counts how often the keeper has asked for it. The keeper may
   * be in the middle of a look when the test says that much time has passed, and takes that for the time of the
   * last use: so from some moment on it passes by `stepMs` with every look.
   */
  const handMoved = () => {
    const time = { ms: 0, looks: 0, stepMs: 0 };
    const now = (): number => {
      time.looks += 1;
      time.ms += time.stepMs;
      return time.ms;
    };
    return { time, now };
  };

  test('ends by itself when nobody has used it for a while, and not before', async () => {
    await using places = await makePlaces();
    const { time, now } = handMoved();
    await using warm = await warmServer(places, { idleMs: 1_000, now });
    time.ms = 999;
    const user = await embeddedProvider.start({}, places.context());
    expect(runOf(user)).toBe(warm.run);
    time.ms = 1_000_000;
    const { looks } = time;
    await vi.waitFor(() => expect(time.looks).toBeGreaterThan(looks + 10), patience);
    expect(await ping(user.address)).toBe('1');
    await user[Symbol.asyncDispose]();
    time.stepMs = 1_001;
    expect(await warm.ended).toBe('idle');
    expect(await readdir(places.folder)).toEqual([]);
  });

  test('does not wait for users that were killed', async () => {
    await using places = await makePlaces();
    const { time, now } = handMoved();
    await using warm = await warmServer(places, { idleMs: 1_000, now });
    expect(await takePlace(await listWarm(places.folder))).toBeDefined();
    const [name = ''] = await readdir(join(warm.run, 'users'));
    await writeFile(join(warm.run, 'users', name, 'owner'), formatIdentity(await deadProcess()));
    time.stepMs = 1_001;
    expect(await warm.ended).toBe('idle');
  });

  test('is not taken by those who would start another one, and they say so', async () => {
    await using places = await makePlaces();
    await using warm = await warmServer(places);
    const note = await readNote(warm.run);
    if (note === undefined) throw new Error('a server that is kept warm has a note');
    const [ownVersion, ...rest] = JSON.parse(note.key);
    expect(ownVersion).toEqual(expect.any(String));
    const key = JSON.stringify(['99.0.0', ...rest]);
    // In one piece: a keeper that finds half a note takes its server for lost.
    await publishNote(warm.run, { ...note, key, isolab: '99.0.0', mysql: '8.4.3' });
    await using own = await embeddedProvider.start({}, places.context());
    expect(runOf(own)).not.toBe(warm.run);
    expect(own.outlivesRuns).toBeUndefined();
    expect(places.progress.at(-1)?.message).toBe(
      'Starting MySQL (another one is kept warm: MySQL 8.4.3, by isolab 99.0.0)',
    );
  });

  test('is not taken when its note cannot be read or is of another kind', async () => {
    await using places = await makePlaces();
    await using warm = await warmServer(places);
    await using _ = await embeddedProvider.start({}, places.context());
    for (const text of ['', '{', '{"format":2}']) {
      await writeFile(join(warm.run, 'warm.json'), text);
      expect(await readNote(warm.run)).toBeUndefined();
      expect(await listWarm(places.folder)).toEqual([]);
    }
  });

  test('gives no place once it is about to end', async () => {
    await using places = await makePlaces();
    await using warm = await warmServer(places);
    const found = await listWarm(places.folder);
    await withdrawNote(warm.run);
    expect(await takePlace(found)).toBeUndefined();
    expect(await usersOf(warm.run)).toEqual([]);
    await warm[Symbol.asyncDispose]();
    expect(await takePlace(found)).toBeUndefined();
  });

  test('ends when another one was there before it, and all take that one', async () => {
    await using places = await makePlaces();
    await using first = await warmServer(places);
    await using second = await warmServer(places);
    expect(await second.ended).toBe('second');
    expect((await listWarm(places.folder)).map(({ run }) => run.path)).toEqual([first.run]);
    expect(await readdir(places.folder)).toHaveLength(1);
  });

  test('ends for all when its server process is killed', async () => {
    await using places = await makePlaces();
    await using warm = await warmServer(places);
    const server = await readIdentity(join(warm.run, 'server'));
    process.kill(server?.pid ?? Number.NaN, 'SIGKILL');
    expect(await warm.ended).toBe('lost');
    await isGone(warm.run);
    await using own = await embeddedProvider.start({}, places.context());
    expect(own.outlivesRuns).toBeUndefined();
  });

  test('ends when its folder is swept away', async () => {
    await using places = await makePlaces();
    await using warm = await warmServer(places);
    await removeFolder(warm.run);
    expect(await warm.ended).toBe('lost');
  });

  test('is none any more after the machine was started again, though a stranger has the keeper’s number', async () => {
    await using places = await makePlaces();
    await using warm = await warmServer(places);
    const owner = join(warm.run, 'owner');
    const text = await readFile(owner, 'utf8');
    for (const change of [{ boot: 'an earlier one' }, { started: 'earlier' }]) {
      await writeFile(owner, formatIdentity({ ...(await ownIdentity()), ...change }));
      expect(await listWarm(places.folder)).toEqual([]);
    }
    await writeFile(owner, text);
    expect(await listWarm(places.folder)).toHaveLength(1);
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { lifeOf, type ProcessIdentity } from '../../src/files/identity.ts';
import { readIdentity } from '../../src/files/owned-folder.ts';
import type { ServerAddress } from '../../src/hosts/provider.ts';
import { embeddedProvider } from '../../src/mysql/server/embedded.ts';
import { filledCache, makePlaces, type Places } from './places.ts';
import { identityOf } from './processes.ts';
import { ping } from './sql.ts';

interface Owned {
  readonly owner: ChildProcess;
  readonly lines: Interface;
  readonly address: ServerAddress;
  readonly run: string;
  readonly server: ProcessIdentity;
  /** The shell between the two. */
  readonly keeper: ProcessIdentity;
}

/** A server that another process has started, in a process group of its own as a terminal gives one. */
const serverOfAnother = async (places: Places): Promise<Owned> => {
  const program = fileURLToPath(new URL('owner.ts', import.meta.url));
  const owner = spawn(process.execPath, ['--no-warnings', program, filledCache], {
    env: places.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: owner.stdout });
  const [line] = await once(lines, 'line');
  const address: ServerAddress = JSON.parse(String(line));
  const run = dirname(address.socketPath ?? '');
  const server = await readIdentity(join(run, 'server'));
  if (server === undefined) throw new Error(`nobody says which process the server in ${run} is`);
  const keeper = await identityOf(Number(await psOf('ppid', server.pid)));
  return { owner, lines, address, run, server, keeper };
};

const psOf = async (field: 'ppid' | 'state', pid: number): Promise<string> => {
  const ps = spawn('ps', ['-o', `${field}=`, '-p', String(pid)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: ps.stdout }), 'line');
  return String(line).trim();
};

/** How long a busy machine may take to get somewhere, in ms. */
const patience = { timeout: 60_000 };

const everythingGone = ({ run, server, keeper }: Owned): Promise<void> =>
  vi.waitFor(async () => {
    expect(await Promise.all([lifeOf(server), lifeOf(keeper)])).toEqual(['gone', 'gone']);
    await expect(access(run)).rejects.toThrow('ENOENT');
  }, patience);

describe('a server of our own', () => {
  test('is gone with socket and folder after its owner was killed with SIGKILL', async () => {
    await using places = await makePlaces();
    const owned = await serverOfAnother(places);
    expect(await ping(owned.address)).toBe('1');
    owned.owner.kill('SIGKILL');
    await everythingGone(owned);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)(
    'is gone after its owner died of %s without a word',
    async (signal) => {
      await using places = await makePlaces();
      const owned = await serverOfAnother(places);
      owned.owner.kill(signal);
      await everythingGone(owned);
    },
  );

  test('does not hear the Ctrl-C in the terminal of its owner', async () => {
    await using places = await makePlaces();
    const owned = await serverOfAnother(places);
    process.kill(-(owned.owner.pid ?? Number.NaN), 'SIGINT');
    expect(await once(owned.lines, 'line')).toEqual(['heard Ctrl-C']);
    expect(await ping(owned.address)).toBe('1');
    owned.owner.kill('SIGKILL');
    await everythingGone(owned);
  });

  test('is gone when its keeper is asked to end', async () => {
    await using places = await makePlaces();
    const owned = await serverOfAnother(places);
    // It sleeps when it reads its input; a shell that only just begins to would hear of the signal after that.
    await vi.waitFor(async () => expect(await psOf('state', owned.keeper.pid)).toBe('S'), patience);
    process.kill(owned.keeper.pid, 'SIGTERM');
    await everythingGone(owned);
    owned.owner.kill('SIGKILL');
  });

  test('is cleared by the next start when its owner and its keeper were killed both', async () => {
    await using places = await makePlaces();
    const owned = await serverOfAnother(places);
    process.kill(owned.keeper.pid, 'SIGKILL');
    owned.owner.kill('SIGKILL');
    await once(owned.owner, 'exit');
    expect(await ping(owned.address)).toBe('1');
    await using next = await embeddedProvider.start({}, places.context());
    expect(await ping(next.address)).toBe('1');
    await everythingGone(owned);
    expect(await readdir(places.folder)).toHaveLength(1);
  });
});

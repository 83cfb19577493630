import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { formatIdentity } from '../../src/files/identity.ts';
import { type FetchedServer, listFetched } from '../../src/hosts/apt/fetched.ts';
import type { ServerProgress } from '../../src/hosts/provider.ts';
import { embeddedProvider } from '../../src/mysql/server/embedded.ts';
import { mysqlRecipe } from '../../src/mysql/server/recipe.ts';
import { isSoak } from '../campaign.ts';
import { filledCache, makePlaces, type Places } from './places.ts';
import { deadProcess } from './processes.ts';
import { ping } from './sql.ts';

interface Told {
  readonly progress: ServerProgress[];
  readonly fetched: FetchedServer;
}

/** Another process that fetches. */
interface Fetcher extends Disposable {
  /** Resolves when it has reported this. */
  reports(phase: ServerProgress['phase']): Promise<void>;
  /** Lets it go on fetching: it stands still when it has begun. */
  goOn(): void;
  /** What it told, when it has ended. */
  readonly told: Promise<Told>;
}

const startFetcher = (places: Places, cacheFolder: string): Fetcher => {
  const program = fileURLToPath(new URL('fetcher.ts', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', program, cacheFolder], {
    env: places.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const reported = new EventEmitter();
  const listen = async (): Promise<Told> => {
    const exit = once(child, 'exit');
    const told: { progress?: ServerProgress; fetched?: FetchedServer }[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const one = JSON.parse(line);
      told.push(one);
      if (one.progress !== undefined) reported.emit(one.progress.phase);
    }
    expect(await exit).toEqual([0, null]);
    const fetched = told.at(-1)?.fetched;
    if (fetched === undefined) throw new Error('it ended well without a server');
    return { fetched, progress: told.flatMap(({ progress }) => progress ?? []) };
  };
  const told = listen();
  return {
    reports: async (phase) => {
      const early = told.then(({ progress }) => {
        throw new Error(`it ended without ${phase}: ${JSON.stringify(progress)}`);
      });
      await Promise.race([once(reported, phase), early]);
    },
    goOn: () => void child.stdin.end(),
    told,
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
};

/** What a fetch that was killed, and a disk that lost files, may leave in the cache. */
const litter = async (servers: string): Promise<void> => {
  const dead = formatIdentity(await deadProcess());
  const [staging, half] = [join(servers, '.staging-killed'), join(servers, await nameOfFetched())];
  await mkdir(join(staging, 'server'), { recursive: true });
  await writeFile(join(staging, 'owner'), dead);
  await writeFile(join(servers, '.lock'), dead);
  await mkdir(join(half, 'root'), { recursive: true });
  await writeFile(join(half, 'about.json'), '{"layout":1,"pack');
};

const nameOfFetched = async (): Promise<string> => {
  const [fetched] = await listFetched(mysqlRecipe, filledCache);
  return fetched?.folder.split('/').at(-1) ?? 'the global setup has fetched no server';
};

/** The only test that fetches everything over the network, for which it takes 10 s and more. */
// Every first run fetches, too, by itself.
test.runIf(isSoak)(
  'two processes at once fetch a server once, past the litter of a killed fetch, and it starts',
  async () => {
    await using places = await makePlaces();
    const cacheFolder = join(places.folder, 'cache');
    const servers = join(cacheFolder, 'servers');
    await litter(servers);
    using one = startFetcher(places, cacheFolder);
    await one.reports('fetching');
    // Only now, and the first goes on only after that: else both might take over the dead lock in the same moment, as
    // they may, or the fetch might be over before the second one comes.
    using other = startFetcher(places, cacheFolder);
    await other.reports('waiting');
    one.goOn();
    const [fetcher, waiter] = await Promise.all([one.told, other.told]);

    expect(waiter.fetched).toEqual(fetcher.fetched);
    expect(await readdir(servers)).toEqual([await nameOfFetched()]);
    expect(await listFetched(mysqlRecipe, cacheFolder)).toEqual([fetcher.fetched]);

    expect(waiter.progress).toEqual([
      {
        phase: 'waiting',
        message: expect.stringMatching(/^Another isolab \(process \d+\) is fetching MySQL/),
      },
    ]);
    const phases = fetcher.progress.map(({ phase }) => phase);
    expect([...new Set(phases)]).toEqual(['fetching', 'unpacking', 'preparing']);
    for (const phase of ['fetching', 'unpacking']) {
      const shares = fetcher.progress
        .filter((report) => report.phase === phase)
        .flatMap(({ done }) => done ?? []);
      expect(shares.at(-1)).toBe(1);
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
      // How often apt tells its share depends on how fast the network is.
      expect(new Set(shares).size).toBeGreaterThan(phase === 'fetching' ? 0 : 2);
    }

    await using server = await embeddedProvider.start({}, places.context({ cacheFolder }));
    expect(await ping(server.address)).toBe('1');
  },
  600_000,
);

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/cli/clock.ts';
import { shippedLessons } from '../../src/cli/lessons.ts';
import { openLabServer } from '../../src/cli/with-lab.ts';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import { cacheFolderOf } from '../../src/hosts/paths.ts';
import type { ServerContext, StartedServer } from '../../src/hosts/provider.ts';
import { loadCatalogue, loadLesson } from '../../src/lesson/load.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { obtainServer } from '../../src/mysql/server/obtain.ts';
import { openRedis } from '../../src/redis/open.ts';
import { withRedis } from '../../src/redis/with-redis.ts';
import { asideFigures } from './asides.ts';
import { blockedVerdicts } from './blocked-verdict.ts';
import { type Figure, figure, table, timed } from './figures.ts';
import { firstPaint } from './first-paint.ts';
import { frameFigures, mapFigures } from './frames.ts';
import { interactiveFigures } from './interactive.ts';
import { isolationtesterFigures } from './isolationtester.ts';
import { catalogueOrders, orderFigures } from './orders.ts';
import { type RaceFigure, raceFigures, raceSurprises, raceTable } from './race.ts';
import { replayFigures } from './replays.ts';
import { startFigures } from './starts.ts';
import { verifyAll, verifyThousandTimes } from './verified.ts';
import { warmFigures } from './warm-start.ts';

// Figures, not tests: they are printed and never judged, since machines differ and are noisy.

const clock = systemClock;
/** Servers run here, apart from one that the developer keeps warm. */
const folder = await mkdtemp(join(tmpdir(), 'isolab-bench-'));
const context: ServerContext = {
  env: { ...process.env, TMPDIR: folder },
  platform: process.platform,
  cacheFolder: cacheFolderOf(process.env, homedir()),
  signal: new AbortController().signal,
  onProgress: () => {},
};

const lessons = fileURLToPath(new URL('../../lessons', import.meta.url));
const flagship = await loadLesson(join(lessons, 'duplicate-book.yaml'));
const start = () => obtainServer({ provider: 'embedded' }, context);

const takeFirstStep = async (server: StartedServer): Promise<void> => {
  await using lab = await MysqlLab.open(server);
  await using run = await startRun({ script: scriptOf(flagship), server: lab, clock, emit: () => {} });
  await run.next();
};

const startToFirstStep = async (): Promise<void> => {
  await using server = await start();
  await takeFirstStep(server);
};

/** Resident memory of the server with that socket, in MB, from /proc. */
const serverMemory = async (socketPath: string | undefined): Promise<readonly number[]> => {
  const owner = await readFile(`${socketPath?.replace(/\/[^/]*$/, '')}/server`, 'utf8').catch(() => '');
  const status = await readFile(`/proc/${Number.parseInt(owner, 10)}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kilobytes === undefined ? [] : [Number(kilobytes) / 1024];
};

const measure = async (): Promise<readonly Figure[]> => {
  await (await start())[Symbol.asyncDispose](); // The first one may fetch.
  const paints: number[] = [];
  for (let run = 0; run < 10; run++) paints.push(await firstPaint());
  const starts = await timed(5, async () => {
    await using _ = await start();
  });
  const toFirstStep = await timed(5, startToFirstStep);
  await using server = await start();
  await using lab = await MysqlLab.open(server);
  // Some lessons talk to Redis.
  await using both = withRedis(lab, () => openRedis({}, context));
  await using pool = new SandboxPool(both);
  const replays = await replayFigures({ pool, lab, address: server.address }, flagship, clock);
  const verdicts = await blockedVerdicts(lab, clock, 200);
  return [
    figure('program start to first paint', paints),
    ...frameFigures(),
    ...mapFigures(await shippedLessons()),
    ...(await interactiveFigures((await loadCatalogue(lessons)).lessons, server.address)),
    ...(await asideFigures(pool, (await loadCatalogue(lessons)).lessons, clock)),
    figure('embedded server, warm start', starts),
    ...(await startFigures(context, process.env['ISOLAB_BENCH_IMAGE'])),
    figure('warm start to first step taken', toFirstStep),
    ...(await warmFigures(context, takeFirstStep)),
    ...replays,
    ...(await orderFigures({ pool, address: server.address }, flagship, clock)),
    ...(await isolationtesterFigures()),
    ...(await catalogueOrders(pool, (await loadCatalogue(lessons)).lessons, clock)),
    figure('sent to blocked verdict', verdicts),
    figure('verify, all lessons', [await verifyAll(pool, lessons)]),
    figure('verify, 1,000 times the same wait and deadlock', [await verifyThousandTimes(pool, flagship)]),
    figure('server memory, resident', await serverMemory(server.address.socketPath), 'MB'),
  ];
};

/** Fixes must hold in so many bursts; a thousand rounds of all of them take a quarter of an hour. */
const rounds = Number(process.env['ISOLAB_BENCH_ROUNDS'] ?? 1000);

const raceAll = async (): Promise<readonly RaceFigure[]> => {
  await using open = await openLabServer({ provider: 'embedded' }, context);
  return await raceFigures((await loadCatalogue(lessons)).lessons, open.lab, clock, rounds);
};

/** What somebody at the keyboard feels; the rest takes more than ten minutes. */
const measureKeyboard = async (): Promise<readonly Figure[]> => {
  const catalogue = await loadCatalogue(lessons);
  await using server = await start();
  await using lab = await MysqlLab.open(server);
  await using pool = new SandboxPool(lab);
  return [
    ...frameFigures(),
    ...mapFigures(await shippedLessons()),
    ...(await interactiveFigures(catalogue.lessons, server.address)),
    ...(await asideFigures(pool, catalogue.lessons, clock)),
  ];
};

const isKeyboard = process.argv[2] === 'keyboard';
const figures = isKeyboard ? await measureKeyboard() : await measure();
const races = isKeyboard ? [] : await raceAll();
await rm(folder, { recursive: true });
const surprises = raceSurprises(races);
process.stdout.write(`${table(figures)}\n\n`);
if (!isKeyboard) process.stdout.write(`${raceTable(races)}\n`);
process.stdout.write(surprises.length > 0 ? `Not as claimed:\n${surprises.join('\n')}\n\n` : '\n');
process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), figures, races })}\n`);

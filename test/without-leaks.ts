// Runs a command (the test suite) and then looks for what it left: processes, sockets, files, disks, containers,
// images, networks and volumes. Usage: node test/without-leaks.ts COMMAND [ARGUMENT…]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

const [, , file, ...args] = process.argv;
if (file === undefined) throw new Error('usage: node test/without-leaks.ts COMMAND [ARGUMENT…]');

/** Everything temporary of the suite, so that it cannot be confused with what others do on this machine. */
const folder = await mkdtemp('/tmp/isolab-suite-');

/** Stays in the system's temporary folder on purpose: testcontainers' lock, and what Node.js compiled of npm. */
const meant = /^(testcontainers-node-\d+\.lock|node-compile-cache)$/;

/** Processes that were started with our temporary folder, by their command lines. */
const processes = async (): Promise<string[]> => {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const read = (name: string) => readFile(join('/proc', pid, name), 'utf8').catch(() => '');
      const [env, command] = await Promise.all([read('environ'), read('cmdline')]);
      const isOurs = env.includes(folder) || command.includes(folder);
      return isOurs && Number(pid) !== process.pid
        ? [`process ${pid}: ${command.replaceAll('\0', ' ')}`]
        : [];
    }),
  );
  return found.flat();
};

/** Disks that tests mounted. */
const disks = async (): Promise<string[]> => {
  const lines = (await readFile('/proc/mounts', 'utf8').catch(() => '')).split('\n');
  return lines.flatMap((line) => line.split(' ')[1] ?? []).filter((path) => path.startsWith(folder));
};

const socketPath = new URL(process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').pathname;

/** That of test/docker/with-engine. Another one may be used by others meanwhile: there only our names tell. */
const isEngineOurs = socketPath.startsWith('/tmp/isolab-engine-');

const asked = async (path: string): Promise<unknown> => {
  const asking = request({ socketPath, path }).end();
  const [response] = await once(asking, 'response');
  return await json(response);
};

const hasEngine = await asked('/version').then(
  () => true,
  () => false,
);

/** The things of an answer of the engine: volumes come with warnings beside them. */
const listed = (answer: unknown): readonly unknown[] => {
  if (Array.isArray(answer)) return answer;
  if (typeof answer !== 'object' || answer === null) return [];
  return 'Volumes' in answer && Array.isArray(answer.Volumes) ? answer.Volumes : [];
};

/** What a Docker engine has, where there is one. */
const inDocker = async (): Promise<string[]> => {
  if (!hasEngine) return [];
  const kinds = ['containers/json?all=1', 'images/json', 'networks', 'volumes'];
  const texts = kinds.map(async (kind) => {
    const things = listed(await asked(`/${kind}`)).map((one) => JSON.stringify(one));
    const ids = things
      .filter((text) => isEngineOurs || text.includes('isolab'))
      .flatMap((text) => [...text.matchAll(/"(?:Id|Name)":"([^"]+)"/g)]);
    return ids.map(([, id]) => `${kind.split('/')[0]} ${id}`);
  });
  return (await Promise.all(texts)).flat();
};

const before = new Set(await inDocker());

const left = async (): Promise<string[]> => [
  ...(await processes()),
  ...(await disks()).map((path) => `disk ${path}`),
  ...(await readdir(folder)).filter((name) => !meant.test(name)).map((name) => `file ${join(folder, name)}`),
  ...(await inDocker().catch((error: unknown) => [`nobody knows what: ${String(error)}`])).filter(
    (one) => !before.has(one),
  ),
];

const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, TMPDIR: folder } });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
const [exitCode] = await once(child, 'exit');

// What was killed a moment ago may take one to go, and on a busy machine a long one.
const patienceMs = 90_000;
const endedAt = performance.now();
let leaks = await left();
while (leaks.length > 0 && performance.now() - endedAt < patienceMs) {
  await wait(200);
  leaks = await left();
}
if (leaks.length > 0) process.stderr.write(`Left behind:\n${leaks.map((one) => `  ${one}\n`).join('')}`);
// A disk cannot be removed, and was told.
await rm(folder, { recursive: true, force: true }).catch(() => {});
process.exitCode = exitCode === 0 && leaks.length > 0 ? 1 : (exitCode ?? 1);

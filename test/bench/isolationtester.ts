import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Figure, figure } from './figures.ts';

const run = promisify(execFile);

/** Where Debian puts PostgreSQL; postgresql-server-dev-N has the isolationtester. */
const home = '/usr/lib/postgresql';

/** The flagship in its words. Without permutations it runs all of them. */
const spec = `setup { CREATE TABLE books (id SERIAL PRIMARY KEY, name text NOT NULL); INSERT INTO books (name) VALUES ('A brief history of the world'); }
teardown { DROP TABLE books; }
${['a', 'b']
  .map(
    (session) => `session ${session}
step ${session}1 { BEGIN; }
step ${session}2 { SELECT id, name FROM books WHERE name = 'Sapiens'; }
step ${session}3 { INSERT INTO books (name) VALUES ('Sapiens'); }
step ${session}4 { COMMIT; }
`,
  )
  .join('')}`;

/** PostgreSQL refuses to run as root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const rounds = 10;

/** All permutations of the same, by PostgreSQL's own tool on a server without fsync; nothing where it is not installed. */
export const isolationtesterFigures = async (): Promise<readonly Figure[]> => {
  const [version] = await readdir(home).catch(() => []);
  const tester = join(home, version ?? '', 'lib/pgxs/src/test/isolation/isolationtester');
  if (version === undefined || (await readFile(tester).catch(() => undefined)) === undefined) return [];
  const folder = await mkdtemp(join(tmpdir(), 'isolab-bench-pg-'));
  await chmod(folder, 0o777);
  const data = join(folder, 'data');
  const own = (program: string, ...args: readonly string[]) =>
    run(join(home, version, 'bin', program), args, {
      ...nobody,
      cwd: folder,
      env: { PATH: '', HOME: folder },
    });
  try {
    await own('initdb', '-D', data, '-A', 'trust', '-U', 'bench');
    await own(
      'pg_ctl',
      '-D',
      data,
      '-o',
      `-c listen_addresses= -k ${folder} -c fsync=off`,
      '-l',
      join(folder, 'log'),
      '-w',
      'start',
    );
    try {
      const samples: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const begun = performance.now();
        const orders = await permutations(tester, folder);
        samples.push(performance.now() - begun);
        if (orders !== 70) throw new Error(`isolationtester ran ${orders} permutations`);
      }
      return [figure(`70 orders of duplicate-book, PostgreSQL ${version}'s isolationtester`, samples)];
    } finally {
      await own('pg_ctl', '-D', data, '-m', 'fast', '-w', 'stop');
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const permutations = async (tester: string, folder: string): Promise<number> => {
  const child = spawn(tester, [`host=${folder} user=bench dbname=postgres`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (more: Buffer) => {
    text += String(more);
  });
  child.stdin.end(spec);
  await new Promise((resolve) => child.once('close', resolve));
  return text.match(/^starting permutation/gm)?.length ?? 0;
};

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Ended, ended, plainEnv, scratch, start } from './isolab.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

const packedSchema = z.object({
  filename: z.string(),
  unpackedSize: z.number(),
  files: z.array(z.object({ path: z.string() })),
});

let folder: Awaited<ReturnType<typeof scratch>>;
let packed: z.infer<typeof packedSchema>;
/** A project with nothing in it but the package. */
let project: string;
let installed: string;

beforeAll(async () => {
  folder = await scratch();
  // The build that these tests test is there already; packing must not make another one under them.
  await run('npm', ['run', '--silent', 'declarations'], { cwd: root });
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder.path];
  const { stdout } = await run('npm', pack, { cwd: root });
  [packed] = z.tuple([packedSchema]).parse(JSON.parse(stdout));
  project = join(folder.path, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
  // Offline: whatever it would have to fetch makes it fail.
  await run('npm', ['install', '--offline', join(folder.path, packed.filename)], { cwd: project });
  installed = join(project, 'node_modules/isolab');
});
afterAll(() => folder[Symbol.asyncDispose]());

const isolab = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  ended(start([join(installed, 'dist/isolab.js'), ...args], { file: process.execPath, env }));

describe('the package', () => {
  it('holds the program, its types, the lessons, and no sources, source maps or tests', () => {
    const files = packed.files.map(({ path }) => path);
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/isolab.js',
        'dist/index.js',
        'dist/types/index.d.ts',
        'lessons/duplicate-book.yaml',
        'LICENSE',
        'THIRD-PARTY-LICENSES',
        'README.md',
        'package.json',
      ]),
    );
    expect(files.filter((path) => /^(src|test|build)\/|\.map$/.test(path))).toEqual([]);
    expect(packed.unpackedSize).toBeLessThan(10_000_000);
  });

  it('comes alone, and runs nothing when it is installed', async () => {
    expect(await readdir(join(project, 'node_modules'))).toEqual(['.bin', '.package-lock.json', 'isolab']);
    const scripts = z.object({ scripts: z.record(z.string(), z.string()) });
    const about = scripts.parse(JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')));
    // npm speaks of `prepare` as well to those who install a tarball.
    expect(Object.keys(about.scripts).filter((name) => /install$|^prepare$/.test(name))).toEqual([]);
  });

  it('has a program that runs by itself', async () => {
    expect((await stat(join(installed, 'dist/isolab.js'))).mode & 0o111).not.toBe(0);
    const list = await isolab(['list']);
    expect(list.exitCode).toBe(0);
    expect(list.stdout).toContain('duplicate-book');
    const lesson = await isolab(['run', 'duplicate-book']);
    expect(lesson.stderr).toBe('');
    expect(lesson.exitCode).toBe(0);
  });

  it('records nothing into its own lessons, but shows what it would', async () => {
    const lesson = join(installed, 'lessons/read-committed.yaml');
    const before = await readFile(lesson, 'utf8');
    const record = (...args: readonly string[]) =>
      ended(start([join(installed, 'dist/isolab.js'), 'record', ...args], { file: process.execPath }));
    for (const word of ['read-committed', lesson]) {
      const { stdout, stderr, exitCode } = await record(word, '--yes');
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
      expect(stderr).toContain('belongs to the installed isolab, so nothing is written into it.');
      expect(stderr).toContain(`cp ${lesson} . && isolab record read-committed.yaml`);
    }
    expect(await record('read-committed', '--level', 'rc', '--dry-run')).toMatchObject({ exitCode: 0 });
    expect(await readFile(lesson, 'utf8')).toBe(before);
  });

  it('is a library whose README examples run, and whose types need no other package', async () => {
    const readme = await readFile(join(installed, 'README.md'), 'utf8');
    const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) => text);
    expect(examples).toHaveLength(2);
    const names = examples.map((_, index) => `example-${index}.ts`);
    for (const [index, name] of names.entries()) await writeFile(join(project, name), examples[index] ?? '');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'esnext'];
    const tsc = [join(root, 'node_modules/typescript/bin/tsc'), ...options, '--skipLibCheck', 'false'];
    const { stdout: complaints } = await run(process.execPath, [...tsc, ...names], { cwd: project }).catch(
      (error: unknown) => z.object({ stdout: z.string() }).parse(error),
    );
    expect(complaints).toBe('');
    const lastLines: (string | undefined)[] = [];
    for (const name of names) {
      const { stdout } = await run(process.execPath, [name], { cwd: project, env: plainEnv() });
      lastLines.push(stdout.trimEnd().split('\n').at(-1));
    }
    expect(lastLines).toEqual(['true', 'true true']);
  });
});

describe('without testcontainers', () => {
  let engine: AsyncDisposable;
  let env: Record<string, string>;
  beforeAll(async () => {
    const socket = join(folder.path, 'docker.sock');
    const server = createServer((_, response) => response.end('{"Version":"27.1.0"}')).listen(socket);
    await once(server, 'listening');
    engine = { [Symbol.asyncDispose]: async () => void (await once(server.close(), 'close')) };
    env = { DOCKER_HOST: `unix://${socket}` };
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  const command = (): string => `npm install --prefix ${project} 'testcontainers@^12.2.0'`;

  it.each([
    ['MySQL', ['run', 'duplicate-book', '--server', 'docker']],
    ['Redis', ['run', 'book-in-progress', '--variant', 'setnx', '--redis', 'docker']],
  ])('Docker for %s is refused with the command that installs it', async (_, args) => {
    expect(await isolab(args, env)).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining(
        `testcontainers, through which isolab uses Docker, is not installed.\n  → Install it: ${command()}`,
      ),
    });
  });

  it('doctor says so beside the engine, and uses another server', async () => {
    const { stdout, exitCode } = await isolab(['doctor'], env);
    const docker = stdout.split('\n').filter((line) => /^ {2}– docker /.test(line));
    const said = `but testcontainers is not installed: ${command()}`;
    expect(docker).toEqual([
      expect.stringMatching(/Docker 27\.1\.0 at .* could run mysql:/),
      expect.stringMatching(/Docker 27\.1\.0 at .* could run redis:/),
    ]);
    for (const line of docker) expect(line).toContain(said);
    expect(exitCode).toBe(0);
  });

  it('looking for any server goes past Docker, and names it among the ways', async () => {
    const nowhere = { ...env, ISOLAB_URL: '', PATH: '/nowhere', XDG_CACHE_HOME: join(folder.path, 'none') };
    expect(await isolab(['run', 'duplicate-book'], nowhere)).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining(`but testcontainers is not installed: ${command()}`),
    });
  });
});

import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ended, plainEnv, scratch, start } from './isolab.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

let folder: Awaited<ReturnType<typeof scratch>>;
let files: readonly string[];
/** Where npm install would have put it. */
let installed: string;

beforeAll(async () => {
  folder = await scratch();
  // The build that these tests test is there already; packing must not make another one under them.
  const { stdout } = await run(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', folder.path],
    {
      cwd: root,
    },
  );
  const [packed] = z
    .array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }))
    .parse(JSON.parse(stdout));
  if (packed === undefined) throw new Error('Nothing was packed');
  files = packed.files.map(({ path }) => path);
  await run('tar', ['-xzf', packed.filename], { cwd: folder.path });
  installed = join(folder.path, 'package');
});
afterAll(() => folder[Symbol.asyncDispose]());

const dependenciesOf = async (place: string): Promise<readonly string[]> => {
  const about = z.object({ dependencies: z.record(z.string(), z.string()) });
  const { dependencies } = about.parse(JSON.parse(await readFile(join(place, 'package.json'), 'utf8')));
  return Object.keys(dependencies);
};

describe('the package', () => {
  it('holds the program, its types, the lessons, and no sources or tests', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/isolab.js',
        'dist/index.js',
        'dist/types/index.d.ts',
        'lessons/duplicate-book.yaml',
        'LICENSE',
        'README.md',
        'package.json',
      ]),
    );
    expect(files.filter((path) => /^(src|test)\//.test(path))).toEqual([]);
  });

  it('has a program that runs by itself, with nothing installed beside it', async () => {
    const program = join(installed, 'dist/isolab.js');
    expect((await stat(program)).mode & 0o111).not.toBe(0);
    const list = await ended(start([program, 'list'], { file: process.execPath }));
    expect(list.exitCode).toBe(0);
    expect(list.stdout).toContain('duplicate-book');
    const lesson = await ended(start([program, 'run', 'duplicate-book'], { file: process.execPath }));
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

  it('is a library whose README examples run, and whose types hold', async () => {
    const readme = await readFile(join(installed, 'README.md'), 'utf8');
    const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) => text);
    expect(examples).toHaveLength(2);
    const names = examples.map((_, index) => `example-${index}.ts`);
    const modules = join(folder.path, 'node_modules');
    await rm(modules, { recursive: true, force: true });
    await writeFile(join(folder.path, 'package.json'), '{"type":"module"}');
    for (const [index, name] of names.entries())
      await writeFile(join(folder.path, name), examples[index] ?? '');
    await run('mkdir', [modules]);
    await symlink(installed, join(modules, 'isolab'));
    // What npm would have installed with it; what the types speak of must be among these.
    for (const name of [...(await dependenciesOf(installed)), '@types']) {
      await mkdir(dirname(join(modules, name)), { recursive: true });
      await symlink(join(root, 'node_modules', name), join(modules, name));
    }
    await symlink(modules, join(installed, 'node_modules'));
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024'];
    const tsc = [
      join(root, 'node_modules/typescript/bin/tsc'),
      ...options,
      '--lib',
      'es2024,esnext.disposable',
    ];
    await run(process.execPath, [...tsc, '--types', 'node', ...names], { cwd: folder.path });
    const lastLines: (string | undefined)[] = [];
    for (const name of names) {
      const { stdout } = await run(process.execPath, [name], { cwd: folder.path, env: plainEnv() });
      lastLines.push(stdout.trimEnd().split('\n').at(-1));
    }
    expect(lastLines).toEqual(['true', 'true true']);
  });
});

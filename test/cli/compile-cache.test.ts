import {
  chmod,
  chown,
  cp,
  lchown,
  lstat,
  mkdir,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, ended, program, scratch, start } from './isolab.ts';

// Who can write into the folder where Node.js keeps compiled modules has the program run their code. Here another
// user does: a folder is given away, which only root may do.
const isRoot = process.getuid?.() === 0;
const stranger = 65534;

let folder: Awaited<ReturnType<typeof scratch>>;
beforeEach(async () => {
  folder = await scratch();
  await cp(dirname(program), join(folder.path, 'dist'), { recursive: true });
  await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }');
  await mkdir(place('cache'), { mode: 0o700 });
  await mkdir(place('tmp'), { mode: 0o700 });
});
afterEach(() => folder[Symbol.asyncDispose]());

const place = (...names: readonly string[]): string => join(folder.path, ...names);
const compiled = (): string => place('cache/isolab/compiled');

const help = async (shell = ''): Promise<Ended> => {
  const env = { XDG_CACHE_HOME: place('cache'), TMPDIR: place('tmp') };
  const command = `${shell} exec ${process.execPath} ${place('dist/isolab.js')} --help`;
  return await ended(start(['-c', command], { file: '/bin/sh', env }));
};

/** Said by code that runs when its module is loaded: only that is kept. */
const honest = 'open the lab with the map of its course';
const owned = 'run what somebody has left for you'.padEnd(honest.length);

/** All files below the folder of compiled code, by their paths in it. */
const compiledFiles = async (): Promise<Map<string, Buffer>> => {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(compiled(), { recursive: true, withFileTypes: true }).catch(() => [])) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path, await readFile(path));
  }
  return files;
};

/** What Node.js checks is what the source had for a size and a checksum: words that one can write there. */
const forged = (code: Buffer, model: Buffer | undefined): Buffer => {
  const result = Buffer.from(code);
  for (const word of [1, 3]) model?.copy(result, word * 4, word * 4, word * 4 + 4);
  return result;
};

/** Leaves compiled code of another program in the place of this one's. */
const plant = async (): Promise<void> => {
  await help();
  const models = await compiledFiles();
  await rm(compiled(), { recursive: true });
  const chunks = place('dist/chunks');
  const main = (await readdir(chunks)).find((name) => /^main-.*\.js$/.test(name)) ?? '';
  const source = await readFile(join(chunks, main), 'utf8');
  await writeFile(join(chunks, main), source.replaceAll(honest, owned));
  await help();
  await writeFile(join(chunks, main), source);
  for (const [path, code] of await compiledFiles()) await writeFile(path, forged(code, models.get(path)));
};

it('is in the user’s own cache, for the user alone whatever the umask, and nothing is in TMPDIR', async () => {
  expect((await help('umask 000;')).stdout).toContain(honest);
  expect((await compiledFiles()).size).toBeGreaterThan(0);
  const [byNode = ''] = await readdir(compiled());
  for (const path of [join(compiled(), byNode), compiled(), dirname(compiled())])
    expect((await lstat(path)).mode & 0o777).toBe(0o700);
  expect(await readdir(place('tmp'))).toEqual([]);
});

it('is done without where there is no place for it', async () => {
  await rm(place('cache'), { recursive: true });
  await writeFile(place('cache'), 'a file');
  expect(await help()).toMatchObject({ exitCode: 0, stderr: '' });
});

describe('compiled code of somebody else', () => {
  it('would run: that is why all the care is taken', async () => {
    await plant();
    expect((await help()).stdout).toContain(owned);
  });

  const attacks: readonly (readonly [string, () => Promise<void>])[] = [
    ['when others could write into the folder', () => chmod(compiled(), 0o777)],
    ['when others could write into the folder above', () => chmod(dirname(compiled()), 0o777)],
    ['when others could write into the cache', () => chmod(place('cache'), 0o777)],
  ];
  const attacksAsOther: typeof attacks = [
    ['when the folder is theirs', () => chown(compiled(), stranger, stranger)],
    ['when the folder above is theirs', () => chown(dirname(compiled()), stranger, stranger)],
    [
      'when they put a link there',
      async () => {
        await cp(compiled(), place('elsewhere'), { recursive: true });
        await rm(compiled(), { recursive: true });
        await symlink(place('elsewhere'), compiled());
        await lchown(compiled(), stranger, stranger);
      },
    ],
  ];

  const isHarmless = async (attack: () => Promise<void>): Promise<void> => {
    await plant();
    await attack();
    const before = await compiledFiles();
    const { stdout, stderr, exitCode } = await help();
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toContain(honest);
    expect(await compiledFiles()).toEqual(before);
  };

  it.each(attacks)('is not run %s', (_, attack) => isHarmless(attack));

  it.skipIf(!isRoot).each(attacksAsOther)('is not run %s (needs root)', (_, attack) => isHarmless(attack));

  it.skipIf(!isRoot)(
    'is not run out of TMPDIR, where Node.js would look by itself (needs root)',
    async () => {
      await plant();
      await cp(compiled(), place('tmp/node-compile-cache'), { recursive: true });
      await rm(compiled(), { recursive: true });
      await chown(place('tmp/node-compile-cache'), stranger, stranger);
      expect((await help()).stdout).toContain(honest);
    },
  );
});

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { licensesOf, packageFolders, permittedLicenses } from '../../src/build/licenses.ts';
import { scratch } from './isolab.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dist = join(root, 'dist');

/** Packages as `name version`, by what the bundler wrote above each module. */
const bundledPackages = async (): Promise<readonly string[]> => {
  const scripts = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.js'));
  const code = await Promise.all(scripts.map((name) => readFile(join(dist, name), 'utf8')));
  const modules = code.flatMap((text) =>
    Array.from(text.matchAll(/^\s*(?:\/\/ |")(node_modules\/[^\s"]+)/gm), ([, path = '']) => path),
  );
  const about = z.object({ name: z.string(), version: z.string() });
  const names = packageFolders(modules).map(async (folder) => {
    const text = await readFile(join(root, folder, 'package.json'), 'utf8');
    const { name, version } = about.parse(JSON.parse(text));
    return `${name} ${version}`;
  });
  return (await Promise.all(names)).toSorted();
};

it('every package whose code is in the bundle is in THIRD-PARTY-LICENSES, with a text and a licence that is permitted', async () => {
  const text = await readFile(join(root, 'THIRD-PARTY-LICENSES'), 'utf8');
  const parts = text.split(/^=+\n(.+) \((.+)\)\n=+\n/m).slice(1);
  const listed = Array.from({ length: parts.length / 3 }, (_, at) => parts.slice(at * 3, at * 3 + 3));
  expect(listed.map(([name]) => name)).toEqual(expect.arrayContaining([...(await bundledPackages())]));
  expect(listed.length).toBeGreaterThan(50);
  for (const [, id = '', words] of listed) {
    expect(permittedLicenses).toContain(id);
    expect(words).toMatch(/copyright/i);
  }
});

it.each([
  ['a licence that is not permitted', 'GPL-3.0', 'Copyright', 'sql-things has the licence GPL-3.0'],
  ['a licence without its text', 'MIT', undefined, 'sql-things has no text of its licence (MIT)'],
])('%s fails the build', async (_, license, text, message) => {
  await using folder = await scratch();
  const place = join(folder.path, 'node_modules/sql-things');
  await mkdir(place, { recursive: true });
  await writeFile(
    join(place, 'package.json'),
    JSON.stringify({ name: 'sql-things', version: '1.0.0', license }),
  );
  if (text !== undefined) await writeFile(join(place, 'LICENSE'), text);
  await expect(licensesOf(packageFolders([join(place, 'lib/index.js')]))).rejects.toThrow(message);
});

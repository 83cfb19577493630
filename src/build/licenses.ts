import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { licensesNotPacked } from './licenses-not-packed.ts';

/** What may be in the bundle. They ask for their text to go with the code, and for nothing else that concerns us. */
export const permittedLicenses: readonly string[] = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
];

const aboutPackage = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** The folders of the packages that modules are from, by the paths that esbuild gives them. */
export const packageFolders = (modules: readonly string[]): readonly string[] => {
  const folders = modules.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].toSorted();
};

/**
 * The licences of packages, for THIRD-PARTY-LICENSES.
 *
 * @throws Error where one is not permitted, or its text cannot be found.
 */
export const licensesOf = async (folders: readonly string[]): Promise<string> => {
  const parts = await Promise.all(folders.map(licenseOf));
  return [
    'The code of these packages is in dist/, under their own licences.\n',
    ...new Set(parts.toSorted((a, b) => a.localeCompare(b, 'en'))),
  ].join('\n');
};

const licenseOf = async (folder: string): Promise<string> => {
  const about = aboutPackage.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  const { name, version, license } = about;
  if (!permittedLicenses.includes(license)) throw new Error(`${name} has the licence ${license}`);
  const files = (await readdir(folder))
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .toSorted();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const text = texts.length > 0 ? texts.map((one) => one.trim()).join('\n\n') : licensesNotPacked.get(name);
  if (text === undefined) throw new Error(`${name} has no text of its licence (${license})`);
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n${'='.repeat(80)}\n\n${text.replaceAll('\r', '')}\n`;
};

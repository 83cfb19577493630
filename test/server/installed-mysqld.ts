import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listFetched, programOf } from '../../src/hosts/apt/fetched.ts';
import { mysqlRecipe } from '../../src/mysql/server/recipe.ts';
import { filledCache } from './places.ts';

/** A program that does what these shell commands do. */
export const script = async (path: string, commands: string): Promise<string> => {
  await writeFile(path, `#!/bin/sh\n${commands}\n`);
  await chmod(path, 0o755);
  return path;
};

/** A folder for PATH in which the embedded server stands as an installed mysqld would. */
export const installMysqld = async (folder: string): Promise<string> => {
  const [fetched] = await listFetched(mysqlRecipe, filledCache);
  if (fetched === undefined) throw new Error('the global setup has fetched no server');
  const { file, before, options, env } = await programOf(mysqlRecipe, fetched);
  const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ');
  const settings = Object.entries(env).map(([name, value]) => `export ${name}='${value}'`);
  await mkdir(folder, { recursive: true });
  await script(
    join(folder, 'mysqld'),
    [
      ...settings,
      'first=$1; shift',
      `exec ${quoted([file, ...before])} "$first" ${quoted(options)} "$@"`,
    ].join('\n'),
  );
  return folder;
};

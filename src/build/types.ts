// Leaves of the declarations those of the library: the compiler writes them for every file of the program, and
// they speak of packages that are bundled, which nobody has who installs this one.
import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const folder = 'dist/types';
const listing = ['--ignoreConfig', '--listFilesOnly', '--module', 'nodenext', join(folder, 'index.d.ts')];

const { stdout } = await promisify(execFile)('tsc', listing);
const needed = new Set(stdout.split('\n').map((path) => resolve(path)));
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  const path = resolve(entry.parentPath, entry.name);
  if (entry.isFile() && !needed.has(path)) await rm(path);
}

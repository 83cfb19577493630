import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { hasCode } from '../../files/error-code.ts';
import { packageFolder } from '../../package-folder.ts';
import { shellPath, shellWord } from '../../shell-word.ts';
import { noServer, ways } from '../failure.ts';

/**
 * What works through testcontainers. That is an optional peer dependency: it brings a hundred packages, and most
 * people need none of them.
 *
 * @throws UserError (exit code 3) that says how to install it here.
 */
export const loadContainers = async (): Promise<typeof import('./container.ts')> => {
  try {
    return await import('./container.ts');
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw noServer(
      'testcontainers, through which isolab uses Docker, is not installed.',
      [`Install it: ${await installTestcontainers()}`, ways.url],
      error,
    );
  }
};

/** Found where an import would find it, but not loaded: that takes half a second. */
export const isTestcontainersHere = (): boolean => {
  try {
    import.meta.resolve('testcontainers');
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};

/** The one comes from an import, the other from a require in vain. */
const isMissing = (error: unknown): boolean =>
  hasCode(error, 'ERR_MODULE_NOT_FOUND') || hasCode(error, 'MODULE_NOT_FOUND');

const aboutPackage = z.object({ peerDependencies: z.object({ testcontainers: z.string() }) });

/** The command that puts it where this isolab finds it. */
export const installTestcontainers = async (): Promise<string> => {
  const folder = packageFolder(fileURLToPath(import.meta.url));
  const { peerDependencies } = aboutPackage.parse(
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
  );
  return installCommand(folder, `testcontainers@${peerDependencies.testcontainers}`);
};

/** npm's command for another package beside the one in this folder. */
export const installCommand = (folder: string, spec: string): string => {
  const [root = folder, ...inside] = folder.split('/node_modules/');
  const word = shellWord(spec);
  // Not installed, but unpacked or cloned.
  if (inside.length === 0) return `npm install --no-save --prefix ${shellPath(root)} ${word}`;
  // Each set of packages that npx is asked for has a folder of its own.
  if (basename(dirname(root)) === '_npx') return `npx --package isolab --package ${word} isolab`;
  return existsSync(join(root, 'package.json'))
    ? `npm install --prefix ${shellPath(root)} ${word}`
    : `npm install --global ${word}`;
};

import { join } from 'node:path';
import type { ServerContext } from './provider.ts';

/**
 * Where Homebrew has the programs of a formula, also of one that it does not link into PATH: as its own settings say, and
 * where it is on an Apple processor and on Intel's. https://docs.brew.sh/Installation
 */
export const homebrewFolders = (
  formula: string,
  { env, platform }: Pick<ServerContext, 'env' | 'platform'>,
): readonly string[] => {
  if (platform !== 'darwin') return [];
  const own = env['HOMEBREW_PREFIX'];
  const prefixes = [...(own?.startsWith('/') ? [own] : []), '/opt/homebrew', '/usr/local'];
  return [...new Set(prefixes)].map((prefix) => join(prefix, 'opt', formula, 'bin'));
};

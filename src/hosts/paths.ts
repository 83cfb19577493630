import { join } from 'node:path';
import type { ServerContext } from './provider.ts';

type Env = ServerContext['env'];

/**
 * The user's cache folder for isolab, by the XDG rules: a relative XDG_CACHE_HOME is ignored.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
export const cacheFolderOf = (env: Env, homeFolder: string): string => {
  const cacheHome = env['XDG_CACHE_HOME'];
  const base = cacheHome?.startsWith('/') ? cacheHome : join(env['HOME'] || homeFolder, '.cache');
  return join(base, 'isolab');
};

/** Fetched servers, one folder each; beside them the lock and the staging folder of a fetch under way. */
export const serversFolder = (cacheFolder: string): string => join(cacheFolder, 'servers');

/** Prepared data directories for servers that we did not fetch. */
export const templatesFolder = (cacheFolder: string): string => join(cacheFolder, 'templates');

/** What Node.js keeps of this program's compiled modules. */
export const compiledFolder = (cacheFolder: string): string => join(cacheFolder, 'compiled');

/** In bytes: sun_path holds 108 with the closing zero on Linux, and 104 on macOS and the BSDs. unix(7) */
const longestSocketPath = 103;

/** Longer than any name that a run folder and its socket get. */
const roomForSocketName = '/isolab-run-XXXXXX/mysql.sock'.length;

/**
 * Where the run folders are made: TMPDIR, or /tmp when a socket in TMPDIR would have too long a path. Not
 * the cache: that may be read-only or on a network, and a run is local and short-lived.
 */
export const runsFolder = (env: Env): string => {
  const wanted = env['TMPDIR'];
  if (!wanted?.startsWith('/')) return '/tmp';
  return Buffer.byteLength(wanted) + roomForSocketName <= longestSocketPath ? wanted : '/tmp';
};

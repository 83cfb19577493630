import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { findOnPath, plainEnv, runCommand } from '../../hosts/command.ts';
import { noServer, waysOn } from '../../hosts/failure.ts';
import { homebrewFolders } from '../../hosts/homebrew.ts';
import type { PrivateProvider, ServerContext, ServerWish } from '../../hosts/provider.ts';
import { told } from '../../printable.ts';
import { type Mysqld, templateFor } from './installed-template.ts';
import { startPrivateServer } from './start.ts';

/** A mysqld that is installed already, started for one run on data of our own. */
export const mysqldProvider: PrivateProvider = {
  name: 'mysqld',
  look: async (wish, context) => {
    try {
      const { path, version } = await findMysqld(wish, context);
      return { applies: true, because: told`mysqld ${version} at ${path}` };
    } catch (error) {
      if (error instanceof UserError) return { applies: false, because: error.message };
      throw error;
    }
  },
  prepare: async (wish, context) => {
    const mysqld = await findMysqld(wish, context);
    const program = { file: mysqld.path, before: [], options: [], env: plainEnv(context.env) };
    const template = await templateFor(mysqld, program, context);
    return { provider: 'mysqld', version: mysqld.version, program, template };
  },
  start: async (wish, context) => startPrivateServer(await mysqldProvider.prepare(wish, context), context),
};

/** How long `mysqld --version` may take, in ms. */
const versionLimitMs = 30_000;

/** @throws UserError saying what is wrong with it. */
const findMysqld = async (wish: ServerWish, context: ServerContext): Promise<Mysqld> => {
  const { env, platform } = context;
  // What starts a server, and ends it whatever happens, is a shell script, and the server listens on a Unix socket.
  if (platform === 'win32') throw noServer('On Windows itself the lab starts no server.', waysOn(platform));
  const path =
    wish.mysqld === undefined
      ? await findOnPath('mysqld', env, foldersBeyond(context))
      : resolve(wish.mysqld);
  if (path === undefined) {
    const places = platform === 'darwin' ? ", from Homebrew or from MySQL's own installer" : '';
    throw noServer(`There is no mysqld on PATH${places}.`, waysOn(platform));
  }
  const version = versionIn(await versionLine(path, context));
  if (version === undefined) {
    throw refused(path, 'it does not say its version as mysqld does', context);
  }
  if (version.mariaDb) throw refused(path, `it is MariaDB ${version.text}, which is another engine`, context);
  if (version.major < 8)
    throw refused(path, `it is MySQL ${version.text}, and the lab needs 8.0 or later`, context);
  return { path: await realpath(path), version: version.text };
};

/** Where a Mac has one that is not on PATH. */
const foldersBeyond = (context: ServerContext): readonly string[] => [
  ...['mysql', 'mysql@8.4', 'mysql@8.0'].flatMap((formula) => homebrewFolders(formula, context)),
  // https://dev.mysql.com/doc/refman/8.4/en/macos-installation-pkg.html
  ...(context.platform === 'darwin' ? ['/usr/local/mysql/bin'] : []),
];

const refused = (path: string, why: string, { platform }: ServerContext, cause?: unknown): UserError =>
  noServer(told`${path} cannot be used: ${why}.`, waysOn(platform), cause);

const versionLine = async (path: string, context: ServerContext): Promise<string> => {
  const limit = AbortSignal.timeout(versionLimitMs);
  try {
    const result = await runCommand({
      file: path,
      args: ['--no-defaults', '--version'],
      env: plainEnv(context.env),
      signal: AbortSignal.any([context.signal, limit]),
    });
    return result.stdout;
  } catch (error) {
    context.signal.throwIfAborted();
    if (limit.aborted)
      throw refused(path, `it does not answer to --version within ${versionLimitMs / 1000} s`, context);
    throw refused(path, 'it cannot be run', context, error);
  }
};

/** For instance "/usr/sbin/mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)". */
const versionIn = (line: string): { text: string; major: number; mariaDb: boolean } | undefined => {
  const match = /\bVer ((\d+)\.\d+\.\d+\S*)/.exec(line);
  if (match === null) return undefined;
  const [, text = '', major = ''] = match;
  return { text, major: Number(major), mariaDb: /mariadb/i.test(line) };
};

import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { findOnPath, plainEnv, runCommand } from '../../hosts/command.ts';
import { noServer, ways } from '../../hosts/failure.ts';
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
  const path = wish.mysqld === undefined ? await findOnPath('mysqld', context.env) : resolve(wish.mysqld);
  if (path === undefined)
    throw noServer('There is no mysqld on PATH.', [ways.mysqld, ways.url, ways.embedded]);
  const version = versionIn(await versionLine(path, context));
  if (version === undefined) {
    throw refused(path, 'it does not say its version as mysqld does');
  }
  if (version.mariaDb) throw refused(path, `it is MariaDB ${version.text}, which is another engine`);
  if (version.major < 8) throw refused(path, `it is MySQL ${version.text}, and the lab needs 8.0 or later`);
  return { path: await realpath(path), version: version.text };
};

const refused = (path: string, why: string, cause?: unknown): UserError =>
  noServer(told`${path} cannot be used: ${why}.`, [ways.mysqld, ways.url, ways.embedded], cause);

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
      throw refused(path, `it does not answer to --version within ${versionLimitMs / 1000} s`);
    throw refused(path, 'it cannot be run', error);
  }
};

/** For instance "/usr/sbin/mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)". */
const versionIn = (line: string): { text: string; major: number; mariaDb: boolean } | undefined => {
  const match = /\bVer ((\d+)\.\d+\.\d+\S*)/.exec(line);
  if (match === null) return undefined;
  const [, text = '', major = ''] = match;
  return { text, major: Number(major), mariaDb: /mariadb/i.test(line) };
};

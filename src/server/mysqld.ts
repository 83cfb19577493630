import { createHash } from 'node:crypto';
import { access, constants, mkdir, realpath, rename, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { plainEnv, runCommand } from './command.ts';
import { explainFileError, noServer, ways } from './failure.ts';
import { takeLock } from './lock.ts';
import { initializeOptions } from './mysqld-options.ts';
import { clearGone, makeOwnedFolder, removeFolder } from './owned-folder.ts';
import { templatesFolder } from './paths.ts';
import type { ServerProgram } from './program.ts';
import type { Provider, ServerContext, ServerWish } from './provider.ts';
import { startPrivateServer } from './start.ts';
import { makeTemplate } from './template.ts';

/** A mysqld that is installed already, started for one run on data of our own. */
export const mysqldProvider: Provider = {
  name: 'mysqld',
  look: async (wish, context) => {
    try {
      const { path, version } = await findMysqld(wish, context);
      return { applies: true, because: `mysqld ${version} at ${path}` };
    } catch (error) {
      if (error instanceof UserError) return { applies: false, because: error.message };
      throw error;
    }
  },
  start: async (wish, context) => {
    const mysqld = await findMysqld(wish, context);
    const program = { file: mysqld.path, before: [], options: [], env: plainEnv(context.env) };
    const template = await templateFor(mysqld, program, context);
    return startPrivateServer({ provider: 'mysqld', program, template }, context);
  },
};

interface Mysqld {
  /** Without symbolic links. */
  readonly path: string;
  readonly version: string;
}

/** How long `mysqld --version` may take, in ms. */
const versionLimitMs = 10_000;

/** @throws UserError saying what is wrong with it. */
const findMysqld = async (wish: ServerWish, context: ServerContext): Promise<Mysqld> => {
  const path = wish.mysqld === undefined ? await onPath(context.env) : resolve(wish.mysqld);
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
  noServer(`${path} cannot be used: ${why}.`, [ways.mysqld, ways.url, ways.embedded], cause);

const onPath = async (env: ServerContext['env']): Promise<string | undefined> => {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'mysqld');
    // A relative folder on PATH would mean another program in every place.
    if (folder.startsWith('/') && (await isProgram(path))) return path;
  }
  return undefined;
};

const isProgram = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};

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

const stagingPrefix = '.staging-';

/** A data directory made by exactly this mysqld with exactly these options; made once, about 2 to 5 s. */
const templateFor = async (
  mysqld: Mysqld,
  program: ServerProgram,
  context: ServerContext,
): Promise<string> => {
  const templates = templatesFolder(context.cacheFolder);
  const folder = join(templates, await templateName(mysqld));
  if (await isTemplate(folder)) return folder;
  try {
    await mkdir(templates, { recursive: true });
    const lock = await takeLock(join(templates, '.lock'), context.signal, (holder) =>
      context.onProgress({
        phase: 'waiting',
        message: `Another isolab (process ${holder}) is preparing a data directory; waiting for it`,
      }),
    );
    try {
      if (!(await isTemplate(folder))) await makeTemplateAs(folder, templates, program, context);
    } finally {
      await lock[Symbol.asyncDispose]();
    }
  } catch (error) {
    context.signal.throwIfAborted();
    throw explainFileError(error, templates);
  }
  return folder;
};

const templateName = async ({ path, version }: Mysqld): Promise<string> => {
  const { size, mtimeMs } = await stat(path);
  const key = JSON.stringify([path, size, mtimeMs, version, initializeOptions('')]);
  return `mysqld-${version}-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
};

const isTemplate = (folder: string): Promise<boolean> =>
  access(join(folder, 'mysql.ibd')).then(
    () => true,
    () => false,
  );

const makeTemplateAs = async (
  folder: string,
  templates: string,
  program: ServerProgram,
  context: ServerContext,
): Promise<void> => {
  await clearGone(templates, stagingPrefix);
  const staging = await makeOwnedFolder(templates, stagingPrefix);
  try {
    context.onProgress({ phase: 'preparing', message: `Preparing a data directory with ${program.file}` });
    await makeTemplate(program, join(staging, 'data'), context.signal);
    await rename(folder, join(staging, 'broken')).catch(() => undefined);
    await rename(join(staging, 'data'), folder);
  } finally {
    await removeFolder(staging);
  }
};

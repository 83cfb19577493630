import { createHash } from 'node:crypto';
import { access, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { atEnd } from '../../ending.ts';
import { takeLock } from '../../files/lock.ts';
import { clearGone, makeOwnedFolder, removeFolder } from '../../files/owned-folder.ts';
import { explainFileError } from '../../hosts/failure.ts';
import { flush } from '../../hosts/own/flush.ts';
import { checkCache, makeInCache } from '../../hosts/own/places.ts';
import { templatesFolder } from '../../hosts/paths.ts';
import type { ServerProgram } from '../../hosts/program.ts';
import type { ServerContext } from '../../hosts/provider.ts';
import { initializeOptions } from './options.ts';
import { makeTemplate } from './template.ts';

/** A mysqld that is installed on this machine. */
export interface Mysqld {
  /** Without symbolic links. */
  readonly path: string;
  readonly version: string;
}

const stagingPrefix = '.staging-';

/** A data directory made by exactly this mysqld with exactly these options; made once, about 2 to 5 s. */
export const templateFor = async (
  mysqld: Mysqld,
  program: ServerProgram,
  context: ServerContext,
): Promise<string> => {
  const templates = templatesFolder(context.cacheFolder);
  const folder = join(templates, await templateName(mysqld));
  checkCache(context.cacheFolder, [templates, folder]);
  if (await isTemplate(folder)) return folder;
  try {
    makeInCache(context.cacheFolder, templates);
    await using _ = await takeLock(join(templates, '.lock'), context.signal, (holder) =>
      context.onProgress({
        phase: 'waiting',
        message: `Another isolab (process ${holder}) is preparing a data directory; waiting for it`,
      }),
    );
    if (!(await isTemplate(folder))) await makeTemplateAs(folder, templates, program, context);
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
  await using _ = atEnd(() => removeFolder(staging));
  context.onProgress({ phase: 'preparing', message: `Preparing a data directory with ${program.file}` });
  await makeTemplate(program, join(staging, 'data'), context.signal);
  await flush(join(staging, 'data'), context);
  await rename(folder, join(staging, 'broken')).catch(() => undefined);
  await rename(join(staging, 'data'), folder);
};

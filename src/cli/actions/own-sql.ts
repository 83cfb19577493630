import type { LabServer } from '../../engine/ports.ts';
import { UserError } from '../../errors.ts';
import { readTextWithin, UnreadableFile } from '../../files/read-file.ts';
import { type LessonOfSql, lessonOfGeneralLog, lessonOfScripts } from '../../from-sql/lesson-of-sql.ts';
import type { SqlFile } from '../../from-sql/source.ts';
import { told } from '../../printable.ts';

/** Somebody's own SQL on the command line: scripts, a session each, or a general query log. */
export interface OwnSqlWords {
  readonly scripts: readonly string[];
  readonly from?: string | undefined;
  readonly connection?: string | undefined;
  readonly setup?: string | undefined;
  readonly promise?: string | undefined;
}

/** What somebody has explored of their own: a lesson that is nowhere yet. */
export interface OwnSql extends LessonOfSql {
  /** The order that a log has, where it comes from one. */
  readonly takes?: string;
  /** The same with all tables of the setup on the screen. */
  readonly watching: (tables: readonly string[]) => LessonOfSql;
}

/** A dump of a few tables, or the log of an afternoon. In bytes. */
const mostBytes = 64 * 1024 * 1024;

/** @throws UserError when a file cannot be read, or is not understood */
export const readOwnSql = async (words: OwnSqlWords): Promise<OwnSql> => {
  const { scripts, from, connection, promise } = words;
  const setup = words.setup === undefined ? {} : { setup: await read(words.setup) };
  const about = { ...setup, ...(promise !== undefined && { promise }) };
  if (from !== undefined) {
    const connections = connection?.split(',').map((id) => id.trim());
    const log = { log: await read(from), ...(connections && { connections }), ...about };
    return { ...lessonOfGeneralLog(log), watching: (watch) => lessonOfGeneralLog({ ...log, watch }) };
  }
  const own = { scripts: await Promise.all(scripts.map(read)), ...about };
  return { ...lessonOfScripts(own), watching: (watch) => lessonOfScripts({ ...own, watch }) };
};

const read = async (file: string): Promise<SqlFile> => {
  try {
    return { file, text: await readTextWithin(file, mostBytes) };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new UserError(told`${error.message}.`, { cause: error });
  }
};

/** The server is asked which tables the setup makes. @throws UserError when the setup fails */
export const withItsTables = async (own: OwnSql, server: LabServer): Promise<OwnSql> => {
  const { setup } = own.lesson;
  await using sandbox = await server.createSandbox({ setup });
  await sandbox.setUp(setup);
  const tables = (await sandbox.observer.contents()).map(({ table }) => table);
  return { ...own, ...own.watching(tables) };
};

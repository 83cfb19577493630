import { PromiseFailed, SetupFailed } from '../../engine/failed-sql.ts';
import type { LabServer } from '../../engine/ports.ts';
import { UserError, unwrap } from '../../errors.ts';
import { readTextWithin, UnreadableFile } from '../../files/read-file.ts';
import { type LessonOfSql, lessonOfGeneralLog, lessonOfScripts } from '../../from-sql/lesson-of-sql.ts';
import type { SqlFile } from '../../from-sql/source.ts';
import { printableLines, told } from '../../printable.ts';
import { shellWord } from '../../shell-word.ts';

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
  readonly words: OwnSqlWords;

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
    return { ...lessonOfGeneralLog(log), words, watching: (watch) => lessonOfGeneralLog({ ...log, watch }) };
  }
  const own = { scripts: await Promise.all(scripts.map(read)), ...about };
  return { ...lessonOfScripts(own), words, watching: (watch) => lessonOfScripts({ ...own, watch }) };
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
  try {
    await sandbox.setUp(setup);
  } catch (error) {
    throw explainOwn(own)(error);
  }
  const tables = (await sandbox.observer.contents()).map(({ table }) => table);
  return { ...own, ...own.watching(tables) };
};

/** What is said of a lesson's setup and promise, said of a file and an option. */
export const explainOwn =
  ({ words: { setup, promise = '' }, lesson, setupPlaces }: OwnSql) =>
  (error: unknown): unknown => {
    const { error: cause } = unwrap(error);
    if (cause instanceof SetupFailed && setup !== undefined) {
      const { sql, said, advice } = cause.failure;
      const place = lesson.setup[cause.place ?? -1] === sql ? setupPlaces[cause.place ?? -1] : undefined;
      return new UserError(
        [told`${place ?? setup}: the setup failed.`, ...[sql, withoutSchema(said)].flatMap(indented)].join(
          '\n',
        ),
        { next: [advice ?? told`Correct this statement in ${setup}.`], cause },
      );
    }
    if (cause instanceof PromiseFailed) {
      const { said, advice } = cause.failure;
      const isForgotten = setup === undefined && /^Table '.*' doesn't exist/.test(said);
      const next = isForgotten
        ? 'Was --setup forgotten? It makes the tables: --setup schema.sql'
        : told`Correct it: --promise ${shellWord(promise)}`;
      return new UserError(told`The query of --promise failed: ${withoutSchema(said)}`, {
        next: [advice ?? next],
        cause,
      });
    }
    return error;
  };

const indented = (text: string): readonly string[] => printableLines(text).map((line) => `  ${line}`);

/** The lab's schema is nobody's who has none. */
const withoutSchema = (said: string): string => said.replaceAll(/\bisolab_[0-9a-f]+_\d+\./g, '');

import { redisTable, type Script } from '../../lesson/script.ts';
import type { EndObservation, Question, TableView } from '../events.ts';
import type { Sandbox, WholeObservation } from '../ports.ts';

type Watching = Pick<Script, 'watch'>;

/** What is to be seen from outside once everything is settled. */
export const observe = async (
  sandbox: Sandbox,
  { watch }: Watching,
  questions: readonly Question[] = [],
): Promise<WholeObservation> => {
  const keys = await readKeys(sandbox);
  const seen = await sandbox.observer.observe(tablesAmong(watch, keys), questions);
  return {
    ...seen,
    tables: inLessonsOrder(watch, seen.tables, keys),
    newest: inLessonsOrder(watch, seen.newest, keys),
  };
};

/**
 * The committed rows of what a lesson watches, its keys in Redis, and what breaks its invariant.
 *
 * @param everyTable also of tables that it does not watch.
 */
export const observeEnd = async (
  sandbox: Sandbox,
  { watch }: Watching,
  violations: string | undefined,
  everyTable = false,
): Promise<EndObservation> => {
  const keys = await readKeys(sandbox);
  const seen = await sandbox.observer.end(everyTable ? 'all' : tablesAmong(watch, keys), violations);
  const order = everyTable ? [...seen.tables.map(({ name }) => name), ...(keys ? [redisTable] : [])] : watch;
  return { ...seen, tables: inLessonsOrder(order, seen.tables, keys) };
};

const tablesAmong = (watch: readonly string[], keys: TableView | undefined): readonly string[] =>
  watch.filter((name) => keys === undefined || name !== redisTable);

const inLessonsOrder = (
  watch: readonly string[],
  views: readonly TableView[],
  keys: TableView | undefined,
): readonly TableView[] =>
  watch.flatMap((name) => {
    const view = name === redisTable && keys ? keys : views.find((one) => one.name === name);
    return view ? [view] : [];
  });

/** A Redis that is gone must not end the run: that it is gone is what the lesson may be about. */
const readKeys = async ({ redis }: Sandbox): Promise<TableView | undefined> => {
  if (redis === undefined) return undefined;
  try {
    return { name: redisTable, ...(await redis.keys()) };
  } catch (error) {
    return { name: redisTable, unreadable: error instanceof Error ? error.message : String(error) };
  }
};

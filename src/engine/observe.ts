import { redisTable, type Script } from '../lesson/script.ts';
import type { Observation, TableView } from './events.ts';
import type { Sandbox } from './ports.ts';

/** What is to be seen from outside once everything is settled. */
export const observe = async (sandbox: Sandbox, { watch }: Pick<Script, 'watch'>): Promise<Observation> => {
  const { observer } = sandbox;
  const keys = await readKeys(sandbox);
  return {
    tables: await read(sandbox, watch, keys, 'committed'),
    newest: await read(sandbox, watch, keys, 'newest'),
    transactions: await observer.transactions(),
    locks: await observer.locks(),
  };
};

/** The committed rows of what a lesson watches, and its keys in Redis. */
export const watched = async (
  sandbox: Sandbox,
  { watch }: Pick<Script, 'watch'>,
): Promise<readonly TableView[]> => read(sandbox, watch, await readKeys(sandbox), 'committed');

const read = async (
  { observer }: Sandbox,
  watch: readonly string[],
  keys: TableView | undefined,
  which: 'committed' | 'newest',
): Promise<readonly TableView[]> => {
  const names = watch.filter((name) => keys === undefined || name !== redisTable);
  const views = await observer.tables(names, which);
  return watch.flatMap((name) => {
    const view = name === redisTable && keys ? keys : views.find((one) => one.name === name);
    return view ? [view] : [];
  });
};

/** A Redis that is gone must not end the run: that it is gone is what the lesson may be about. */
const readKeys = async ({ redis }: Sandbox): Promise<TableView | undefined> => {
  if (redis === undefined) return undefined;
  try {
    return { name: redisTable, ...(await redis.keys()) };
  } catch (error) {
    return { name: redisTable, unreadable: error instanceof Error ? error.message : String(error) };
  }
};

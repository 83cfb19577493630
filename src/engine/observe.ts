import { redisTable, type Script } from '../lesson/script.ts';
import type { Observation, TableView } from './events.ts';
import type { Sandbox } from './ports.ts';

/** What is to be seen from outside once everything is settled. */
export const observe = async (sandbox: Sandbox, script: Script): Promise<Observation> => {
  const { observer } = sandbox;
  const keys = await readKeys(sandbox);
  const read = async (which: 'committed' | 'newest'): Promise<readonly TableView[]> => {
    const names = script.watch.filter((name) => keys === undefined || name !== redisTable);
    const views = await observer.tables(names, which);
    return script.watch.flatMap((name) => {
      const view = name === redisTable && keys ? keys : views.find((one) => one.name === name);
      return view ? [view] : [];
    });
  };
  return {
    tables: await read('committed'),
    newest: await read('newest'),
    transactions: await observer.transactions(),
    locks: await observer.locks(),
  };
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

import type { KeyedTable } from '../history/tables.ts';
import { quoted } from './quoted.ts';

/** Asks for the row that was in the way of one with the same key, by the server's message (error 1062); undefined where that does not tell it. */
export const takenKey = (message: string, tables: ReadonlyMap<string, KeyedTable>): string | undefined => {
  const [, entry = '', name = '', index = ''] =
    /^Duplicate entry '([\s\S]*)' for key '(.+?)\.(.+)'$/.exec(message) ?? [];
  const columns = tables.get(name)?.shape.indexes.find((one) => one.index === index)?.columns ?? [];
  if (columns.length === 0 || columns.some((one) => one.name === '')) return undefined;
  // Behind a secondary index's own columns come those of the primary key: how many are its own is not told.
  const keys = columns.map((_, at) =>
    columns
      .slice(0, at + 1)
      .map((one) => quoted(one.name))
      .join(', '),
  );
  const same = keys.map(
    (key) => `CONCAT_WS('-', ${key}) = CONVERT(X'${Buffer.from(entry).toString('hex')}' USING utf8mb4)`,
  );
  // Whatever else there is in it.
  return `SELECT 1 FROM ${quoted(name)} WHERE ${same.join(' OR ')}`;
};

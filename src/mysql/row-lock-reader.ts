import { type Client, serverErrno } from './client.ts';
import { quoteName } from './quote.ts';
import { dataLocksOf, type RowLock, toRowLocks } from './row-locks.ts';

/** More than two are needed only when a page is evicted again before the locks are read. */
const mostReadings = 10;

/**
 * The row and table locks in a schema, with their keys.
 *
 * The server does not tell the key of a lock (LOCK_DATA is NULL) while its page is not in the buffer pool,
 * or while somebody changes that page: both happen on a busy server. Reading the index brings the page in
 * and waits for whoever changes it, so the next reading of the locks tells the key.
 * https://dev.mysql.com/doc/refman/9.7/en/performance-schema-data-locks-table.html
 *
 * `canRead` says whether a reader of the table would get through without waiting for somebody's lock.
 */
export const readRowLocks = async (
  client: Client,
  schema: string,
  canRead: (table: string) => Promise<boolean>,
): Promise<readonly RowLock[]> => {
  for (let readings = 1; ; readings++) {
    const locks = toRowLocks((await client.query(dataLocksOf(schema))).rows);
    const untold = locks.filter(({ kind, key }) => kind !== 'table' && key === undefined);
    if (untold.length === 0 || readings === mostReadings) return locks;
    const indexes = new Map(untold.map((lock) => [indexScan(lock), lock.object]));
    for (const [sql, table] of indexes) {
      if (await canRead(table)) await runScan(client, sql);
    }
  }
};

/** Reads the whole index; COUNT(*) would read the clustered one whatever the hint. */
const indexScan = ({ object, index }: RowLock): string => {
  const hint =
    index === undefined || index === hiddenIndex ? 'USE INDEX ()' : `FORCE INDEX (${quoteName(index)})`;
  return `SELECT SUM(1) FROM ${quoteName(object)} ${hint}`;
};

/** The clustered index of a table without a primary key. */
const hiddenIndex = 'GEN_CLUST_INDEX';

const runScan = async (client: Client, sql: string): Promise<void> => {
  try {
    await client.query(sql);
  } catch (error) {
    // The table may be gone or locked by now; then its locks are read again as they are.
    if (serverErrno(error) === undefined) throw error;
  }
};

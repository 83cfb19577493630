import type { Asked } from './observing.ts';
import { endOfIndex, type RowLock } from './row-locks.ts';

/**
 * Locks without the key of those that are not known to be at the end of their index. Every page ends with a supremum; the gap
 * before it goes on to the first entry of the next page. Where an index has one page alone, that is its root.
 * https://dev.mysql.com/doc/refman/9.7/en/information-schema-innodb-indexes-table.html
 *
 * @param seesRoots whether that may be read (PROCESS). Otherwise, and in partitions, whose indexes it lacks, an index is taken to
 *   have one page as long as no lock is on another.
 */
export const withTrueEnds = async (
  locks: readonly RowLock[],
  client: Asked,
  seesRoots: boolean,
): Promise<readonly RowLock[]> => {
  const ends = locks.filter(isAtEnd);
  if (ends.length === 0) return locks;
  const isTold = ({ partition }: RowLock): boolean => seesRoots && partition === undefined;
  const roots = await rootsAmong([...new Set(ends.filter(isTold).map(pageOf))], client);
  const soles = solePages(locks);
  return locks.map((lock) => {
    if (!isAtEnd(lock) || (isTold(lock) ? roots : soles).has(pageOf(lock))) return lock;
    const { key: _, ...more } = lock;
    return more;
  });
};

const isAtEnd = ({ key }: RowLock): boolean => key === endOfIndex;

/** Of an ENGINE_LOCK_ID: transaction, number, space, page, heap number, and where it is in memory. */
const pageOf = ({ id }: RowLock): string => id.split(':').slice(2, 4).join(':');

const rootsAmong = async (pages: readonly string[], client: Asked): Promise<ReadonlySet<string>> => {
  if (pages.length === 0) return new Set();
  const { rows } = await client.query(
    `SELECT SPACE, PAGE_NO FROM information_schema.INNODB_INDEXES
     WHERE (SPACE, PAGE_NO) IN (${pages.map((page) => `(${page.replace(':', ', ')})`).join(', ')})`,
  );
  return new Set(rows.map(([space, page]) => `${space}:${page}`));
};

const solePages = (locks: readonly RowLock[]): ReadonlySet<string> => {
  const ofIndex = Map.groupBy(
    locks.filter(({ kind }) => kind !== 'table'),
    ({ object, index, partition }) => JSON.stringify([object, index, partition]),
  );
  const pages = [...ofIndex.values()].map((own) => [...new Set(own.map(pageOf))]);
  return new Set(pages.flatMap((own) => (own.length === 1 ? own : [])));
};

import { endOfIndex } from '../innodb-text/lock-kind.ts';
import { AnswerTooLarge } from './answer.ts';
import { serverErrno } from './client.ts';
import type { Asked } from './observing.ts';
import { quoteName } from './quote.ts';
import type { RowLock } from './row-locks.ts';
import { readAsUsual, readNewest } from './table-reader.ts';

/**
 * Locks without the key of those that are not known to be at the end of their index. Every page ends with a supremum; the gap
 * before it goes on to the first entry of the next page. An index is of one page where its table has so few rows that they
 * fit into one. (information_schema.INNODB_INDEXES knows the first page of each index; but who reads it waits for whoever
 * is about to define any table of the server.)
 *
 * @param canRead whether a reader of the table would get through. Where not, an index is taken to have one page as long as no
 *   lock is on another.
 */
export const withTrueEnds = async (
  locks: readonly RowLock[],
  client: Asked,
  canRead: (table: string) => Promise<boolean>,
): Promise<readonly RowLock[]> => {
  const tables = [...new Set(locks.filter(isAtEnd).map(({ object }) => object))];
  if (tables.length === 0) return locks;
  const small = new Map<string, boolean>();
  for (const table of tables) {
    const fits = (await canRead(table)) ? await isOfOnePage(table, client) : undefined;
    if (fits !== undefined) small.set(table, fits);
  }
  const soles = solePages(locks);
  return locks.map((lock) => {
    if (!isAtEnd(lock) || (small.get(lock.object) ?? soles.has(pageOf(lock)))) return lock;
    const { key: _, ...more } = lock;
    return more;
  });
};

const isAtEnd = ({ key }: RowLock): boolean => key === endOfIndex;

/** Of an ENGINE_LOCK_ID: transaction, number, space, page, heap number, and where it is in memory. */
const pageOf = ({ id }: RowLock): string => id.split(':').slice(2, 4).join(':');

/** More rows are not read for it. */
const mostRows = 100;

/** Of the 16 KB of a page. https://dev.mysql.com/doc/refman/9.7/en/innodb-physical-record.html */
const roomInPage = 12_000;

/** Beside the values: header, transaction, roll pointer, place in the page's directory. */
const rowBytes = 40;

/** A number has fewer, a text about as many as it shows. */
const leastCellBytes = 12;

/** By what is committed and by what is newest: rows that are deleted stay for as long as anybody sees them. */
const isOfOnePage = async (table: string, client: Asked): Promise<boolean | undefined> => {
  const rows = `SELECT * FROM ${quoteName(table)} LIMIT ${mostRows + 1}`;
  try {
    const [committed, , newest] = await client.queries([rows, readNewest, rows, readAsUsual]);
    return [committed, newest].every((read) => {
      const sizes = (read?.rows ?? []).map((row) =>
        row.reduce((sum, cell) => sum + Math.max(leastCellBytes, Buffer.byteLength(cell ?? '')), rowBytes),
      );
      return sizes.length <= mostRows && sizes.reduce((sum, size) => sum + size, 0) <= roomInPage;
    });
  } catch (error) {
    if (error instanceof AnswerTooLarge) return false;
    if (serverErrno(error) === undefined) throw error;
    await client.query(readAsUsual);
    return undefined;
  }
};

const solePages = (locks: readonly RowLock[]): ReadonlySet<string> => {
  const ofIndex = Map.groupBy(
    locks.filter(({ kind }) => kind !== 'table'),
    ({ object, index, partition }) => JSON.stringify([object, index, partition]),
  );
  const pages = [...ofIndex.values()].map((own) => [...new Set(own.map(pageOf))]);
  return new Set(pages.flatMap((own) => (own.length === 1 ? own : [])));
};

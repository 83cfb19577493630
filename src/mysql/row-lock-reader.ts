import type { TableRows } from '../engine/events.ts';
import type { Value } from '../engine/outcome.ts';
import { UserError } from '../errors.ts';
import { AnswerTooLarge, mostOf } from './answer.ts';
import { serverErrno } from './client.ts';
import type { Asked } from './observing.ts';
import { withTrueEnds } from './page-ends.ts';
import { quoteName } from './quote.ts';
import { dataLocksOf, type RowLock, toRowLocks } from './row-locks.ts';

/** More than two are needed only when a page is evicted again before the locks are read. */
const mostReadings = 10;
/** Where LOCK_DATA stands in a row of `dataLocksOf`. */
const keyColumn = 8;
/** How many columns it has. */
const lockColumns = 10;
/** The clustered index of a table without a primary key. */
const hiddenIndex = 'GEN_CLUST_INDEX';

/**
 * Reads the row and table locks in a schema, with their keys.
 *
 * The server does not tell the key of a lock (LOCK_DATA is NULL) while its page is not in the buffer pool,
 * or while somebody changes that page: both happen on a busy server. A key that was told before is
 * remembered. Otherwise reading the index brings the page in and waits for whoever changes it, so the next
 * reading of the locks tells the key.
 * https://dev.mysql.com/doc/refman/9.7/en/performance-schema-data-locks-table.html
 */
export class RowLockReader {
  readonly #client: Asked;
  readonly #schema: string;
  readonly #canRead: (table: string) => Promise<boolean>;
  /** Lock → key, of the locks that there were at the last reading. */
  #keys: ReadonlyMap<string, string> = new Map();
  /** Place of an entry → the entry, of the locks that were read last. */
  #latest: ReadonlyMap<string, string> = new Map();
  /** The same of all locks that were read since `forgetEarlier`. */
  #places = new Map<string, string>();

  /**
   * @param canRead whether a reader of the table would get through without waiting for somebody's lock.
   */
  constructor(client: Asked, schema: string, canRead: (table: string) => Promise<boolean>) {
    this.#client = client;
    this.#schema = schema;
    this.#canRead = canRead;
  }

  /**
   * `first`: what `dataLocksOf` has just answered, when it was asked together with something else.
   *
   * @throws UserError when there are more than the lab reads.
   */
  async read(first?: TableRows): Promise<readonly RowLock[]> {
    for (let readings = 1; ; readings++) {
      const asked = readings === 1 ? first : undefined;
      const { rows } = asked ?? (await locksRead(this.#client.query(dataLocksOf(this.#schema))));
      const locks = toRowLocks(rows.map((row) => this.#withKey(row)));
      this.#keys = new Map(locks.flatMap(({ id, key }) => (key === undefined ? [] : [[id, key]])));
      const untold = locks.filter(({ kind, key }) => kind !== 'table' && key === undefined);
      if (untold.length === 0 || readings === mostReadings) return await this.#told(locks);
      const scans = new Map(untold.map((lock) => [indexScan(lock), lock.object]));
      for (const [sql, table] of scans) {
        if (await this.#canRead(table)) await this.#scan(sql);
      }
    }
  }

  async #told(locks: readonly RowLock[]): Promise<readonly RowLock[]> {
    const told = await withTrueEnds(locks, this.#client, this.#canRead);
    this.#latest = new Map(told.flatMap(({ id, key }) => (key === undefined ? [] : [[placeOf(id), key]])));
    for (const [place, key] of this.#latest) this.#places.set(place, key);
    return told;
  }

  /** The entry at a place, by space, page and heap number. */
  keyAt(place: string): string | undefined {
    return this.#places.get(place);
  }

  /** A place may get another entry: only what was read last is kept. */
  forgetEarlier(): void {
    this.#places = new Map(this.#latest);
  }

  #withKey(row: readonly Value[]): readonly Value[] {
    if (row[keyColumn] != null) return row;
    return row.with(keyColumn, this.#keys.get(row[0] ?? '') ?? null);
  }

  async #scan(sql: string): Promise<void> {
    try {
      await this.#client.query(sql);
    } catch (error) {
      // The table may be gone or locked by now; then its locks are read again as they are.
      if (serverErrno(error) === undefined) throw error;
    }
  }
}

/** Of an ENGINE_LOCK_ID: transaction, number, space, page, heap number, and where it is in memory. */
const placeOf = (id: string): string => id.split(':').slice(2, 5).join(':');

/** @throws UserError when there are more locks in what is read than the lab reads. */
export const locksRead = async <T>(reading: Promise<T>): Promise<T> => {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof AnswerTooLarge)) throw error;
    const most = Math.min(mostOf.rows, Math.floor(mostOf.cells / lockColumns)).toLocaleString('en');
    throw new UserError(
      `The sessions hold more than ${most} locks: the lab cannot tell any more who waits.`,
      { next: ['Lock fewer rows: in a smaller table, or by an index.'], cause: error },
    );
  }
};

/** Reads the whole index; COUNT(*) would read the clustered one whatever the hint. */
const indexScan = ({ object, index }: RowLock): string => {
  const hint =
    index === undefined || index === hiddenIndex ? 'USE INDEX ()' : `FORCE INDEX (${quoteName(index)})`;
  return `SELECT SUM(1) FROM ${quoteName(object)} ${hint}`;
};

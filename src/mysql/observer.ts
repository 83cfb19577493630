import type { LockView, TableRows, TableView, TransactionView, Wait } from '../engine/events.ts';
import type { Observer } from '../engine/ports.ts';
import { UserError } from '../errors.ts';
import { serverErrno } from './client.ts';
import { holdersOf, type MetadataLock, stopsReaders } from './metadata-locks.ts';
import { NotEnded, type Observing } from './observing.ts';
import { quoteName } from './quote.ts';
import { RowLockReader } from './row-lock-reader.ts';
import type { RowLock } from './row-locks.ts';
import { lockWaits, RowWaits } from './row-waits.ts';

const metadataLocks = `SELECT OWNER_THREAD_ID, OBJECT_TYPE, OBJECT_SCHEMA, OBJECT_NAME, LOCK_TYPE, LOCK_STATUS
  FROM performance_schema.metadata_locks`;
const pendingMetadataLocks = `${metadataLocks} WHERE LOCK_STATUS = 'PENDING'`;

const none: TableRows = { columns: [], rows: [] };

/** Reads locks, transactions and committed rows over a connection of its own. */
export class MysqlObserver implements Observer {
  readonly breaksDeadlocks: boolean;
  readonly #client: Observing;
  readonly #schema: string;
  readonly #rowLocks: RowLockReader;
  readonly #rowWaits: RowWaits;
  /** performance_schema thread → session name. */
  readonly #sessions = new Map<string, string>();
  /** Tables (views) whose reading does not end, and what was said of it: they are not read again. */
  readonly #endless = new Map<string, string>();
  #keys: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(client: Observing, schema: string, breaksDeadlocks: boolean) {
    this.#client = client;
    this.#schema = schema;
    this.#rowWaits = new RowWaits(client);
    this.#rowLocks = new RowLockReader(
      client,
      schema,
      async (table) => !stopsReaders(await this.#metadataLocks(), schema, table),
    );
    this.breaksDeadlocks = breaksDeadlocks;
  }

  /** Makes a session known, so that its locks are told by its name. */
  async addSession(name: string, connectionId: number): Promise<void> {
    const { rows } = await this.#client.query(
      `SELECT THREAD_ID FROM performance_schema.threads WHERE PROCESSLIST_ID = ${connectionId}`,
    );
    const thread = rows[0]?.[0];
    if (thread == null) throw new Error(`performance_schema does not show connection ${connectionId}`);
    this.#sessions.set(thread, name);
  }

  async waits(): Promise<ReadonlyMap<string, readonly Wait[]>> {
    const [row = none, metadata = none] = await this.#client.queries([lockWaits, pendingMetadataLocks]);
    const ours = (thread: string | null | undefined) => thread != null && this.#sessions.has(thread);
    const rowWaits = row.rows.filter(([thread]) => ours(thread));
    const isPending = (lock: MetadataLock) => lock.pending && ours(lock.thread);
    const waits = new Map<string, Wait[]>();
    const add = (thread: string, wait: Wait): void => {
      const session = this.#sessions.get(thread);
      if (session !== undefined) waits.set(session, [...(waits.get(session) ?? []), wait]);
    };
    if (rowWaits.length > 0) {
      await this.#rowWaits.untilAsleep(row.rows, rowWaits);
      const byId = new Map((await this.#rowLocks.read()).map((lock) => [lock.id, lock]));
      // Whose wait it is the lock tells, and not the wait's own thread: when somebody changes a row so that it
      // has to move in its page, the locks on it are made anew, in that thread's name.
      for (const [, wantedId, heldId] of rowWaits) {
        const wanted = byId.get(wantedId ?? '');
        const held = byId.get(heldId ?? '');
        // The two tables may disagree for a moment; then this is no verdict yet, and will be read again.
        if (wanted?.thread === undefined || !wanted.waiting || held?.thread === undefined) continue;
        const holder = await this.#holder(held.thread);
        if (holder === undefined) continue;
        add(wanted.thread, {
          ...detailOf(wanted),
          for: holder,
          heldMode: held.mode,
          ...(held.waiting && { queued: true }),
        });
      }
    }
    if (metadata.rows.map(toMetadataLock).some(isPending)) {
      const locks = await this.#metadataLocks();
      for (const wanted of locks.filter(isPending)) {
        for (const held of holdersOf(wanted, locks)) {
          const holder = await this.#holder(held.thread);
          if (holder === undefined) continue;
          add(wanted.thread, {
            ...metadataDetail(wanted),
            for: holder,
            heldMode: held.mode,
            ...(held.pending && { queued: true }),
          });
        }
      }
    }
    return new Map([...waits].map(([session, list]) => [session, inOrder(list)]));
  }

  async transactions(): Promise<readonly TransactionView[]> {
    const { rows } = await this.#client.query(
      `SELECT THREAD_ID, ISOLATION_LEVEL, AUTOCOMMIT FROM performance_schema.events_transactions_current
       WHERE STATE = 'ACTIVE'`,
    );
    return rows
      .flatMap(([thread, level, autocommit]) => {
        const session = this.#sessions.get(thread ?? '');
        return session === undefined
          ? []
          : [{ session, level: level ?? '', autocommit: autocommit === 'YES' }];
      })
      .toSorted((a, b) => a.session.localeCompare(b.session));
  }

  async locks(): Promise<readonly LockView[]> {
    const rowLocks = (await this.#rowLocks.read()).map((lock) => ({
      thread: lock.thread ?? '',
      detail: detailOf(lock),
      waiting: lock.waiting,
    }));
    const otherLocks = (await this.#metadataLocks())
      .filter(
        (lock) => lock.type === 'USER LEVEL LOCK' || (lock.type === 'TABLE' ? isTelling(lock) : lock.pending),
      )
      .map((lock) => ({ thread: lock.thread, detail: metadataDetail(lock), waiting: lock.pending }));
    const views = [...rowLocks, ...otherLocks].flatMap(({ thread, detail, waiting }): readonly LockView[] => {
      const session = this.#sessions.get(thread);
      return session === undefined ? [] : [{ session, ...detail, status: waiting ? 'waiting' : 'granted' }];
    });
    return inOrder(views);
  }

  async tables(
    names: readonly string[],
    which: 'committed' | 'newest' = 'committed',
  ): Promise<readonly TableView[]> {
    if (names.length === 0) return [];
    const locks = await this.#metadataLocks();
    const views: TableView[] = [];
    for (const name of names) {
      views.push(
        stopsReaders(locks, this.#schema, name)
          ? { name, unreadable: 'A lock on the table keeps readers out.' }
          : await this.#table(name, which),
      );
    }
    return views;
  }

  async query(sql: string): Promise<TableRows> {
    try {
      const [rows = none] = await this.#client.read(sql);
      return rows;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UserError(`The invariant's query failed: ${reason}`, {
        next: [`Correct invariant.violations in the lesson: ${sql}`],
        cause: error,
      });
    }
  }

  /** The rows by primary key: without ORDER BY they would come in the order of any covering index. */
  async #table(name: string, which: 'committed' | 'newest'): Promise<TableView> {
    const endless = this.#endless.get(name);
    if (endless !== undefined) return { name, unreadable: endless };
    this.#keys ??= await this.#primaryKeys();
    const key = this.#keys.get(name)?.map(quoteName).join(', ');
    const sql = `SELECT * FROM ${quoteName(name)}${key === undefined ? '' : ` ORDER BY ${key}`}`;
    try {
      // For the next transaction alone, which is the SELECT; it takes no locks.
      const level = which === 'newest' ? ['SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED'] : [];
      return { name, ...((await this.#client.read(...level, sql)).at(-1) ?? none) };
    } catch (error) {
      if (error instanceof NotEnded) this.#endless.set(name, error.message);
      this.#keys = undefined;
      // A SELECT that fails before it reads anything leaves its level to the next one.
      if (which === 'newest' && serverErrno(error) !== undefined) {
        await this.#client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      }
      return { name, unreadable: error instanceof Error ? error.message : String(error) };
    }
  }

  async #primaryKeys(): Promise<ReadonlyMap<string, readonly string[]>> {
    const { rows } = await this.#client.query(
      `SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE
       WHERE TABLE_SCHEMA = '${this.#schema}' AND CONSTRAINT_NAME = 'PRIMARY' ORDER BY ORDINAL_POSITION`,
    );
    const keys = new Map<string, string[]>();
    for (const [table, column] of rows) {
      if (table != null && column != null) keys.set(table, [...(keys.get(table) ?? []), column]);
    }
    return keys;
  }

  async #metadataLocks(): Promise<readonly MetadataLock[]> {
    return (await this.#client.query(metadataLocks)).rows.map(toMetadataLock);
  }

  /**
   * The server's own threads hold a table's metadata lock for a moment, to purge its old rows or to count them:
   * whoever waits for these is at work.
   */
  async #holder(thread: string): Promise<Wait['for'] | undefined> {
    const session = this.#sessions.get(thread);
    if (session !== undefined) return { session };
    const { rows } = await this.#client.query(
      `SELECT PROCESSLIST_ID, PROCESSLIST_USER, TYPE FROM performance_schema.threads WHERE THREAD_ID = ${thread}`,
    );
    const [connection, user, type] = rows[0] ?? [];
    if (type === 'BACKGROUND') return undefined;
    return { outsider: `connection ${connection ?? '?'} of ${user ?? 'somebody'}` };
  }
}

const toMetadataLock = ([
  thread,
  type,
  schema,
  name,
  mode,
  status,
]: TableRows['rows'][number]): MetadataLock => ({
  thread: thread ?? '',
  type: type ?? '',
  schema: schema ?? null,
  name: name ?? null,
  mode: mode ?? '',
  pending: status === 'PENDING',
});

/**
 * Locks that every statement takes for its own length or shares with everybody say nothing, and nor do
 * those on the temporary tables of an ALTER TABLE, whose names change from run to run.
 */
const isTelling = (lock: MetadataLock): boolean =>
  !lock.name?.startsWith('#sql') &&
  (lock.pending ||
    ['SHARED_NO_WRITE', 'SHARED_NO_READ_WRITE', 'SHARED_READ_ONLY', 'EXCLUSIVE'].includes(lock.mode));

const metadataDetail = (lock: MetadataLock) => ({
  kind: lock.type === 'USER LEVEL LOCK' ? ('named' as const) : ('metadata' as const),
  object: lock.name ?? '',
  ...(lock.type !== 'TABLE' && lock.type !== 'USER LEVEL LOCK' && { of: lock.type }),
  mode: lock.mode,
});

const detailOf = ({ kind, object, index, mode, key }: RowLock) => ({
  kind,
  object,
  ...(index !== undefined && { index }),
  mode,
  ...(key !== undefined && { key }),
});

/** The server lists locks in no certain order, and may list one more than once. */
const inOrder = <T>(list: readonly T[]): readonly T[] => {
  const byText = new Map(list.map((one) => [JSON.stringify(one), one]));
  return [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
};

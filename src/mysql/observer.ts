import {
  type EndObservation,
  type Evidence,
  type LockTicket,
  type LockView,
  type Observation,
  type Question,
  type SessionView,
  type TableRows,
  type TableShape,
  type TableView,
  type TransactionView,
  theSetup,
  type UserVariable,
  type Wait,
} from '../engine/events.ts';
import { PromiseFailed } from '../engine/failed-sql.ts';
import type { Outcome } from '../engine/outcome.ts';
import type { Observer, Patience, Supposition, TableContents } from '../engine/ports.ts';
import { askAgain } from './asking.ts';
import { serverErrno } from './client.ts';
import type { Deadlocks } from './deadlocks.ts';
import {
  freedBy,
  holdersOf,
  type MetadataLock,
  metadataLocks,
  stopsReaders,
  toMetadataLock,
} from './metadata-locks.ts';
import type { Observing } from './observing.ts';
import type { OwnNames } from './own-names.ts';
import { readViewQuestions, readViews } from './read-views.ts';
import { locksRead, RowLockReader } from './row-lock-reader.ts';
import { dataLocksOf, type RowLock } from './row-locks.ts';
import { lockWaits, RowWaits } from './row-waits.ts';
import { saidIn } from './server-refusal.ts';
import { Supposing } from './supposing.ts';
import { tableContents, toTableContents } from './table-contents.ts';
import { TableReader } from './table-reader.ts';
import { TableShapes } from './table-shapes.ts';
import { TicketNumbers } from './ticket-numbers.ts';
import { currentTransactions, endedTransactions, toTransactionRecords } from './transaction-records.ts';
import { toUserVariables, userVariables } from './user-variables.ts';

const pendingMetadataLocks = `${metadataLocks} WHERE LOCK_STATUS = 'PENDING'`;

/** Where STATE stands among the columns of `currentTransactions`. */
const stateColumn = 2;

/** Found by their keys. https://dev.mysql.com/doc/refman/9.7/en/performance-schema-system-variable-tables.html */
const settingsOf = (threads: Iterable<string>): string =>
  `SELECT THREAD_ID, VARIABLE_NAME, VARIABLE_VALUE FROM performance_schema.variables_by_thread
  WHERE THREAD_ID IN (${[0, ...threads].join(', ')}) AND VARIABLE_NAME IN ('autocommit', 'transaction_isolation')`;

/** ER_LOCK_WAIT_TIMEOUT: the observer takes no row locks, so it is one on a table's definition. */
const lockWaitTimeout = 1205;

const none: TableRows = { columns: [], rows: [] };

/** The sessions that are observed. */
export interface Watched {
  /** One has a GET_LOCK() lock of others' names. Resolves when it is lost. */
  readonly cut: (session: string, lock: string) => Promise<void>;
  /** Resolves when each that is known to have died is lost: the server has rolled back what it did. */
  readonly deaths: () => Promise<void>;
}

/** Reads locks, transactions and committed rows over a connection of its own. */
export class MysqlObserver implements Observer {
  readonly breaksDeadlocks: boolean;
  readonly #client: Observing;
  readonly #schema: string;
  readonly #names: OwnNames;
  readonly #stewardId: number;
  readonly #watched: Watched;
  readonly #rowLocks: RowLockReader;
  readonly #rowWaits: RowWaits;
  readonly #shapes: TableShapes;
  readonly #supposing: Supposing;
  readonly #tables: TableReader;
  readonly #seesStatus: boolean;
  readonly #deadlocks: Deadlocks;
  #mayStopReaders = false;
  readonly #numbers = new TicketNumbers();
  /** Something was sent that may change the settings of sessions or their @variables. */
  #mayBeSet = false;
  /** These, as they were last read; undefined where a session has come since. */
  #settings: { readonly set: TableRows; readonly variables: TableRows } | undefined;
  /** performance_schema thread → session name. */
  readonly #sessions = new Map<string, string>();
  /** connection id → session name, as long as the connection is ours. */
  readonly #connections = new Map<string, string>();

  constructor(
    client: Observing,
    schema: string,
    breaksDeadlocks: boolean,
    names: OwnNames,
    stewardId: number,
    watched: Watched,
    seesStatus: boolean,
    deadlocks: Deadlocks,
  ) {
    this.#client = client;
    this.#schema = schema;
    this.#names = names;
    this.#stewardId = stewardId;
    this.#watched = watched;
    this.#rowWaits = new RowWaits(client);
    this.#shapes = new TableShapes(client, schema);
    this.#supposing = new Supposing(client, schema);
    this.#tables = new TableReader(client, schema, this.#shapes);
    this.#seesStatus = seesStatus;
    this.#deadlocks = deadlocks;
    this.#rowLocks = new RowLockReader(
      client,
      schema,
      async (table) => !this.#mayStopReaders || !stopsReaders(await this.#metadataLocks(), schema, table),
    );
    this.breaksDeadlocks = breaksDeadlocks;
  }

  /** The thread of a connection, as performance_schema has it. */
  async threadOf(connectionId: number): Promise<string> {
    const { rows } = await this.#client.query(
      `SELECT THREAD_ID FROM performance_schema.threads WHERE PROCESSLIST_ID = ${connectionId}`,
    );
    const thread = rows[0]?.[0];
    if (thread == null) throw new Error(`performance_schema does not show connection ${connectionId}`);
    return thread;
  }

  /** From now on what this thread holds and waits for is told by this name. */
  addSession(name: string, thread: string, connectionId: number): void {
    this.#settings = undefined;
    this.#sessions.set(thread, name);
    this.#connections.set(String(connectionId), name);
  }

  removeSession(thread: string, connectionId: number): void {
    this.#sessions.delete(thread);
    this.#connections.delete(String(connectionId));
  }

  /** Whether the server still has a connection: its thread ends after its transaction was rolled back. */
  async hasThread(connectionId: number): Promise<boolean> {
    const { rows } = await this.#client.query(
      `SELECT 1 FROM performance_schema.threads WHERE PROCESSLIST_ID = ${connectionId}`,
    );
    return rows.length > 0;
  }

  /** The tables are made anew: nothing that was known of them is so any more. */
  forgetTables(): void {
    this.forgetReadings();
    this.#shapes.forget();
    this.#supposing.forget();
  }

  /** The tables are filled anew, and otherwise as they were; nobody has locked any. */
  forgetReadings(): void {
    this.#mayStopReaders = false;
    this.#mayBeSet = false;
    this.#settings = undefined;
    this.#numbers.forget();
    this.#tables.forgetReadings();
  }

  /** Something was sent that may keep readers out of a table. */
  noteStop(): void {
    this.#mayStopReaders = true;
  }

  /** From now on the settings of sessions and their @variables may change with every statement. */
  noteSettings(): void {
    this.#mayBeSet = true;
  }

  /** Something was sent that may define tables, now or when it is freed. */
  noteDefinition(): void {
    this.#shapes.noteChanges();
    this.#supposing.forget();
  }

  async waits(): Promise<ReadonlyMap<string, readonly Wait[]>> {
    const [row = none, metadata = none] = await this.#client.queries([lockWaits, pendingMetadataLocks]);
    const ours = (thread: string | null | undefined) => thread != null && this.#sessions.has(thread);
    const rowWaits = row.rows.filter(([thread]) => ours(thread));
    const pending = metadata.rows.map(toMetadataLock);
    await this.#look(pending);
    const isPending = (lock: MetadataLock) => lock.pending && ours(lock.thread);
    const waits = new Map<string, Wait[]>();
    const add = (thread: string, wait: Wait): void => {
      const session = this.#sessions.get(thread);
      if (session !== undefined) waits.set(session, [...(waits.get(session) ?? []), wait]);
    };
    if (rowWaits.length > 0) {
      await this.#rowWaits.untilAsleep(row.rows, rowWaits);
      const locks = await this.#rowLocks.read();
      const byId = new Map(locks.map((lock) => [lock.id, lock]));
      const waitsIn = new Map(
        locks.flatMap((lock) => (lock.waiting ? [[lock.thread, lock.transaction]] : [])),
      );
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
          // Who waits has one transaction more only where it has left one: XA PREPARE.
          ...((waitsIn.get(held.thread) ?? held.transaction) !== held.transaction && { prepared: true }),
          ...(held.waiting && { queued: true }),
        });
      }
    }
    if (pending.some(isPending)) {
      const locks = await this.#metadataLocks();
      for (const wanted of locks.filter(isPending)) {
        for (const held of holdersOf(wanted, locks)) {
          const holder = await this.#holder(held.thread);
          if (holder === undefined) continue;
          const free = await this.#freedBy(held, holder, locks);
          add(wanted.thread, {
            ...this.#metadataDetail(wanted),
            for: holder,
            heldMode: held.mode,
            ...(free !== undefined && { freedBy: free }),
            ...(held.pending && { queued: true }),
          });
        }
      }
    }
    return new Map([...waits].map(([session, list]) => [session, inOrder(list)]));
  }

  async notice(): Promise<void> {
    if (this.#names.mayMeetOthers) await this.#look(await this.#metadataLocks());
    await this.#watched.deaths();
  }

  async patience(): Promise<ReadonlyMap<string, Patience>> {
    const { rows } = await this.#client.query(
      `SELECT THREAD_ID, VARIABLE_NAME, VARIABLE_VALUE FROM performance_schema.variables_by_thread
       WHERE THREAD_ID IN (${[0, ...this.#sessions.keys()].join(', ')})
         AND VARIABLE_NAME IN ('innodb_lock_wait_timeout', 'lock_wait_timeout')`,
    );
    return new Map(
      [...this.#sessions].map(([thread, session]) => {
        const msOf = (name: string): number => {
          const seconds = rows.find((row) => row[0] === thread && row[1] === name)?.[2];
          return seconds == null ? Number.POSITIVE_INFINITY : Number(seconds) * 1000;
        };
        return [session, { rows: msOf('innodb_lock_wait_timeout'), definitions: msOf('lock_wait_timeout') }];
      }),
    );
  }

  async transactions(): Promise<readonly TransactionView[]> {
    return this.#transactionsIn(await this.#client.query(currentTransactions));
  }

  async autocommitOff(): Promise<readonly string[]> {
    const threads = [...this.#sessions.keys()];
    if (threads.length === 0) return [];
    const { rows } = await this.#client.query(
      `SELECT THREAD_ID FROM performance_schema.variables_by_thread
       WHERE THREAD_ID IN (${threads.join(', ')}) AND VARIABLE_NAME = 'autocommit' AND VARIABLE_VALUE = 'OFF'`,
    );
    return rows.map(([thread]) => this.#sessions.get(thread ?? '') ?? '').toSorted();
  }

  async observe(
    names: readonly string[],
    questions: readonly Question[] = [],
  ): Promise<Required<Observation>> {
    await this.#watched.deaths();
    const threads = [...this.#sessions.keys()];
    const shapes = await this.#shapes.current();
    const unwatched = shapes.flatMap(({ table }) => (names.includes(table) ? [] : [table]));
    const isSet = this.#settings === undefined || this.#mayBeSet;
    const first = [
      metadataLocks,
      dataLocksOf(this.#schema),
      endedTransactions(threads),
      ...(this.#seesStatus ? readViewQuestions : [currentTransactions]),
      ...(isSet ? [settingsOf(threads), userVariables(threads)] : []),
    ];
    const asking = {
      names: [...names, ...unwatched],
      bounded: new Set(unwatched),
      kinds: ['committed', 'newest'] as const,
      first,
    };
    const read = await locksRead(this.#tables.read(asking, this.#mayStopReaders));
    const [metadata = none, row = none, ended = none, active = none, status = none, after = none] =
      read.first;
    if (isSet) {
      const [set = none, variables = none] = read.first.slice(-2);
      this.#settings = { set, variables };
    }
    const { set, variables } = this.#settings ?? { set: none, variables: none };
    const [committed = [], newest = []] = read.views;
    const locks = metadata.rows.map(toMetadataLock);
    await this.#look(locks);
    await this.#letGo(this.#names.viewsMayLock);
    const ours = new Set(threads);
    const rowLocks = this.#locksIn(await this.#rowLocks.read(row), locks);
    const reporting = {
      sessions: this.#connections,
      keyAt: (place: string) => this.#rowLocks.keyAt(place),
    };
    const deadlocks = this.#seesStatus
      ? await this.#deadlocks.read(status.rows[0]?.[2] ?? '', reporting, this.#client)
      : {};
    this.#rowLocks.forgetEarlier();
    const open = this.#seesStatus ? await readViews(this.#client, ours, [active, status, after]) : undefined;
    return {
      tables: committed.slice(0, names.length),
      newest: newest.slice(0, names.length),
      transactions: this.#transactionsIn(active),
      locks: rowLocks,
      sessions: this.#settingsIn(set),
      shapes,
      evidence: {
        transactions: toTransactionRecords([...ended.rows, ...active.rows], this.#sessions),
        unwatched: { committed: committed.slice(names.length), newest: newest.slice(names.length) },
        definitions: this.#definitionsIn(locks),
        tickets: this.#ticketsIn(locks),
        ...(open !== undefined && { readViews: open }),
        ...deadlocks,
        variables: toUserVariables(variables, this.#sessions),
        asked: await this.#askAgain(questions, shapes, locks),
      },
    };
  }

  /** Nobody may wait here: a table that is kept from readers may stand in any of the questions. */
  async #askAgain(
    questions: readonly Question[],
    shapes: readonly TableShape[],
    locks: readonly MetadataLock[],
  ): Promise<Evidence['asked']> {
    const isStopped = shapes.some(({ table }) => stopsReaders(locks, this.#schema, table));
    return isStopped ? [] : await askAgain(this.#client, questions);
  }

  #transactionsIn({ rows }: TableRows): readonly TransactionView[] {
    return rows
      .flatMap((row) => {
        const [thread, , , , level, autocommit] = row;
        const session = this.#sessions.get(thread ?? '');
        return session === undefined || row[stateColumn] !== 'ACTIVE'
          ? []
          : [{ session, level: level ?? '', autocommit: autocommit === 'YES' }];
      })
      .toSorted((a, b) => a.session.localeCompare(b.session));
  }

  #settingsIn({ rows }: TableRows): readonly SessionView[] {
    return [...this.#sessions]
      .flatMap(([thread, session]) => {
        const settingOf = (name: string) => rows.find((row) => row[0] === thread && row[1] === name)?.[2];
        const level = settingOf('transaction_isolation')?.replace('-', ' ');
        return level === undefined ? [] : [{ session, level, autocommit: settingOf('autocommit') !== 'OFF' }];
      })
      .toSorted((a, b) => a.session.localeCompare(b.session));
  }

  #locksIn(rows: readonly RowLock[], metadata: readonly MetadataLock[]): readonly LockView[] {
    const rowLocks = rows.map((lock) => ({
      thread: lock.thread ?? '',
      detail: detailOf(lock),
      waiting: lock.waiting,
    }));
    const otherLocks = metadata
      .filter(isListed)
      .map((lock) => ({ thread: lock.thread, detail: this.#metadataDetail(lock), waiting: lock.pending }));
    const views = [...rowLocks, ...otherLocks].flatMap(({ thread, detail, waiting }): readonly LockView[] => {
      const session = this.#sessions.get(thread);
      return session === undefined ? [] : [{ session, ...detail, status: waiting ? 'waiting' : 'granted' }];
    });
    return inOrder(views);
  }

  /** What `#locksIn` leaves out. */
  #definitionsIn(metadata: readonly MetadataLock[]): readonly LockView[] {
    const views = metadata.flatMap((lock): readonly LockView[] => {
      const session = this.#sessions.get(lock.thread);
      if (session === undefined || isListed(lock) || lock.name?.startsWith('#sql')) return [];
      return [{ session, ...this.#metadataDetail(lock), status: 'granted' }];
    });
    return inOrder(views);
  }

  #ticketsIn(metadata: readonly MetadataLock[]): readonly LockTicket[] {
    const tickets = metadata.flatMap((lock): readonly LockTicket[] => {
      const session = this.#sessions.get(lock.thread);
      if (session === undefined || lock.pending) return [];
      const detail = this.#metadataDetail(lock);
      return [{ session, ...detail, id: this.#numbers.of(JSON.stringify([session, detail]), lock.ticket) }];
    });
    return inOrder(tickets);
  }

  async suppose(questions: readonly Supposition[]): Promise<readonly (TableRows['rows'] | undefined)[]> {
    return await this.#supposing.ask(questions);
  }

  async end(watched: readonly string[] | 'all', violations?: string): Promise<EndObservation> {
    const names = watched === 'all' ? (await this.#shapes.current()).map(({ table }) => table) : watched;
    const asking = { names, kinds: ['committed'], first: [metadataLocks] } as const;
    const read = (last?: string) =>
      this.#tables.read({ ...asking, ...(last !== undefined && { last }) }, this.#mayStopReaders);
    let tables: readonly TableView[] = [];
    const answer = async (text?: string): Promise<TableRows> => {
      const { views, last = none } = await read(text);
      tables = views.flat();
      return last;
    };
    const rows = await (violations === undefined ? answer() : this.#answered(violations, answer));
    await this.#letGo(this.#names.viewsMayLock);
    const shapes = await this.#shapes.current();
    return { tables, shapes, ...(violations !== undefined && { violations: rows }) };
  }

  async variables(): Promise<readonly UserVariable[]> {
    const threads = [...this.#sessions.keys()];
    return toUserVariables(await this.#client.query(userVariables(threads)), this.#sessions);
  }

  async contents(): Promise<readonly TableContents[]> {
    return toTableContents(await this.#client.query(tableContents(this.#schema)));
  }

  query(sql: string): Promise<TableRows> {
    return this.#answered(sql, async (text) => (await this.#client.read(text))[0] ?? none);
  }

  /** The answer to a query of the lesson's, which is sent by `ask`. */
  async #answered(sql: string, ask: (text: string) => Promise<TableRows>): Promise<TableRows> {
    try {
      const execute = async (text: string): Promise<Outcome> => ({ kind: 'rows', ...(await ask(text)) });
      const outcome = await this.#names.execute({ execute }, sql);
      if (outcome.kind !== 'rows')
        throw new Error('message' in outcome ? outcome.message : 'It did nothing.');
      // SET, for instance: what has no rows can promise nothing.
      if (outcome.columns.length === 0) throw new Error('It is no query: no rows can come of it.');
      return { columns: outcome.columns, rows: outcome.rows };
    } catch (error) {
      const isKeptOut = serverErrno(error) === lockWaitTimeout;
      const advice = isKeptOut
        ? 'Somebody still keeps readers out of a table: let go of it before the end (UNLOCK TABLES).'
        : undefined;
      throw new PromiseFailed({ sql, said: saidIn(error), advice }, error);
    } finally {
      await this.#letGo(/lock/i.test(sql));
    }
  }

  async #metadataLocks(): Promise<readonly MetadataLock[]> {
    return (await this.#client.query(metadataLocks)).rows.map(toMetadataLock);
  }

  /** The lesson's own text may have taken locks here, where its sessions would wait for them in vain. */
  async #letGo(mayHaveLocked: boolean): Promise<void> {
    if (mayHaveLocked) await this.#client.query('DO RELEASE_ALL_LOCKS()');
  }

  /** Refused statements aside, a routine of somebody else's may have taken a lock that others use. */
  async #look(locks: readonly MetadataLock[]): Promise<void> {
    for (const { type, thread, name } of locks) {
      const session = this.#sessions.get(thread);
      if (type !== 'USER LEVEL LOCK' || session === undefined || name === null) continue;
      if (this.#names.isForeignLock(name)) await this.#watched.cut(session, name);
    }
  }

  #metadataDetail({ type, name, mode }: MetadataLock) {
    if (type !== 'USER LEVEL LOCK') {
      return { kind: 'metadata' as const, object: name ?? '', ...(type !== 'TABLE' && { of: type }), mode };
    }
    return { kind: 'named' as const, object: this.#names.writtenLock(name ?? ''), mode };
  }

  /**
   * Whoever is at work may let go by itself. Whether a session is, the run knows better: the server lists it as at work
   * for a moment after its answer.
   */
  async #freedBy(
    held: MetadataLock,
    holder: Wait['for'],
    locks: readonly MetadataLock[],
  ): Promise<string | undefined> {
    const freeing = freedBy(held, locks);
    if (freeing === undefined || held.type === 'USER LEVEL LOCK' || 'session' in holder) return freeing;
    const { rows } = await this.#client.query(
      `SELECT 1 FROM performance_schema.threads WHERE THREAD_ID = ${held.thread} AND PROCESSLIST_COMMAND = 'Sleep'`,
    );
    return rows.length > 0 ? freeing : undefined;
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
    // It has let go of everything but what it prepared by XA.
    if (Number(connection) === this.#stewardId) return { outsider: theSetup };
    return { outsider: `connection ${connection ?? '?'} of ${user ?? 'somebody'}` };
  }
}

/**
 * Locks that every statement takes for its own length or shares with everybody say nothing, and nor do
 * those on the temporary tables of an ALTER TABLE, whose names change from run to run.
 */
const isTelling = (lock: MetadataLock): boolean =>
  !lock.name?.startsWith('#sql') &&
  (lock.pending ||
    ['SHARED_NO_WRITE', 'SHARED_NO_READ_WRITE', 'SHARED_READ_ONLY', 'EXCLUSIVE'].includes(lock.mode));

const isListed = (lock: MetadataLock): boolean =>
  lock.type === 'USER LEVEL LOCK' || (lock.type === 'TABLE' ? isTelling(lock) : lock.pending);

const detailOf = ({ kind, object, index, partition, mode, key }: RowLock) => ({
  kind,
  object,
  ...(index !== undefined && { index }),
  ...(partition !== undefined && { partition }),
  mode,
  ...(key !== undefined && { key }),
});

/** The server lists locks in no certain order, and may list one more than once. */
const inOrder = <T>(list: readonly T[]): readonly T[] => {
  const byText = new Map(list.map((one) => [JSON.stringify(one), one]));
  return [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
};

import { sizeOf } from '../engine/allowance.ts';
import type { TableRows, TableView } from '../engine/events.ts';
import { AnswerTooLarge, mostOf } from './answer.ts';
import { serverErrno } from './client.ts';
import { type MetadataLock, stopsReaders, stopWords, toMetadataLock } from './metadata-locks.ts';
import { NotEnded, type Observing } from './observing.ts';
import { quoteName } from './quote.ts';
import { saidIn } from './server-refusal.ts';
import type { TableShapes } from './table-shapes.ts';

/** For the next transaction alone, which is a SELECT; it takes no locks. `readAsUsual` must stand behind that. */
export const readNewest = 'SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED';

/** A SELECT of no table, or one that fails before it reads anything, is no transaction, and leaves its level to the next one. */
export const readAsUsual = 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ';

/** Many tables of a bearable size are more than one. */
const tooMuchTogether = `With the tables above it is larger than ${mostOf.bytes / 1024 / 1024} MB: the lab does not read so much.`;

const none: TableRows = { columns: [], rows: [] };

type Kind = 'committed' | 'newest';

export interface Asking {
  /** Of tables and views. */
  readonly names: readonly string[];
  /** Those of which so many rows are enough to know that they are too many. */
  readonly bounded?: ReadonlySet<string>;
  readonly kinds: readonly Kind[];
  /** Asked before them: `metadataLocks`, and what else is to be known. */
  readonly first: readonly string[];
  /** The lesson's own, behind everything else: a comment at its end hides nothing. */
  readonly last?: string;
}

export interface Read {
  readonly first: readonly TableRows[];
  /** For each kind, in the order of the names. */
  readonly views: readonly (readonly TableView[])[];
  readonly last?: TableRows;
}

/** They answer with nothing. */
const settings: ReadonlySet<string> = new Set([readNewest, readAsUsual]);

const locksIn = ([metadata]: readonly TableRows[]): readonly MetadataLock[] =>
  (metadata?.rows ?? []).map(toMetadataLock);

/** Reads the rows of watched tables, and never waits for a lock of the lesson's. */
export class TableReader {
  readonly #client: Observing;
  readonly #schema: string;
  readonly #shapes: TableShapes;
  /** Counts how often the tables were made anew. */
  #generation = 0;
  /** Those that are not read again, and why: views whose reading does not end, large tables that nobody watches. */
  readonly #unread = new Map<string, string>();

  constructor(client: Observing, schema: string, shapes: TableShapes) {
    this.#client = client;
    this.#schema = schema;
    this.#shapes = shapes;
  }

  /** The tables are filled anew. */
  forgetReadings(): void {
    this.#generation++;
    this.#unread.clear();
  }

  /**
   * In one round trip, unless a statement was sent that may keep readers out: then the rows can be asked for only once it
   * is known that nobody does.
   */
  async read(asking: Asking, mayStopReaders: boolean): Promise<Read> {
    if (mayStopReaders) return await this.#inTurn(asking);
    const together = await this.#triedTogether(asking.first, asking);
    return together ?? (await this.#inTurn(asking, true));
  }

  /** Undefined when that is too much, or one of them answers with an error. */
  async #triedTogether(
    first: readonly string[],
    { names, bounded: few, kinds, last }: Omit<Asking, 'first'>,
    locks?: readonly MetadataLock[],
  ): Promise<Read | undefined> {
    const selects: string[] = [];
    const isReadable = (name: string) => !this.#unread.has(name) && !(locks && this.#isStopped(name, locks));
    const readable = names.filter(isReadable);
    for (const name of readable) selects.push(await this.#selectOf(name, few?.has(name)));
    const rows = kinds.flatMap((kind) =>
      selects.flatMap((sql) => (kind === 'newest' ? [readNewest, sql, readAsUsual] : [sql])),
    );
    const statements = [...first, ...rows, ...(last === undefined ? [] : [last])];
    try {
      const results = statements.length === 0 ? [] : await this.#client.read(...statements);
      const read = results.filter((_, at) => !settings.has(statements[at] ?? '')).slice(first.length);
      const known = locks ?? locksIn(results);
      const views = kinds.map((_, at) =>
        bounded(
          names.map((name) => {
            const place = at * readable.length + readable.indexOf(name);
            return this.#unreadable(name, known) ?? viewOf(name, read[place] ?? none, few?.has(name));
          }),
        ),
      );
      const answer = last === undefined ? undefined : results[statements.length - 1];
      return { first: results.slice(0, first.length), views, ...(answer && { last: answer }) };
    } catch (error) {
      const isOfOne = error instanceof AnswerTooLarge || error instanceof NotEnded;
      if (serverErrno(error) === undefined && !isOfOne) throw error;
      await this.#client.query(readAsUsual);
      this.#shapes.doubt();
      return undefined;
    }
  }

  /** The locks come first. `isSingly`: it is known that the tables cannot be read together. */
  async #inTurn({ first, last, ...asking }: Asking, isSingly = false): Promise<Read> {
    const seen = await (last === undefined ? this.#client.queries(first) : this.#client.read(...first, last));
    const locks = locksIn(seen);
    const together = isSingly ? undefined : await this.#triedTogether([], asking, locks);
    const views = together?.views ?? (await this.#oneByOne(asking, locks));
    const answer = last === undefined ? undefined : seen[first.length];
    return { first: seen.slice(0, first.length), views, ...(answer && { last: answer }) };
  }

  async #oneByOne(
    { names, bounded: few, kinds }: Pick<Asking, 'names' | 'bounded' | 'kinds'>,
    locks: readonly MetadataLock[],
  ): Promise<Read['views']> {
    const lists: (readonly TableView[])[] = [];
    for (const kind of kinds) {
      const views: TableView[] = [];
      for (const name of names)
        views.push(this.#unreadable(name, locks) ?? (await this.#table(name, kind, few?.has(name))));
      lists.push(bounded(views));
    }
    return lists;
  }

  #unreadable(name: string, locks: readonly MetadataLock[]): TableView | undefined {
    const unread = this.#unread.get(name);
    if (unread !== undefined) return { name, unreadable: unread };
    const unreadable = stopWords(locks, this.#schema, name);
    return unreadable === undefined ? undefined : { name, unreadable };
  }

  #isStopped(name: string, locks: readonly MetadataLock[]): boolean {
    return stopsReaders(locks, this.#schema, name);
  }

  /** The rows by primary key: without ORDER BY they would come in the order of any covering index. */
  async #selectOf(name: string, isBounded = false): Promise<string> {
    const shape = (await this.#shapes.current()).find(({ table }) => table === name);
    const primary = shape?.indexes.find(({ index }) => index === 'PRIMARY');
    const key = primary?.columns.map((column) => quoteName(column.name)).join(', ');
    const order = key === undefined ? '' : ` ORDER BY ${key}`;
    return `SELECT * FROM ${quoteName(name)}${order}${isBounded ? ` LIMIT ${mostBounded + 1}` : ''}`;
  }

  async #table(name: string, kind: Kind, isBounded?: boolean): Promise<TableView> {
    const generation = this.#generation;
    const sql = await this.#selectOf(name, isBounded);
    try {
      const statements = kind === 'newest' ? [readNewest, sql, readAsUsual] : [sql];
      const rows = (await this.#client.read(...statements))[statements.indexOf(sql)] ?? none;
      return viewOf(name, rows, isBounded);
    } catch (error) {
      if (error instanceof NotEnded && generation === this.#generation) this.#unread.set(name, error.message);
      this.#shapes.doubt();
      if (error instanceof AnswerTooLarge) {
        // Nobody has asked for it: once is enough.
        if (isBounded && generation === this.#generation) this.#unread.set(name, tooLargeWords(error));
        return { name, unreadable: tooLargeWords(error) };
      }
      if (kind === 'newest' && serverErrno(error) !== undefined) {
        await this.#client.query(readAsUsual);
      }
      return { name, unreadable: saidIn(error) };
    }
  }
}

const tooLargeWords = ({ than }: AnswerTooLarge): string =>
  `It is larger than ${than}: the lab does not read so much.`;

/** Rows of a table that the lesson does not watch. */
const mostBounded = 1_000;

const viewOf = (name: string, rows: TableRows, isBounded = false): TableView =>
  isBounded && rows.rows.length > mostBounded
    ? { name, unreadable: `It has more than ${mostBounded.toLocaleString('en')} rows.` }
    : { name, ...rows };

/** Only as many of them as the lab reads. */
const bounded = (views: readonly TableView[]): readonly TableView[] => {
  let bytes = 0;
  return views.map((view) => {
    if ('rows' in view) bytes += sizeOf(view);
    return bytes <= mostOf.bytes ? view : { name: view.name, unreadable: tooMuchTogether };
  });
};

import { sizeOf } from '../engine/allowance.ts';
import type { Observation, TableRows, TableView } from '../engine/events.ts';
import { AnswerTooLarge, mostOf } from './answer.ts';
import { serverErrno } from './client.ts';
import { type MetadataLock, stopsReaders } from './metadata-locks.ts';
import { NotEnded, type Observing } from './observing.ts';
import { quoteName } from './quote.ts';
import { saidIn } from './server-refusal.ts';

/** For the next transaction alone, which is a SELECT; it takes no locks. */
const readNewest = 'SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED';

/** A SELECT that fails before it reads anything leaves its level to the next one. */
const readAsUsual = 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ';

/** Many tables of a bearable size are more than one. */
const tooMuchTogether = `With the tables above it is larger than ${mostOf.bytes / 1024 / 1024} MB: the lab does not read so much.`;

const none: TableRows = { columns: [], rows: [] };

/** Reads the rows of watched tables, and never waits for a lock of the lesson's. */
export class TableReader {
  readonly #client: Observing;
  readonly #schema: string;
  /** Counts how often the tables were made anew. */
  #generation = 0;
  /** Tables (views) whose reading does not end, and what was said of it: they are not read again. */
  readonly #endless = new Map<string, string>();
  #keys: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(client: Observing, schema: string) {
    this.#client = client;
    this.#schema = schema;
  }

  /** The tables are made anew: nothing that was known of them is so any more. */
  forget(): void {
    this.#generation++;
    this.#keys = undefined;
    this.#endless.clear();
  }

  /** One after the other. `locks` are the metadata locks that there are. */
  async read(
    names: readonly string[],
    which: 'committed' | 'newest',
    locks: readonly MetadataLock[],
  ): Promise<readonly TableView[]> {
    const views: TableView[] = [];
    let bytes = 0;
    for (const name of names) {
      const view = this.#unreadable(name, locks) ?? (await this.#table(name, which));
      if ('rows' in view) bytes += sizeOf(view);
      views.push(bytes <= mostOf.bytes ? view : { name, unreadable: tooMuchTogether });
    }
    return views;
  }

  #unreadable(name: string, locks: readonly MetadataLock[]): TableView | undefined {
    const endless = this.#endless.get(name);
    if (endless !== undefined) return { name, unreadable: endless };
    return stopsReaders(locks, this.#schema, name)
      ? { name, unreadable: 'A lock on the table keeps readers out.' }
      : undefined;
  }

  /** Committed and newest rows in one round trip; where that is too much, or one answers with an error, one by one. */
  async both(
    names: readonly string[],
    locks: readonly MetadataLock[],
  ): Promise<Pick<Required<Observation>, 'tables' | 'newest'>> {
    const readable = names.filter((name) => this.#unreadable(name, locks) === undefined);
    const selects: string[] = [];
    for (const name of readable) selects.push(await this.#selectOf(name));
    try {
      const results =
        selects.length === 0
          ? []
          : await this.#client.read(...selects, ...selects.flatMap((sql) => [readNewest, sql]));
      const viewOf = (name: string, at: (place: number) => number): TableView => {
        const place = readable.indexOf(name);
        return this.#unreadable(name, locks) ?? { name, ...(results[at(place)] ?? none) };
      };
      return {
        tables: names.map((name) => viewOf(name, (place) => place)),
        newest: names.map((name) => viewOf(name, (place) => selects.length + 2 * place + 1)),
      };
    } catch (error) {
      const isOfOne = error instanceof AnswerTooLarge || error instanceof NotEnded;
      if (serverErrno(error) === undefined && !isOfOne) throw error;
      await this.#client.query(readAsUsual);
      this.#keys = undefined;
      return {
        tables: await this.read(names, 'committed', locks),
        newest: await this.read(names, 'newest', locks),
      };
    }
  }

  /** The rows by primary key: without ORDER BY they would come in the order of any covering index. */
  async #selectOf(name: string): Promise<string> {
    const generation = this.#generation;
    const keys = this.#keys ?? (await this.#primaryKeys());
    // Those of a run before, which was still asking, say nothing of the tables that there are now.
    if (generation === this.#generation) this.#keys = keys;
    const key = keys.get(name)?.map(quoteName).join(', ');
    return `SELECT * FROM ${quoteName(name)}${key === undefined ? '' : ` ORDER BY ${key}`}`;
  }

  async #table(name: string, which: 'committed' | 'newest'): Promise<TableView> {
    const generation = this.#generation;
    const sql = await this.#selectOf(name);
    try {
      const [rows = none] = (await this.#client.read(...(which === 'newest' ? [readNewest] : []), sql)).slice(
        -1,
      );
      return { name, ...rows };
    } catch (error) {
      if (error instanceof NotEnded && generation === this.#generation)
        this.#endless.set(name, error.message);
      this.#keys = undefined;
      if (error instanceof AnswerTooLarge) {
        return { name, unreadable: `It is larger than ${error.than}: the lab does not read so much.` };
      }
      if (which === 'newest' && serverErrno(error) !== undefined) {
        await this.#client.query(readAsUsual);
      }
      return { name, unreadable: saidIn(error) };
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
}

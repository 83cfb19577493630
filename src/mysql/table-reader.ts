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

type Kind = 'committed' | 'newest';

/** Reads the rows of watched tables, and never waits for a lock of the lesson's: it is told the metadata locks. */
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
    this.#keys = undefined;
    this.forgetReadings();
  }

  /** The tables are filled anew: their keys are as they were. */
  forgetReadings(): void {
    this.#generation++;
    this.#endless.clear();
  }

  async #oneByOne(
    names: readonly string[],
    kind: Kind,
    locks: readonly MetadataLock[],
  ): Promise<readonly TableView[]> {
    const views: TableView[] = [];
    for (const name of names) views.push(this.#unreadable(name, locks) ?? (await this.#table(name, kind)));
    return bounded(views);
  }

  #unreadable(name: string, locks: readonly MetadataLock[]): TableView | undefined {
    const endless = this.#endless.get(name);
    if (endless !== undefined) return { name, unreadable: endless };
    return stopsReaders(locks, this.#schema, name)
      ? { name, unreadable: 'A lock on the table keeps readers out.' }
      : undefined;
  }

  async committed(names: readonly string[], locks: readonly MetadataLock[]): Promise<readonly TableView[]> {
    const [tables = []] = await this.#together(names, ['committed'], locks);
    return tables;
  }

  async both(
    names: readonly string[],
    locks: readonly MetadataLock[],
  ): Promise<Pick<Required<Observation>, 'tables' | 'newest'>> {
    const [tables = [], newest = []] = await this.#together(names, ['committed', 'newest'], locks);
    return { tables, newest };
  }

  /** In one round trip; where that is too much, or one answers with an error, one by one. */
  async #together(
    names: readonly string[],
    kinds: readonly Kind[],
    locks: readonly MetadataLock[],
  ): Promise<readonly (readonly TableView[])[]> {
    const readable = names.filter((name) => this.#unreadable(name, locks) === undefined);
    const selects: string[] = [];
    for (const name of readable) selects.push(await this.#selectOf(name));
    const statements = kinds.flatMap((kind) =>
      selects.flatMap((sql) => (kind === 'newest' ? [readNewest, sql] : [sql])),
    );
    try {
      const results = statements.length === 0 ? [] : await this.#client.read(...statements);
      const rows = results.filter((_, at) => statements[at] !== readNewest);
      return kinds.map((_, at) =>
        bounded(
          names.map((name) => {
            const place = at * readable.length + readable.indexOf(name);
            return this.#unreadable(name, locks) ?? { name, ...(rows[place] ?? none) };
          }),
        ),
      );
    } catch (error) {
      const isOfOne = error instanceof AnswerTooLarge || error instanceof NotEnded;
      if (serverErrno(error) === undefined && !isOfOne) throw error;
      await this.#client.query(readAsUsual);
      this.#keys = undefined;
      const views: (readonly TableView[])[] = [];
      for (const kind of kinds) views.push(await this.#oneByOne(names, kind, locks));
      return views;
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

  async #table(name: string, kind: Kind): Promise<TableView> {
    const generation = this.#generation;
    const sql = await this.#selectOf(name);
    try {
      const [rows = none] = (await this.#client.read(...(kind === 'newest' ? [readNewest] : []), sql)).slice(
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
      if (kind === 'newest' && serverErrno(error) !== undefined) {
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

/** Only as many of them as the lab reads. */
const bounded = (views: readonly TableView[]): readonly TableView[] => {
  let bytes = 0;
  return views.map((view) => {
    if ('rows' in view) bytes += sizeOf(view);
    return bytes <= mostOf.bytes ? view : { name: view.name, unreadable: tooMuchTogether };
  });
};

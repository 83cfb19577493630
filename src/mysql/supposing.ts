import type { TableRows } from '../engine/events.ts';
import type { Value } from '../engine/outcome.ts';
import type { Supposition } from '../engine/ports.ts';
import { AnswerTooLarge } from './answer.ts';
import { serverErrno } from './client.ts';
import { impatiently, NotEnded, type Observing, patiently } from './observing.ts';
import { quoteName } from './quote.ts';

type Answers = readonly (TableRows['rows'] | undefined)[];

/** So many questions go in one round trip. */
const mostAtOnce = 100;

/** What the tables' columns are, by table, and what views there are, in small letters. */
interface Shapes {
  readonly tables: ReadonlyMap<string, TableRows['rows']>;
  readonly views: readonly string[];
}

/**
 * Asks questions about tables as they are not: a common table expression of a table's name stands in its place, with columns of
 * the same types. https://dev.mysql.com/doc/refman/9.7/en/with.html and json-table-functions.html
 */
export class Supposing {
  readonly #client: Observing;
  readonly #schema: string;
  #shapes: Shapes | undefined;

  constructor(client: Observing, schema: string) {
    this.#client = client;
    this.#schema = schema;
  }

  /** The tables may be others by now. */
  forget(): void {
    this.#shapes = undefined;
  }

  async ask(questions: readonly Supposition[]): Promise<Answers> {
    const { tables, views } = await this.#known();
    const texts = questions.map((question) =>
      // What a view reads is not what stands here in place of its tables.
      views.some((name) => question.sql.toLowerCase().includes(name)) ? undefined : textOf(question, tables),
    );
    const answers: (TableRows['rows'] | undefined)[] = [];
    for (let from = 0; from < texts.length; from += mostAtOnce)
      answers.push(...(await askAll(this.#client, texts.slice(from, from + mostAtOnce))));
    return answers;
  }

  async #known(): Promise<Shapes> {
    if (this.#shapes) return this.#shapes;
    const [columns, views] = await this.#client.queries([columnsOf(this.#schema), viewsOf(this.#schema)]);
    const shapes = {
      tables: Map.groupBy(columns?.rows ?? [], ([table]) => table ?? ''),
      views: (views?.rows ?? []).map(([name]) => (name ?? '').toLowerCase()),
    };
    this.#shapes = shapes;
    return shapes;
  }
}

const columnsOf = (schema: string): string =>
  `SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, DATA_TYPE, CHARACTER_SET_NAME, COLLATION_NAME
   FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '${schema}' ORDER BY TABLE_NAME, ORDINAL_POSITION`;

const viewsOf = (schema: string): string =>
  `SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${schema}' AND TABLE_TYPE = 'VIEW'`;

/** All in one, and where the server refuses one of them each by itself. */
const askAll = async (client: Observing, texts: readonly (string | undefined)[]): Promise<Answers> => {
  const asked = texts.flatMap((text) => text ?? []);
  try {
    const [, ...answers] = await client.read(impatiently, ...asked, patiently);
    let at = 0;
    return texts.map((text) => (text === undefined ? undefined : answers[at++]?.rows));
  } catch (error) {
    const isAnswer = serverErrno(error) !== undefined;
    if (!isAnswer && !(error instanceof AnswerTooLarge) && !(error instanceof NotEnded)) throw error;
    if (isAnswer) await client.queries([patiently]);
    if (texts.length === 1) return [undefined];
    const each: Answers[number][] = [];
    for (const text of texts) each.push(...(await askAll(client, [text])));
    return each;
  }
};

const textOf = (
  { sql, tables }: Supposition,
  shapes: ReadonlyMap<string, TableRows['rows']>,
): string | undefined => {
  if (tables.length === 0) return sql;
  const standIns = tables.map((table) => standIn(table, shapes.get(table.name) ?? []));
  if (standIns.includes(undefined)) return undefined;
  const own = /^\s*WITH\s+(RECURSIVE\s+)?/i.exec(sql);
  const rest = own === null ? ` ${sql}` : `, ${sql.slice(own[0].length)}`;
  return `WITH ${own?.[1] ?? ''}${standIns.join(', ')}${rest}`;
};

/** Undefined where a column's values are no texts that make the same value again, or the table has others by now. */
const standIn = (
  { name, columns, rows }: Supposition['tables'][number],
  shape: TableRows['rows'],
): string | undefined => {
  const own = columns.map((column) => shape.find(([, other]) => other === column));
  const defined = own.map((column, at) => (column === undefined ? undefined : columnIn(column, at)));
  if (defined.includes(undefined)) return undefined;
  const json = own.map((column) => column?.[3] === 'json');
  const document = `[${rows.map((row) => `[${row.map((value, at) => cellText(value, json[at] === true)).join(',')}]`).join(',')}]`;
  const chosen = defined.map((one) => one?.chosen).join(', ');
  const typed = defined.map((one) => one?.typed).join(', ');
  return `${quoteName(name)} AS (SELECT ${chosen} FROM JSON_TABLE(CONVERT(X'${Buffer.from(document).toString('hex')}' USING utf8mb4), '$[*]' COLUMNS (${typed})) AS \`supposed\`)`;
};

const cellText = (value: Value, isJson: boolean): string =>
  isJson && value !== null ? value : JSON.stringify(value);

const columnIn = (
  [, column, type, dataType, charset, collation]: TableRows['rows'][number],
  at: number,
): { readonly typed: string; readonly chosen: string } | undefined => {
  const name = quoteName(column ?? '');
  const path = `PATH '$[${at}]'`;
  if (/^(?:bit|geometry|point|linestring|polygon|multi\w+|geom\w+|vector)$/.test(dataType ?? ''))
    return undefined;
  // Bytes are told in hexadecimal digits, behind 0x.
  if (/^(?:var)?binary$|blob$/.test(dataType ?? ''))
    return { typed: `${name} LONGTEXT ${path}`, chosen: `UNHEX(SUBSTRING(${name}, 3)) AS ${name}` };
  const letters = charset == null ? '' : ` CHARACTER SET ${charset} COLLATE ${collation}`;
  return { typed: `${name} ${type}${letters} ${path}`, chosen: name };
};

import type { TableRows } from '../engine/events.ts';
import { namesIn, unquoted } from '../engine/history/programs.ts';
import { listed, plainQuestion, topLevel, wordsOf } from '../engine/history/question.ts';
import type { Value } from '../engine/outcome.ts';
import type { Supposition } from '../engine/ports.ts';
import { sqlTokens } from '../lesson/sql-tokens.ts';
import { AnswerTooLarge } from './answer.ts';
import { serverErrno } from './client.ts';
import { impatiently, NotEnded, type Observing, patiently } from './observing.ts';
import { quoteName } from './quote.ts';

type Answers = readonly (TableRows['rows'] | undefined)[];

/** So many questions go in one round trip. */
const mostAtOnce = 100;

/** What the tables' columns are, by table; and the views, by name in small letters. */
interface Shapes {
  readonly schema: string;
  readonly tables: ReadonlyMap<string, TableRows['rows']>;
  readonly views: ReadonlyMap<string, View>;
}

interface View {
  readonly name: string;
  readonly columns: readonly string[];
  /** The SELECT as the server keeps it; undefined where it asks for more than rows. */
  readonly sql: string | undefined;
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
    const shapes = await this.#known();
    const texts = questions.map((question) => textOf(question, shapes));
    const answers: (TableRows['rows'] | undefined)[] = [];
    for (let from = 0; from < texts.length; from += mostAtOnce)
      answers.push(...(await askAll(this.#client, texts.slice(from, from + mostAtOnce))));
    return answers;
  }

  async #known(): Promise<Shapes> {
    if (this.#shapes) return this.#shapes;
    const [columns, views] = await this.#client.queries([columnsOf(this.#schema), viewsOf(this.#schema)]);
    const tables = Map.groupBy(columns?.rows ?? [], ([table]) => table ?? '');
    const shapes = {
      schema: this.#schema,
      tables,
      views: new Map(
        (views?.rows ?? []).map(([name, sql]) => [
          (name ?? '').toLowerCase(),
          {
            name: name ?? '',
            columns: (tables.get(name ?? '') ?? []).map(([, column]) => column ?? ''),
            sql: plainQuestion(withoutSchema(sql ?? '', this.#schema), undefined)?.sql,
          },
        ]),
      ),
    };
    this.#shapes = shapes;
    return shapes;
  }
}

const columnsOf = (schema: string): string =>
  `SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, DATA_TYPE, CHARACTER_SET_NAME, COLLATION_NAME
   FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '${schema}' ORDER BY TABLE_NAME, ORDINAL_POSITION`;

const viewsOf = (schema: string): string =>
  `SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = '${schema}'`;

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

const textOf = ({ sql, tables }: Supposition, shapes: Shapes): string | undefined => {
  const question = withoutSchema(sql, shapes.schema);
  const views = viewsIn(question, shapes.views);
  const standIns = [
    ...tables.map((table) => standIn(table, shapes.tables.get(table.name) ?? [])),
    ...views.map(viewStandIn),
  ];
  if (standIns.includes(undefined)) return undefined;
  if (standIns.length === 0) return question;
  const supposed = standIns.join(', ');
  const { own, isApart } = expressionsIn(question);
  const isSame = [...tables, ...views].some(({ name }) => own?.names.includes(name.toLowerCase()));
  // What reads tables behind a WITH of its own, in the same place, does not see another WITH before that.
  if (isApart || isSame) return `WITH ${supposed} SELECT * FROM (${question}) AS \`answer\``;
  return own === undefined
    ? `WITH ${supposed} ${question}`
    : `WITH ${own.recursive}${supposed}, ${question.slice(own.from)}`;
};

/** The common table expressions that a question has itself: those that it begins with, and whether there are others. */
const expressionsIn = (
  sql: string,
): {
  readonly own?: { readonly names: readonly string[]; readonly recursive: string; readonly from: number };
  readonly isApart: boolean;
} => {
  const words = wordsOf(sql) ?? [];
  const withs = words.filter(({ text }, at) => text === 'WITH' && words[at + 1]?.text !== 'ROLLUP');
  if (words[0]?.text !== 'WITH') return { isApart: withs.length > 0 };
  const isRecursive = words[1]?.text === 'RECURSIVE';
  const first = isRecursive ? 2 : 1;
  const main = topLevel(words, ['SELECT', 'TABLE', 'VALUES'], first);
  const names = listed(words.slice(first, main)).flatMap(([name]) =>
    name === undefined ? [] : [unquoted(sql.slice(name.start, name.end)).toLowerCase()],
  );
  return {
    own: { names, recursive: isRecursive ? 'RECURSIVE ' : '', from: words[first]?.start ?? 0 },
    isApart: withs.length > 1,
  };
};

/** What a name with its schema means, no common table expression stands for. */
const withoutSchema = (sql: string, schema: string): string => {
  const tokens = [...sqlTokens(sql)].filter(({ kind }) => kind !== 'blank');
  const named = tokens.flatMap(({ kind, start, end }, at) => {
    const next = tokens[at + 1];
    const isName = kind === 'word' || kind === 'quoted-name';
    const isSchema = isName && unquoted(sql.slice(start, end)).toLowerCase() === schema.toLowerCase();
    return isSchema && next && sql.slice(next.start, next.end) === '.' ? [{ start, end: next.end }] : [];
  });
  return named.reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), sql);
};

/** The views that a question names, each behind those that it reads itself. */
const viewsIn = (sql: string, views: ReadonlyMap<string, View>): readonly View[] => {
  if (views.size === 0) return [];
  const named = [...new Set(namesIn(sql))].flatMap((name) => views.get(name) ?? []);
  return [...new Set(named.flatMap((view) => [...viewsIn(view.sql ?? '', views), view]))];
};

const viewStandIn = ({ name, columns, sql }: View): string | undefined =>
  sql === undefined
    ? undefined
    : `${quoteName(name)} (${columns.map((column) => quoteName(column)).join(', ')}) AS (${sql})`;

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

import type { TableContents } from '../engine/ports.ts';
import type { ScriptStep } from '../lesson/script.ts';
import { wordsOf } from './sql-words.ts';

/**
 * The tables with the columns into which the script itself puts ids that the server has handed out: LAST_INSERT_ID(), or
 * what a session has kept of it. They need not have a foreign key.
 */
export const withIdsOf = (
  tables: readonly TableContents[],
  steps: readonly ScriptStep[],
): readonly TableContents[] => {
  const sources = tables.flatMap(({ table, idColumns }) =>
    idColumns.some(({ of }) => of === table) ? [table] : [],
  );
  const kept = new Set(steps.flatMap(({ keep = {} }) => keptIds(keep)));
  const variables = new Set(steps.flatMap(({ sql }) => variablesOfIds(wordsOf(sql))));
  const put = steps.flatMap(({ sql }) =>
    columnsOfIds(wordsOf(sql), (expression) => isId(expression, { kept, variables })),
  );
  return tables.map((one) => {
    const own = put.filter(({ table }) => table === one.table.toUpperCase());
    const more = own.flatMap(({ column }) => sources.map((of) => ({ column, of })));
    return more.length === 0 ? one : { ...one, idColumns: [...one.idColumns, ...more] };
  });
};

const keptIds = (keep: NonNullable<ScriptStep['keep']>): readonly string[] =>
  Object.entries(keep).flatMap(([name, from]) => (from === 'insert_id' ? [name.toUpperCase()] : []));

const lastId = 'LAST_INSERT_ID()';

/** SET @o = LAST_INSERT_ID(), SELECT LAST_INSERT_ID() INTO @o */
const variablesOfIds = (words: readonly string[]): readonly string[] => {
  const text = words.join('');
  const found =
    /^SET@(\w+):?=LAST_INSERT_ID\(\)$/.exec(text) ?? /^SELECTLAST_INSERT_ID\(\)INTO@(\w+)$/.exec(text);
  return found?.[1] === undefined ? [] : [found[1]];
};

const isId = (
  expression: string,
  { kept, variables }: { readonly kept: ReadonlySet<string>; readonly variables: ReadonlySet<string> },
): boolean => {
  if (expression === lastId) return true;
  const name = expression.slice(1);
  return (
    (expression.startsWith('@') && variables.has(name)) || (expression.startsWith(':') && kept.has(name))
  );
};

/** A column, and what a statement puts into it. */
interface PutInto {
  /** In capitals. */
  readonly table: string;
  readonly column: string;
  readonly expression: string;
}

const columnsOfIds = (words: readonly string[], holds: (expression: string) => boolean): readonly PutInto[] =>
  putInto(words).filter(({ expression }) => holds(expression));

/**
 * Does an INSERT say the ids itself? Then they are values like others, and the server has drawn none.
 *
 * @param columns of its table, in their order.
 */
export const saysIds = (words: readonly string[], idColumn: string, columns: readonly string[]): boolean => {
  const upper = columns.map((one) => one.toUpperCase());
  const own = putInto(words, upper).filter(({ column }) => column === idColumn.toUpperCase());
  return own.length > 0 && !own.some(({ expression }) => draws.has(expression));
};

/** With these the server draws one. https://dev.mysql.com/doc/refman/9.7/en/example-auto-increment.html */
const draws: ReadonlySet<string> = new Set(['NULL', '0', "'0'", 'DEFAULT', 'DEFAULT()']);

const putInto = (words: readonly string[], columnsOfTable: readonly string[] = []): readonly PutInto[] => {
  const [verb] = words;
  const isInsert = verb === 'INSERT' || verb === 'REPLACE';
  const at = isInsert
    ? words.findIndex((word, place) => place > 0 && !beforeTable.has(word))
    : verb === 'UPDATE'
      ? 1
      : -1;
  const table = words[at];
  if (table === undefined) return [];
  const rest = words.slice(at + 1);
  const put = (column: string | undefined, expression: readonly string[]): readonly PutInto[] =>
    column === undefined ? [] : [{ table, column, expression: expression.join('') }];
  if (rest[0] === 'SET')
    return partsOf(rest.slice(1)).flatMap(([column, is, ...expression]) =>
      is === '=' ? put(column, expression) : [],
    );
  if (!isInsert) return [];
  const isListed = rest[0] === '(' && rest[1] !== 'SELECT' && rest[1] !== '(';
  const end = isListed ? rest.indexOf(')') : -1;
  const columns = isListed ? partsOf(rest.slice(1, end)).map((part) => part.join('')) : columnsOfTable;
  const source = rest.slice(end + 1);
  const select = source.indexOf('SELECT');
  const rows =
    source[0] === 'VALUES' || source[0] === 'VALUE'
      ? partsOf(source.slice(1)).map((row) => (row[0] === 'ROW' ? row.slice(2, -1) : row.slice(1, -1)))
      : select < 0
        ? []
        : [source.slice(select + 1).filter((word, place) => place > 0 || !quantifiers.has(word))];
  return rows.flatMap((row) => partsOf(row).flatMap((expression, nth) => put(columns[nth], expression)));
};

const beforeTable: ReadonlySet<string> = new Set([
  'LOW_PRIORITY',
  'DELAYED',
  'HIGH_PRIORITY',
  'IGNORE',
  'INTO',
]);
const quantifiers: ReadonlySet<string> = new Set(['ALL', 'DISTINCT', 'DISTINCTROW']);

/** Between commas that stand in no parentheses, up to a FROM, WHERE or ON. */
const partsOf = (words: readonly string[]): readonly (readonly string[])[] => {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const word of words) {
    if (depth === 0 && ['FROM', 'WHERE', 'ON'].includes(word)) break;
    if (word === '(') depth++;
    if (word === ')') depth--;
    if (word === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
};

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

interface PutInto {
  /** In capitals. */
  readonly table: string;
  readonly column: string;
}

const columnsOfIds = (
  words: readonly string[],
  holds: (expression: string) => boolean,
): readonly PutInto[] => {
  const into =
    words[0] === 'INSERT' || words[0] === 'REPLACE'
      ? words.indexOf('INTO') + 1
      : words[0] === 'UPDATE'
        ? 1
        : 0;
  const table = words[into];
  if (into === 0 || table === undefined) return [];
  const rest = words.slice(into + 1);
  if (rest[0] === 'SET')
    return partsOf(rest.slice(1)).flatMap(([column, is, ...expression]) =>
      column !== undefined && is === '=' && holds(expression.join('')) ? [{ table, column }] : [],
    );
  const values = rest.findIndex((word) => word === 'VALUES' || word === 'VALUE');
  if (rest[0] !== '(' || values < 0) return [];
  const columns = partsOf(rest.slice(1, values - 1)).map((part) => part.join(''));
  const rows = partsOf(rest.slice(values + 1));
  return rows.flatMap((row) =>
    partsOf(row.slice(1, -1)).flatMap((expression, at) => {
      const column = columns[at];
      return column !== undefined && holds(expression.join('')) ? [{ table, column }] : [];
    }),
  );
};

/** Between commas that stand in no parentheses, up to a WHERE or ON. */
const partsOf = (words: readonly string[]): readonly (readonly string[])[] => {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const word of words) {
    if (depth === 0 && (word === 'WHERE' || word === 'ON')) break;
    if (word === '(') depth++;
    if (word === ')') depth--;
    if (word === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
};

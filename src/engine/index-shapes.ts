/** What an entry of an index consists of, in order; of a secondary index the primary key's columns, too. */
export interface IndexShape {
  readonly table: string;
  readonly index: string;
  readonly columns: readonly KeyColumn[];
}

export interface KeyColumn {
  readonly name: string;
  readonly descending: boolean;
  /** What its values look like in an entry; undefined where the lab cannot tell. */
  readonly type: 'number' | 'text' | undefined;
}

/** The indexes by table and name. */
export type IndexShapes = ReadonlyMap<string, IndexShape>;

export const shapeKey = (table: string, index: string): string => JSON.stringify([table, index]);

interface Table {
  readonly types: Map<string, KeyColumn['type']>;
  readonly indexes: Map<string, readonly Indexed[]>;
}

interface Indexed {
  readonly name: string;
  readonly descending: boolean;
  /** Only the beginning of the column, or an expression: rows do not tell what the entry is. */
  readonly isPart: boolean;
}

/**
 * The indexes that these statements have made, in their order. Only what is common is understood; of the
 * rest nothing is claimed.
 * https://dev.mysql.com/doc/refman/9.7/en/create-table.html
 */
export const indexShapes = (sql: readonly string[]): IndexShapes => {
  const tables = new Map<string, Table>();
  for (const statement of sql) define(tables, tokensOf(statement));
  const shapes = new Map<string, IndexShape>();
  for (const [table, { types, indexes }] of tables) {
    const primary = indexes.get('PRIMARY');
    if (primary === undefined) continue;
    for (const [index, own] of indexes) {
      const rest = primary.filter(({ name }) => !own.some((one) => one.name === name));
      const columns = [...own, ...rest].map(({ name, descending, isPart }) => ({
        name,
        descending,
        type: isPart ? undefined : types.get(name),
      }));
      shapes.set(shapeKey(table, index), { table, index, columns });
    }
  }
  return shapes;
};

const define = (tables: Map<string, Table>, tokens: readonly string[]): void => {
  const words = tokens.map((one) => one.toUpperCase());
  const open = tokens.indexOf('(');
  if (words[0] === 'CREATE' && words.slice(1, 3).includes('TABLE') && open > 0) {
    const table: Table = { types: new Map(), indexes: new Map() };
    tables.set(nameOf(tokens[open - 1]), table);
    for (const part of partsOf(inParentheses(tokens, open))) definePart(table, part);
    return;
  }
  if (words[0] === 'CREATE' && words.includes('ON')) {
    const on = words.indexOf('ON');
    addIndex(tables.get(nameOf(tokens[on + 1])), nameOf(tokens[on - 1]), tokens.slice(on + 2));
    return;
  }
  if (words[0] !== 'ALTER' || words[1] !== 'TABLE') return;
  const name = nameOf(tokens[2]);
  const table = tables.get(name);
  for (const part of partsOf(tokens.slice(3))) {
    const verb = part[0]?.toUpperCase();
    if (verb === 'MODIFY' || verb === 'CHANGE' || verb === 'RENAME') tables.delete(name);
    if (verb !== 'ADD' || table === undefined) continue;
    definePart(table, part.slice(part[1]?.toUpperCase() === 'COLUMN' ? 2 : 1));
  }
};

/** A column or an index in CREATE TABLE, or behind ADD. */
const definePart = (table: Table, given: readonly string[]): void => {
  const named = given[0]?.toUpperCase() === 'CONSTRAINT';
  const keyword = /^(PRIMARY|UNIQUE)$/i;
  const part = named ? given.slice(given.findIndex((one) => keyword.test(one))) : given;
  const open = part.indexOf('(');
  const [first = ''] = part;
  if (/^(FULLTEXT|SPATIAL|FOREIGN|CHECK|CONSTRAINT)$/i.test(first)) return;
  if (/^PRIMARY$/i.test(first)) {
    addIndex(table, 'PRIMARY', part.slice(open));
  } else if (/^(UNIQUE|INDEX|KEY)$/i.test(first)) {
    const name = part.slice(1, open).find((one) => !/^(KEY|INDEX)$/i.test(one));
    addIndex(table, nameOf(name ?? part[open + 1]), part.slice(open));
  } else {
    const column = nameOf(first);
    table.types.set(column, typeOf(part[1] ?? ''));
    const rest = part.map((one) => one.toUpperCase());
    const whole = [{ name: column, descending: false, isPart: false }];
    if (rest.includes('UNIQUE')) table.indexes.set(column, whole);
    else if (rest.includes('KEY')) table.indexes.set('PRIMARY', whole);
  }
};

const addIndex = (table: Table | undefined, name: string, tokens: readonly string[]): void => {
  if (table === undefined || tokens[0] !== '(') return;
  const columns = partsOf(inParentheses(tokens, 0)).map((part) => ({
    name: nameOf(part[0]),
    descending: part.at(-1)?.toUpperCase() === 'DESC',
    isPart: part.includes('('),
  }));
  table.indexes.set(name, columns);
};

const typeOf = (word: string): KeyColumn['type'] => {
  if (/^(TINY|SMALL|MEDIUM|BIG)?INT(EGER)?$/i.test(word)) return 'number';
  return /^VARCHAR$/i.test(word) ? 'text' : undefined;
};

const tokensOf = (sql: string): readonly string[] =>
  sql
    .replaceAll(/\/\*[\s\S]*?\*\/|(?:--\s|#)[^\n]*/g, ' ')
    .match(/`(?:[^`]|``)*`|'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|[\w$\u0080-\uFFFF]+|\S/g) ?? [];

const nameOf = (token = ''): string =>
  token.startsWith('`') ? token.slice(1, -1).replaceAll('``', '`') : token;

/** The tokens between a parenthesis and the one that closes it. */
const inParentheses = (tokens: readonly string[], open: number): readonly string[] => {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at] === '(') depth++;
    if (tokens[at] === ')' && --depth === 0) return tokens.slice(open + 1, at);
  }
  return [];
};

/** What stands between the commas that are in no parentheses. */
const partsOf = (tokens: readonly string[]): readonly (readonly string[])[] => {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
};

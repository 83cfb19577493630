import { sqlTokens } from '../../lesson/sql-tokens.ts';

/** What a statement runs, or reads, that its words do not show. */
export interface Programs {
  /** Stored functions, in small letters. */
  readonly functions: ReadonlySet<string>;
  /** What defines each view, by its name in small letters. */
  readonly views: ReadonlyMap<string, string>;
  /** Tables with triggers that read. */
  readonly triggered: readonly string[];
  /** By table the column that draws ids, where that is known. */
  readonly drawing: ReadonlyMap<string, string>;
}

/** Out of the statements that define them. What is dropped is taken to be there still. */
export const programsIn = (statements: readonly string[]): Programs => {
  const defining = statements.map((sql) => ({ sql, parts: partsOf(sql) })).filter(isDefinition);
  const functions = new Set(defining.flatMap(({ parts }) => nameBehind(parts, 'FUNCTION')?.name ?? []));
  const views = new Map<string, string>();
  for (const { sql, parts } of defining) {
    const name = nameBehind(parts, 'VIEW')?.name;
    if (name !== undefined) views.set(name, `${views.get(name) ?? ''} ${sql}`);
  }
  const triggers = defining.flatMap(({ sql, parts }) => triggerIn(sql, parts));
  return {
    functions,
    views,
    triggered: readingTables(triggers, { functions, views }),
    drawing: drawingIn(defining),
  };
};

export const noPrograms: Programs = {
  functions: new Set(),
  views: new Map(),
  triggered: [],
  drawing: new Map(),
};

/** May it define some of them? */
export const definesProgram = (sql: string): boolean =>
  /\b(?:function|view|trigger|auto_increment)\b|^\s*alter\b/i.test(sql);

/** A statement together with the views that it reads. */
export const withViews = (sql: string, programs: Pick<Programs, 'views'>): string =>
  [sql, ...viewsIn(sql, programs)].join('\n');

/** What defines the views that a statement names, and those that these name. */
export const viewsIn = (sql: string, { views }: Pick<Programs, 'views'>): readonly string[] => {
  if (views.size === 0) return [];
  const found = new Map<string, string>();
  for (let next = [sql]; next.length > 0; ) {
    const named = new Set(next.flatMap(namesIn));
    const more = [...views].filter(([name]) => named.has(name) && !found.has(name));
    for (const [name, definition] of more) found.set(name, definition);
    next = more.map(([, definition]) => definition);
  }
  return [...found.values()];
};

/** Does it call one of the stored functions, or read a view that does? */
export const callsStored = (sql: string, programs: Pick<Programs, 'functions' | 'views'>): boolean => {
  return programs.functions.size > 0 && calls(withViews(sql, programs), programs.functions);
};

/** Does it call one of these functions by its words? */
export const calls = (sql: string, functions: ReadonlySet<string>): boolean => {
  const parts = partsOf(sql);
  return parts.some(({ name }, at) => functions.has(name) && parts[at + 1]?.word === '(');
};

/** What a statement defines: a routine or view by its name, a trigger by its table, in small letters. */
export const programNamed = (
  sql: string,
): { readonly name: string; readonly isTrigger: boolean } | undefined => {
  const parts = partsOf(sql);
  if (!isDefinition({ sql, parts })) return undefined;
  const [trigger] = triggerIn(sql, parts);
  if (trigger) return { name: trigger.table, isTrigger: true };
  const defined = ['FUNCTION', 'PROCEDURE', 'VIEW'].map((kind) => nameBehind(parts, kind)?.name);
  const name = defined.find((one) => one !== undefined);
  return name === undefined ? undefined : { name, isTrigger: false };
};

/** Are there triggers that read on a table that it names? */
export const firesReading = (sql: string, programs: Programs): boolean => {
  if (programs.triggered.length === 0) return false;
  const named = new Set(namesIn(withViews(sql, programs)));
  return programs.triggered.some((table) => named.has(table));
};

/** Every name in a statement, of whatever it may be, in small letters. */
export const namesIn = (sql: string): readonly string[] => partsOf(sql).map(({ name }) => name);

/** The table that stands for its session alone from now on, in small letters. */
export const temporaryIn = (sql: string): string | undefined => {
  if (!/\btemporary\b/i.test(sql)) return undefined;
  const parts = partsOf(sql);
  return parts[0]?.word === 'CREATE' && parts[1]?.word === 'TEMPORARY'
    ? nameBehind(parts, 'TABLE')?.name
    : undefined;
};

/** A piece of a statement: as a word in capitals ('' where it is quoted), and as a name in small letters. */
interface Part {
  readonly word: string;
  readonly name: string;
}

export const partsOf = (sql: string): readonly Part[] => {
  const parts: Part[] = [];
  for (const { kind, start, end } of sqlTokens(sql)) {
    const text = sql.slice(start, end);
    if (kind === 'word' || kind === 'symbol')
      parts.push({ word: text.toUpperCase(), name: text.toLowerCase() });
    // With ANSI_QUOTES a name stands in double quotes.
    if (kind === 'quoted-name' || kind === 'string')
      parts.push({ word: '', name: unquoted(text).toLowerCase() });
  }
  return parts;
};

/** A name as it is meant: without its quotes. */
export const unquoted = (name: string): string => {
  const quote = name.charAt(0);
  return quote === '`' || quote === '"' || quote === "'"
    ? name.slice(1, -1).replaceAll(quote + quote, quote)
    : name;
};

interface Definition {
  readonly sql: string;
  readonly parts: readonly Part[];
}

const isDefinition = ({ parts: [first] }: Definition): boolean =>
  first?.word === 'CREATE' || first?.word === 'ALTER';

/** The first name behind a word, behind IF NOT EXISTS and a schema's name; undefined where there is no such word. */
const nameBehind = (
  parts: readonly Part[],
  kind: string,
  from = 0,
): { readonly name: string; readonly at: number } | undefined => {
  const found = parts.findIndex(({ word }, at) => at >= from && word === kind);
  if (found < 0) return undefined;
  const first = parts[found + 1]?.word === 'IF' ? found + 4 : found + 1;
  const at = parts[first + 1]?.word === '.' ? first + 2 : first;
  const name = parts[at]?.name;
  return name === undefined ? undefined : { name, at };
};

interface Trigger {
  /** In small letters. */
  readonly table: string;
  readonly sql: string;
  readonly body: readonly Part[];
}

const triggerIn = (sql: string, parts: readonly Part[]): readonly Trigger[] => {
  const trigger = nameBehind(parts, 'TRIGGER');
  const table = trigger && nameBehind(parts, 'ON', trigger.at + 1);
  return table === undefined ? [] : [{ table: table.name, sql, body: parts.slice(table.at + 1) }];
};

const reading: ReadonlySet<string> = new Set(['SELECT', 'FROM', 'JOIN', 'TABLE', 'CALL', 'UPDATE']);

/** Those whose triggers read, or write where others do. */
const readingTables = (
  triggers: readonly Trigger[],
  programs: Pick<Programs, 'functions' | 'views'>,
): readonly string[] => {
  const found = new Set<string>();
  const reads = ({ sql, body }: Trigger) =>
    body.some(({ word }) => reading.has(word)) ||
    callsStored(sql, programs) ||
    namesIn(withViews(sql, programs)).some((name) => found.has(name));
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const trigger of triggers) if (reads(trigger)) found.add(trigger.table);
  }
  return [...found];
};

/** What is altered later is not known any more. */
const drawingIn = (defining: readonly Definition[]): ReadonlyMap<string, string> => {
  const drawing = new Map<string, string>();
  for (const { parts } of defining) {
    const table = nameBehind(parts, 'TABLE');
    if (table === undefined) continue;
    const column = parts[0]?.word === 'CREATE' ? drawnColumn(parts, table.at) : undefined;
    if (column === undefined) drawing.delete(table.name);
    else drawing.set(table.name, column);
  }
  return drawing;
};

/** In the parentheses behind a table's name: the first word of what is AUTO_INCREMENT. */
const drawnColumn = (parts: readonly Part[], at: number): string | undefined => {
  let depth = 0;
  let first: string | undefined;
  for (const { word, name } of parts.slice(at + 1)) {
    if (word === '(') depth++;
    else if (word === ')') depth--;
    if (depth === 0) return undefined;
    if (depth === 1 && word === 'AUTO_INCREMENT') return first;
    if (depth === 1 && (word === ',' || word === '(')) first = undefined;
    else first ??= name;
  }
  return undefined;
};

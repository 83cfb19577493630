/** The tables that are there after statements like these, in the order in which they were made, as far as words tell. */
export const tablesOfSetup = (setup: readonly string[]): readonly string[] => {
  const tables = new Map<string, string>();
  for (const sql of setup) {
    const made = creates.exec(sql)?.[1];
    if (made !== undefined) add(tables, made);
    for (const name of listOf(drops.exec(sql)?.[1])) tables.delete(keyOf(name));
    for (const [from, to] of renamesIn(sql)) {
      if (tables.delete(keyOf(from))) add(tables, to);
    }
  }
  return [...tables.values()];
};

const name = '(?:`[^`]+`|[\\w$]+)';
// A temporary table is its session's own, and a name with a schema is somewhere else.
const creates = new RegExp(`^create\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?(${name})(?![\\w$\`.])`, 'i');
const drops = new RegExp(`^drop\\s+table\\s+(?:if\\s+exists\\s+)?(${name}(?:\\s*,\\s*${name})*)`, 'i');
const renames = new RegExp(`(${name})\\s+to\\s+(${name})`, 'gi');
const altersName = new RegExp(
  `^alter\\s+table\\s+(${name})\\s+rename\\s+(?:to\\s+|as\\s+)?(${name})\\s*$`,
  'i',
);

const listOf = (names: string | undefined): readonly string[] => names?.split(/\s*,\s*/) ?? [];

const renamesIn = (sql: string): readonly (readonly [string, string])[] => {
  const found = /^rename\s+table\s/i.test(sql)
    ? [...sql.replace(/^rename\s+table\s+/i, '').matchAll(renames)]
    : [altersName.exec(sql)].filter((one) => one !== null);
  return found.map(([, from = '', to = '']) => [from, to]);
};

const add = (tables: Map<string, string>, written: string): void => {
  tables.set(keyOf(written), plain(written));
};

const plain = (written: string): string => written.replaceAll('`', '');

/** One name in two spellings is one table on most machines, and two watched names of one table would help nobody. */
const keyOf = (written: string): string => plain(written).toLowerCase();

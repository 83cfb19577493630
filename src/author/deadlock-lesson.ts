import { holdWords } from '../engine/words/lock-words.ts';
import { UserError } from '../errors.ts';
import { heldBy } from '../innodb-text/circle.ts';
import type { DeadlockText, TransactionText } from '../innodb-text/deadlock-text.ts';
import { lockDetailOf } from '../innodb-text/entry.ts';
import { insertIn } from '../innodb-text/insert.ts';
import type { RecordedLock } from '../innodb-text/recorded-lock.ts';
import { printable } from '../printable.ts';
import { yamlFlow } from './yaml-text.ts';

/** The text of a lesson begun with what the text of a deadlock has; what it has not is marked with TODO. */
export const deadlockLesson = (
  deadlock: DeadlockText,
  { id, title }: { readonly id: string; readonly title: string },
): string => {
  const { transactions, victim } = deadlock;
  if (transactions.length > letters.length)
    throw new UserError(
      `A lesson has at most ${letters.length} sessions, and the deadlock has ${transactions.length}.`,
    );
  const tables = tablesOf(deadlock);
  return `# A lesson begun with InnoDB's report of a deadlock. It does not have all of it: what is marked TODO is for you to fill in.
# grep -n TODO finds it. isolab check tells what else is missing, and nothing of the TODOs; isolab record writes what happens into it.
format: 1
id: ${yamlFlow(id)}
title: ${yamlFlow(title)}
topic: my lessons
summary: "TODO: what this lesson shows, in one sentence."

levels: all
# TODO: the report does not say at which level the transactions were. REPEATABLE READ is the server's default.
level: REPEATABLE READ

# TODO: the report names tables, indexes and entries, and of columns no more than an INSERT names. SHOW CREATE TABLE on your server
# tells them.
setup: |
${[...tables.values()].flatMap(tableLines).join('\n')}

watch: ${yamlFlow([...tables.keys()])}

sessions:
${transactions.map(({ number }, at) => `  ${letters[at]}: transaction ${number}${number === victim ? ', the victim' : ''}`).join('\n')}

steps:
${[
  ...transactions.map((_, at) => step(at, 'START TRANSACTION')),
  ...transactions.map((one, at) => earlierLines(one.number, at, heldBy(deadlock, one))),
  ...transactions.flatMap((one, at) => statementLines(one, at, [...tables.values()])),
  ...transactions.map((_, at) => step(at, 'COMMIT')),
].join('\n\n')}
`;
};

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

interface SeenTable {
  readonly schema: string;
  readonly table: string;
  /** As an INSERT of the deadlock names them. */
  readonly columns: readonly string[];
  /** By the name of the index. */
  readonly entries: Map<string, Set<string>>;
}

const tablesOf = ({ transactions }: DeadlockText): ReadonlyMap<string, SeenTable> => {
  const tables = new Map<string, SeenTable>();
  for (const lock of transactions.flatMap(({ waits, holds, conflicts }) => [
    ...holds,
    ...conflicts,
    ...(waits ? [waits] : []),
  ])) {
    const { schema, object: table, index, records } = lock;
    const seen = tables.get(table) ?? {
      schema,
      table,
      columns: columnsOf(transactions, table),
      entries: new Map<string, Set<string>>(),
    };
    tables.set(table, seen);
    if (index === undefined) continue;
    const entries = seen.entries.get(index) ?? new Set();
    seen.entries.set(index, entries);
    for (const record of records) {
      const { key } = lockDetailOf(lock, record);
      if (key !== undefined) entries.add(key);
    }
  }
  return tables;
};

const columnsOf = (transactions: readonly TransactionText[], table: string): readonly string[] => {
  const columns = transactions.flatMap(({ statement = '' }) => {
    const insert = insertIn(statement);
    return insert?.table.toLowerCase() === table.toLowerCase() ? insert.columns : [];
  });
  return [...new Map(columns.map((column) => [plainName(column), column])).values()];
};

const plainName = (column: string): string => column.replaceAll('`', '').toLowerCase();

const tableLines = ({ table, columns, entries }: SeenTable): readonly string[] => [
  `  -- TODO: the columns of ${printable(table)}${columns.length === 0 ? '' : ': their types, the keys, and those that no INSERT names'}.`,
  `  CREATE TABLE ${quoted(table)} (`,
  ...columnLines(columns),
  '  );',
  ...[...entries].map(
    ([index, keys]) =>
      `  -- TODO: rows. Its index ${printable(index)}${keys.size === 0 ? ' is named' : ` has ${printable([...keys].map((key) => `(${key})`).join(', '))}`} in the report.`,
  ),
];

/** VARCHAR takes whatever an INSERT has. One that does not name the id leaves it to the server. */
const columnLines = (columns: readonly string[]): readonly string[] => {
  const others = columns.filter((column) => plainName(column) !== 'id');
  const isLeft = columns.length > 0 && others.length === columns.length;
  return [
    `    id INT ${isLeft ? 'AUTO_INCREMENT ' : ''}PRIMARY KEY${others.length === 0 ? '' : ','}`,
    ...others.map(
      (column, at) => `    ${column} VARCHAR(255)${at === others.length - 1 ? '' : ','} -- TODO: its type`,
    ),
  ];
};

const quoted = (name: string): string =>
  /^[a-z_]\w*$/i.test(name) ? name : `\`${printable(name).replaceAll('`', '``')}\``;

const step = (at: number, sql: string): string => `  - ${letters[at]}: ${sql}`;

const earlierLines = (number: number, at: number, holds: readonly RecordedLock[]): string =>
  [
    `  # TODO: what transaction ${number} did before. It is not in the report.`,
    ...holds.flatMap(heldWords).map((what) => `  # It has locked ${printable(what)}.`),
    `  # - ${letters[at]}: …`,
  ].join('\n');

const heldWords = (lock: RecordedLock): readonly string[] =>
  lock.records.map((record) => holdWords(lockDetailOf(lock, record)));

const statementLines = (
  { number, statement, isCut }: TransactionText,
  at: number,
  tables: readonly SeenTable[],
): readonly string[] => {
  if (statement === undefined)
    return [
      `  # TODO: the statement of transaction ${number} is not in the report.\n  # - ${letters[at]}: …`,
    ];
  const sql = tables.reduce(withoutSchema, statement);
  const note = isCut ? [`  # TODO: this statement may be cut off in the report.`] : [];
  return [[...note, step(at, asYaml(sql))].join('\n')];
};

/** A lesson has a schema of its own. What stands between quotes is no name. */
const withoutSchema = (sql: string, { schema, table }: SeenTable): string => {
  const [from, name] = [schema, table].map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const inQuotes = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`;
  const qualifier = `(?<![\\w$.\`])(?:\`${from}\`|${from})\\s*\\.\\s*(?=\`${name}\`|${name}(?![\\w$]))`;
  return sql.replaceAll(
    new RegExp(`(${inQuotes})|${qualifier}`, 'gis'),
    (_, text: string | undefined) => text ?? '',
  );
};

const asYaml = (sql: string): string => {
  const lines = sql.split('\n');
  const isPlain =
    lines.length > 1 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(lines.join('').replaceAll('\t', ''));
  return isPlain
    ? ['|-', ...lines.map((line) => (line === '' ? '' : `      ${line}`))].join('\n')
    : yamlFlow(sql);
};

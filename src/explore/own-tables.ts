import type { Level } from '../lesson/level.ts';
import type { Script } from '../lesson/script.ts';
import { wordsOf } from './sql-words.ts';

/**
 * Which sessions' statements name which tables, where nothing in the script could lead from one table to another:
 * no trigger, view, routine or foreign key, and no statement that defines something. What a session does in a table that
 * nobody else names, nobody else can notice.
 */
export const ownTables = ({ setup, steps }: Pick<Script, 'setup' | 'steps'>): OwnTables => {
  const made = setup.map(wordsOf);
  const sent = steps.map(({ sql, does }) => (does === undefined ? wordsOf(sql) : []));
  const users = new Map<string, Set<string>>();
  const isPlain =
    made.every(makesPlainly) &&
    sent.every(
      ([first = 'SELECT', ...rest]) =>
        ordinary.has(first) && !rest.some((word) => farther.has(word) || isDoubtful(word)),
    );
  if (!isPlain) return users;
  for (const table of made.flatMap(tableMadeBy)) users.set(table, new Set());
  for (const [place, words] of sent.entries())
    for (const word of words) users.get(word)?.add(steps[place]?.session ?? '');
  return users;
};

/** Which sessions name a table. Empty where nothing can be said. */
export type OwnTables = ReadonlyMap<string, ReadonlySet<string>>;

/** All tables are named where they are made; whatever else a setup does may make others. */
const makesPlainly = (words: readonly string[]): boolean => {
  const [first = '', second = ''] = words;
  const isMaking = first === 'CREATE' && (second === 'TABLE' || second === 'INDEX' || second === 'UNIQUE');
  return (isMaking || first === 'INSERT') && !words.some((word) => leadsOn.has(word) || isDoubtful(word));
};

/** In double quotes there may be a name: sql_mode ANSI_QUOTES. */
const isDoubtful = (word: string): boolean => word.startsWith('"');

const leadsOn: ReadonlySet<string> = new Set([
  'TRIGGER',
  'VIEW',
  'PROCEDURE',
  'FUNCTION',
  'EVENT',
  'REFERENCES',
  'MERGE',
]);

const ordinary: ReadonlySet<string> = new Set([
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'REPLACE',
  'START',
  'BEGIN',
  'COMMIT',
  'ROLLBACK',
  'SAVEPOINT',
  'RELEASE',
  'SET',
]);

/** CREATE TABLE [IF NOT EXISTS] name. */
const tableMadeBy = (words: readonly string[]): readonly string[] => {
  const [first, second, ...rest] = words;
  if (first !== 'CREATE' || second !== 'TABLE') return [];
  const name = rest[0] === 'IF' ? rest[3] : rest[0];
  return name === undefined ? [] : [name];
};

/**
 * A statement on such tables alone. At REPEATABLE READ a plain query may take the snapshot of all tables, and when that
 * is matters; elsewhere it sees its own table only. https://dev.mysql.com/doc/refman/9.7/en/innodb-consistent-read.html
 */
export const staysInside = (
  words: readonly string[],
  { session, level, isInside, tables }: Circumstances,
): boolean => {
  const [first = ''] = words;
  const named = words.flatMap((word) => tables.get(word) ?? []);
  if (named.length === 0 || named.some((sessions) => sessions.size > 1 || !sessions.has(session)))
    return false;
  if (words.some((word) => calls.has(word))) return false;
  return first === 'SELECT' ? level !== 'REPEATABLE READ' || !isInside : changing.has(first);
};

export interface Circumstances {
  readonly session: string;
  /** Of its next transaction. */
  readonly level: Level;
  readonly isInside: boolean;
  readonly tables: OwnTables;
}

const changing: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'REPLACE']);

/** The level may be another one then, or a query the beginning of a transaction; the table may be another schema's. */
const farther: ReadonlySet<string> = new Set([
  'AUTOCOMMIT',
  'SQL_MODE',
  'COMPLETION_TYPE',
  'ISOLATION',
  'TRANSACTION_ISOLATION',
  'INFORMATION_SCHEMA',
  'PERFORMANCE_SCHEMA',
]);

/** They reach other sessions without any table, or take time. */
const calls: ReadonlySet<string> = new Set([
  'GET_LOCK',
  'RELEASE_LOCK',
  'RELEASE_ALL_LOCKS',
  'IS_FREE_LOCK',
  'IS_USED_LOCK',
  'SLEEP',
]);

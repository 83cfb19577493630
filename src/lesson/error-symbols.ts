import symbols from './error-symbols.json' with { type: 'json' };
import { nearMiss } from './near-miss.ts';

/**
 * What the server's errors are called. The file has every name of the driver (mysql2's constants, where names that older
 * servers send are kept) and, where it has none, those of MySQL 9.7.4:
 * `SELECT ERROR_NUMBER, ERROR_NAME FROM performance_schema.events_errors_summary_global_by_error`, on a server with
 * `performance_schema_error_size = 6000`. From 10000 on they are for the server's log and reach no client.
 * https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html
 */
const byNumber: ReadonlyMap<string, string> = new Map(Object.entries(symbols));

/** `ER_3999` where nobody has a name for it: a stored program may raise any number. */
export const errorSymbol = (errno: number): string => byNumber.get(String(errno)) ?? `ER_${errno}`;

/** Are these two words for one error: a number, `ER_` and a number, or a symbol? */
export const isErrorNamed = (errno: number, word: string): boolean =>
  word === String(errno) || word === `ER_${errno}` || word === byNumber.get(String(errno));

/** Do two words, numbers or symbols, mean the same error? */
export const isSameError = (one: string, other: string): boolean => symbolIn(one) === symbolIn(other);

const symbolIn = (word: string): string => byNumber.get(word.replace(/^ER_(?=[0-9]+$)/, '')) ?? word;

/** What is wrong with a word for an error: undefined where it is one that may come. */
export const errorProblem = (word: string): string | undefined => {
  if (/^([0-9]{1,5}|ER_[0-9]{1,5})$/.test(word) || isKnown(word)) return undefined;
  // The first word of what Redis says, or what the lab says of a statement that it does not send.
  const isServers = /^(ER|WARN)_/i.test(word);
  if (!isServers && /^[A-Z][A-Z0-9_]*$/.test(word) && !isKnown(`ER_${word}`)) return undefined;
  const near = isKnown(`ER_${word}`) ? `ER_${word}` : nearMiss(word, [...known()]);
  return `the server has no error ${word}${near === undefined ? '' : `; did you mean ${near}?`}`;
};

let names: ReadonlySet<string> | undefined;
const known = (): ReadonlySet<string> => (names ??= new Set(byNumber.values()));

const isKnown = (word: string): boolean => known().has(word);

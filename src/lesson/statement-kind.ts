import { sqlTokens } from './sql-tokens.ts';
import { fromFirstWord, sqlWords } from './sql-words.ts';

/** What kind of statement it is, told by its first words. */

/** Gives rows: SELECT and its relatives. */
export const isRead = (sql: string): boolean =>
  /^(select|table|values|with|show|desc|describe|explain|check|analyze|call|execute|help)\b/i.test(
    fromFirstWord(sql),
  );

/** A SELECT … INTO: its rows go into variables or a file, and none comes back. */
export const putsRowsElsewhere = (sql: string): boolean => {
  if (!isRead(sql)) return false;
  let before = '';
  for (const { kind, start, end } of sqlTokens(sql)) {
    if (kind === 'blank') continue;
    const word = kind === 'word' || kind === 'symbol' ? sql.slice(start, end).toUpperCase() : '';
    if (before === 'INTO' && (word === '@' || word === 'OUTFILE' || word === 'DUMPFILE')) return true;
    before = word;
  }
  return false;
};

export const startsTransaction = (sql: string): boolean =>
  /^(start\s+transaction|begin)\b/i.test(fromFirstWord(sql));

/** Ends a transaction for good: not ROLLBACK TO a savepoint, not one that chains another. */
export const isEnd = (sql: string): boolean =>
  /^(commit|rollback)\b/i.test(fromFirstWord(sql)) && !/\bto\b|\band\s+chain\b/i.test(sql);

/** Begins, ends or marks a transaction: it comes to nothing but that. */
export const controlsTransaction = (sql: string): boolean =>
  startsTransaction(sql) || /^(commit|rollback|savepoint|release\s+savepoint)\b/i.test(fromFirstWord(sql));

/** Says nothing but that it is done: it controls a transaction, or sets something of the session. */
export const answersNothing = (sql: string): boolean =>
  controlsTransaction(sql) || /^set\b/i.test(fromFirstWord(sql));

/** Sets an isolation level, in whichever way, or speaks of doing so (a procedure, a PREPARE). */
export const setsLevel = (sql: string): boolean =>
  !/^(select|show)\b/i.test(fromFirstWord(sql)) &&
  /\bisolation\s+level\b|\b(transaction|tx)_isolation\b/i.test(sql);

/** Sets the session's own timeout, for row locks or, without `innodb_`, for metadata locks. */
export const setsPatience = (sql: string): boolean => /^set\b.*lock_wait_timeout/is.test(fromFirstWord(sql));

/** Makes a view, or something that runs statements of its own. */
export const makesProgram = (sql: string): boolean => {
  const [first, ...words] = sqlWords(sql);
  const made = words.find((word) => programs.has(word) || word === 'TABLE' || word === 'INDEX');
  return first === 'CREATE' && made !== undefined && programs.has(made);
};

const programs: ReadonlySet<string> = new Set(['EVENT', 'FUNCTION', 'PROCEDURE', 'TRIGGER', 'VIEW']);

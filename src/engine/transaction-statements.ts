import { sqlWords } from '../lesson/sql-words.ts';

/**
 * What statements say of transactions, for the one question that nobody but the script can answer: which of its steps
 * belong to a transaction that is gone. Whether one is open, and how it ended, is the server's word.
 * https://dev.mysql.com/doc/refman/9.7/en/commit.html, https://dev.mysql.com/doc/refman/9.7/en/xa-statements.html
 */

/** START TRANSACTION and its like. */
export const beginsTransaction = (sql: string): boolean => {
  const words = sqlWords(sql);
  const [first, second] = words;
  switch (first) {
    case 'START':
      return second === 'TRANSACTION';
    case 'BEGIN':
      return second === undefined || second === 'WORK' || second === ';';
    case 'XA':
      return second === 'START' || second === 'BEGIN';
    case 'COMMIT':
    case 'ROLLBACK':
      return words.some((word, at) => word === 'AND' && words[at + 1] === 'CHAIN');
    default:
      return false;
  }
};

/** SET TRANSACTION, which is an error inside of one, and SET autocommit = 0: meant for the next. */
export const preparesTransaction = (sql: string): boolean => {
  const words = sqlWords(sql);
  return words[0] === 'SET' && (words[1] === 'TRANSACTION' || setsAutocommitOff(words));
};

/** It is the last statement of the transaction, if there is one. Not ROLLBACK TO SAVEPOINT. */
export const endsTransaction = (sql: string): boolean => {
  const words = sqlWords(sql);
  if (words[0] === 'XA') return words[1] === 'COMMIT' || words[1] === 'ROLLBACK';
  return (words[0] === 'COMMIT' || words[0] === 'ROLLBACK') && !words.includes('TO');
};

/** The server lets nothing else out of an XA transaction that it has rolled back. */
export const leavesXa = (sql: string): boolean => {
  const [first, second] = sqlWords(sql);
  return first === 'XA' && (second === 'END' || second === 'COMMIT' || second === 'ROLLBACK');
};

const setsAutocommitOff = (words: readonly string[]): boolean =>
  words.some((word, at) => {
    if (word.replaceAll('`', '') !== 'AUTOCOMMIT') return false;
    const value = words[at + 1] === ':' ? words[at + 3] : words[at + 2];
    return value !== undefined && /^['"]?(0|OFF|FALSE)['"]?$/.test(value);
  });

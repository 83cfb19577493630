import { splitSql, storedProgram } from '../lesson/split-sql.ts';
import { isRead, startsTransaction } from '../lesson/statement-kind.ts';
import { told } from '../printable.ts';
import { counted } from '../text/amounts.ts';
import { isChatter } from './log-chatter.ts';
import type { LogEntry } from './log-entries.ts';
import { standingAfter } from './own-session.ts';
import { mistakeAt, type SqlFile, sqlInWords } from './source.ts';

/** A statement in the log, at its place among all of them. */
export interface LoggedStatement {
  readonly sql: string;
  readonly line: number;
}

export interface LoggedConnection {
  readonly id: string;
  /** user@host, where the log has its beginning. */
  readonly user?: string;
  /** Those that it has used, as far as the log says. */
  readonly schemas: ReadonlySet<string>;
  readonly statements: readonly LoggedStatement[];
  readonly notes: readonly string[];
}

/** One connection's part of a log: what it sent, without what its driver asks by itself. */
export const loggedConnection = (
  id: string,
  entries: readonly LogEntry[],
  file: SqlFile,
): LoggedConnection => {
  const statements: LoggedStatement[] = [];
  const notes: string[] = [];
  const leftOut = new Map<string, number>();
  const schemas = new Set<string>();
  let user: string | undefined;
  let begun = 0;
  for (const [index, { command, argument, line }] of entries.entries()) {
    switch (command) {
      case 'Connect':
        user = /^(\S+@\S*)/.exec(argument)?.[1];
        add(schemas, / on (\S+) using /.exec(argument)?.[1]);
        break;
      case 'Query':
      case 'Execute':
        add(schemas, /^use\s+`?([^`;]+)/i.exec(argument)?.[1]);
        if (isChatter(argument)) {
          const words = sqlInWords(argument);
          leftOut.set(words, (leftOut.get(words) ?? 0) + 1);
        } else if (command === 'Execute' || !isAboutPrepared(argument, entries[index + 1])) {
          statements.push(...statementsIn(argument, line, file));
        }
        break;
      case 'Init DB':
        schemas.add(argument);
        break;
      // The server rolls back what is open, and forgets what was set.
      // https://dev.mysql.com/doc/c-api/9.7/en/mysql-reset-connection.html
      case 'Quit':
      case 'Change user':
      case 'Reset Connection': {
        const { isOpen, autocommit } = standingAfter(statements.slice(begun));
        if (isOpen) {
          statements.push({ sql: 'ROLLBACK', line });
          notes.push(
            told`${file.file}:${line}: connection ${id} leaves its transaction open (${command}), which the server rolls back: a ROLLBACK is added.`,
          );
        }
        if (!autocommit && command !== 'Quit') statements.push({ sql: 'SET autocommit = 1', line });
        begun = statements.length;
        break;
      }
      default:
    }
  }
  if (standingAfter(statements.slice(begun)).isOpen) {
    // It is open as long as the log goes on.
    statements.push({ sql: 'ROLLBACK', line: Number.MAX_SAFE_INTEGER });
    notes.push(told`${file.file} ends while connection ${id} is in a transaction: a ROLLBACK is added.`);
  }
  for (const [words, times] of leftOut)
    notes.push(told`Connection ${id}: ${words} is left out (${counted(times, 'time')}).`);
  const unreadable = statements.find(({ sql }) => sql.includes('\u{FFFD}'));
  if (unreadable)
    notes.push(
      told`${file.file}:${unreadable.line}: there are bytes in it that are no UTF-8, so this statement is sent with other values: ${sqlInWords(unreadable.sql)}`,
    );
  return { id, ...(user !== undefined && { user }), schemas, statements, notes };
};

const add = (names: Set<string>, name: string | undefined): void => {
  if (name !== undefined) names.add(name);
};

/** Does it anything that others can meet: a transaction, a write, a lock? */
export const actsOnData = ({ statements }: LoggedConnection): boolean =>
  statements.some(
    ({ sql }) =>
      startsTransaction(sql) ||
      /^(insert|update|delete|replace|load|call|truncate|lock)\b/i.test(sql) ||
      (isRead(sql) && /\bfor\s+(update|share)\b|\block\s+in\s+share\s+mode\b/i.test(sql)),
  );

/** PREPARE and EXECUTE in SQL: the log has a line Execute behind them, with the values. */
const isAboutPrepared = (sql: string, next: LogEntry | undefined): boolean => {
  if (/^prepare\b.*\bfrom\s+\.\.\.$/is.test(sql) || /^(deallocate|drop)\s+prepare\b/i.test(sql)) return true;
  // The log has it prepared once more between the two.
  return /^execute\s/i.test(sql) && (next?.command === 'Execute' || next?.command === 'Prepare');
};

/** Several in one entry come from servers that do not cut them. */
const statementsIn = (text: string, line: number, file: SqlFile): readonly LoggedStatement[] => {
  if (storedProgram.test(text)) return [{ sql: text, line }];
  const { statements, problem } = splitSql(text);
  if (problem !== undefined) {
    const place = file.text.split('\n', line - 1).join('\n').length + 1;
    throw mistakeAt(file, place, `this statement is not whole: ${problem.message}`);
  }
  return statements.map(({ sql }) => ({ sql, line }));
};

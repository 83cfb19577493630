import { UserError } from '../errors.ts';
import { printable, told } from '../printable.ts';
import { counted } from '../text/amounts.ts';
import { actsOnData, type LoggedConnection, loggedConnection } from './log-connections.ts';
import { type LogEntry, logEntries } from './log-entries.ts';
import type { OwnSession } from './own-session.ts';
import { plainFile, type SqlFile, sqlInWords } from './source.ts';

export interface LoggedSessions {
  readonly sessions: readonly OwnSession[];
  /** The order that happened: whose statement came when, as a word over A, B, C … */
  readonly takes: string;
  readonly notes: readonly string[];
}

/**
 * What connections sent, out of MySQL's general query log, each a session. Without `connections` those that do something
 * with data are taken, if there are two to four. A statement is logged when the server begins with it, also one that
 * then waits.
 *
 * @throws UserError that lists the connections where it is not clear which are meant.
 */
export const scriptsOfGeneralLog = (given: SqlFile, connections?: readonly string[]): LoggedSessions => {
  const file = plainFile(given);
  const entries = logEntries(file.text);
  if (entries.length === 0)
    throw new UserError(told`${file.file} is no general query log of MySQL: no line of it is an entry.`, {
      next: [
        'On the server: SET GLOBAL log_output = "FILE", GLOBAL general_log = ON. SELECT @@general_log_file says where it is.',
      ],
    });
  const all = [...byConnection(entries)].map(([id, own]) => ({ id, own }));
  const chosen = connections
    ? named(connections, all, file)
    : acting(
        all.map(({ id, own }) => loggedConnection(id, own, file)),
        file,
      );
  const empty = chosen.find(({ statements }) => statements.length === 0);
  if (empty) throw new UserError(told`Connection ${empty.id} sends no statement in ${file.file}.`);
  const order = chosen.flatMap(({ statements }, index) =>
    statements.map(({ line }) => ({ line, letter: String.fromCodePoint(65 + index) })),
  );
  return {
    sessions: chosen.map(({ id, user, statements }) => ({
      role: `connection ${id}${user === undefined ? '' : ` (${printable(user)})`}`,
      statements: statements.map(({ sql }) => ({ sql })),
    })),
    takes: order
      .toSorted((a, b) => a.line - b.line)
      .map(({ letter }) => letter)
      .join(''),
    notes: [...chosen.flatMap(({ notes }) => notes), ...notesOnSchemas(chosen)],
  };
};

/** Tables of one name in two schemas are two tables, and in the lab they are one. */
const notesOnSchemas = (chosen: readonly LoggedConnection[]): readonly string[] => {
  const schemas = [...new Set(chosen.flatMap((one) => [...one.schemas]))];
  return schemas.length < 2
    ? []
    : [
        told`The connections use several schemas (${schemas.join(', ')}), and the lab has one for all of them.`,
      ];
};

/** A server that is started again counts from the beginning: an id that connects again is another connection. */
const byConnection = (entries: readonly LogEntry[]): ReadonlyMap<string, readonly LogEntry[]> => {
  const found = new Map<string, LogEntry[]>();
  const lives = new Map<string, number>();
  for (const entry of entries) {
    const { connection, command } = entry;
    const seen = lives.get(connection);
    const life = (seen ?? 1) + (command === 'Connect' && seen !== undefined ? 1 : 0);
    lives.set(connection, life);
    const id = life === 1 ? connection : `${connection}.${life}`;
    const own = found.get(id);
    if (own) own.push(entry);
    else found.set(id, [entry]);
  }
  return found;
};

interface OfConnection {
  readonly id: string;
  readonly own: readonly LogEntry[];
}

const named = (
  wished: readonly string[],
  all: readonly OfConnection[],
  file: SqlFile,
): readonly LoggedConnection[] =>
  wished.map((id, index) => {
    if (wished.indexOf(id) < index) throw new UserError(told`Connection ${id} is named twice.`);
    const found = all.find((one) => one.id === id);
    if (found) return loggedConnection(id, found.own, file);
    throw new UserError(told`There is no connection ${id} in ${file.file}.`, {
      next: choices(all.map((one) => loggedConnection(one.id, one.own, file))),
    });
  });

const acting = (all: readonly LoggedConnection[], file: SqlFile): readonly LoggedConnection[] => {
  const found = all.filter(actsOnData);
  if (found.length >= 2 && found.length <= 4) return found;
  const many = found.length === 0 ? 'no connection' : counted(found.length, 'connection');
  throw new UserError(
    told`${many} in ${file.file} begin a transaction or write, and two to four can be taken by themselves.`,
    { next: [...choices(all), 'Say which ones: --connection ID,ID'] },
  );
};

const mostChoices = 20;

/** Those that do something first. */
const choices = (all: readonly LoggedConnection[]): readonly string[] => {
  const some = all.filter(({ statements }) => statements.length > 0);
  const sorted = some.toSorted((a, b) => Number(actsOnData(b)) - Number(actsOnData(a)));
  const lines = sorted.slice(0, mostChoices).map(({ id, user, statements }) => {
    const [first] = statements;
    const begins = first === undefined ? '' : `, from ${sqlInWords(first.sql)}`;
    return printable(
      `${id}${user === undefined ? '' : ` ${user}`}: ${counted(statements.length, 'statement')}${begins}`,
    );
  });
  return sorted.length > mostChoices ? [...lines, `… and ${sorted.length - mostChoices} more`] : lines;
};

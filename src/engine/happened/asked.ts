import type { UserVariable } from '../events.ts';
import type { Reading } from '../history/findings.ts';
import { isSeveral, type Sent } from '../history/moved.ts';
import { callsStored, firesReading, namesIn, viewsIn, withViews } from '../history/programs.ts';
import { plainQuestion, topLevel, type Word, withValues, wordsOf } from '../history/question.ts';
import type { KeyedTable } from '../history/tables.ts';
import type { ErrorOutcome, OkOutcome, Outcome } from '../outcome.ts';
import { withLastId } from './last-ids.ts';
import { withoutOwnValues, withoutPlaces } from './own-values.ts';
import { searchOfDelete, searchOfUpdate } from './search.ts';
import { takenKey } from './taken-key.ts';

/** What a statement has asked of the tables, as a SELECT that anybody may ask. */
export interface Asked {
  readonly sql: string;
  /** It takes what is committed, and not what a snapshot has. */
  readonly isLocking: boolean;
  /** What tells that it was answered out of certain rows; without it, that is not held against anything. */
  readonly answer?:
    | { readonly rows: readonly (readonly (string | null)[])[] }
    | { readonly count: number }
    | { readonly least: number };
  /** It says in which order. */
  readonly isOrdered?: true;
  /** The rows are found to be written. */
  readonly isWrite: boolean;
  /** It was refused at the first row that it could not write: what it would have found behind that, it has not read. */
  readonly isCutOff?: true;
  /** A foreign key asks, or a unique one, and not the statement itself. */
  readonly isCheck?: true;
  /** Of an UPDATE or DELETE of one table: whose rows these are. */
  readonly table?: string;
  /** All names in it, and in the views among these, in small letters. */
  readonly names: ReadonlySet<string>;
}

/** runs-more: it runs statements that are not its own. */
export type Unknown = 'unknown' | 'runs-more';

type Plain = Omit<Asked, 'names'>;

type Question = Plain | Unknown | undefined;

interface Asker extends Pick<Reading, 'sent' | 'level' | 'variables'> {
  /** What LAST_INSERT_ID() is for it, where that is known. */
  readonly lastId: string | undefined;
}

/** Several where it was refused for what it had found, and for what was in its way; none where it asks nothing of them. */
export const askedBy = (
  asker: Asker,
  tables: ReadonlyMap<string, KeyedTable>,
): readonly Asked[] | Unknown => {
  const questions = questionsOf(asker, tables);
  if (typeof questions === 'string') return questions;
  return questions.map((one) => ({
    ...one,
    names: new Set(namesIn(withViews(one.sql, asker.sent.programs))),
  }));
};

const questionsOf = (asker: Asker, tables: ReadonlyMap<string, KeyedTable>): readonly Plain[] | Unknown => {
  const { outcome } = asker.sent;
  const question = questionOf(asker);
  if (typeof question === 'string') return question;
  const own = question === undefined ? [] : [question];
  if (outcome?.kind !== 'error' || !isWriting.has(verbOf(asker.sent))) return own;
  if (/^ER_(ROW_IS_REFERENCED|NO_REFERENCED_ROW)/.test(outcome.symbol)) return 'unknown';
  if (outcome.symbol !== 'ER_DUP_ENTRY') return own;
  const taken = takenKey(outcome.message, tables);
  if (taken === undefined) return 'unknown';
  return [{ sql: taken, isLocking: true, isWrite: true, answer: { least: 1 } }, ...own];
};

const isWriting: ReadonlySet<string> = new Set(['UPDATE', 'DELETE', 'INSERT', 'REPLACE']);

/** `WITH … UPDATE` is an UPDATE. */
const verbOf = ({ sql, place: { verb } }: Sent): string => (verb === 'WITH' ? verbBehindWith(sql) : verb);

const questionOf = ({ sent: asSent, level, variables, lastId }: Asker): Question => {
  const sent = { ...asSent, sql: withLastId(asSent.sql, lastId) };
  // At these an INSERT … SELECT locks nothing of what it reads.
  // https://dev.mysql.com/doc/refman/9.7/en/innodb-locks-set.html
  const isWeak = level?.startsWith('READ ') ?? false;
  const { outcome, sql, place } = sent;
  if (outcome === undefined || outcome.kind === 'lost') return undefined;
  if (isSeveral(place)) return 'runs-more';
  const verb = verbOf(sent);
  const isRefused = outcome.kind === 'error';
  if (isRefused && !isOfRows(outcome)) return undefined;
  if (mayRunMore(sent, verb)) return 'runs-more';
  switch (verb) {
    case 'SELECT':
    case 'TABLE':
      return isRefused
        ? 'unknown'
        : askedByQuery(sent, outcome, { variables, hasSnapshot: level === 'REPEATABLE READ' });
    case 'UPDATE':
    case 'DELETE':
    case 'INSERT':
    case 'REPLACE':
      if (outcome.kind === 'rows') return undefined;
      return isRefused
        ? refused(askedByWrite({ sent, verb, variables, isWeak }))
        : askedByWrite({ sent, verb, outcome, variables, isWeak });
    case 'SET':
    case 'DO':
    case 'VALUES':
    case 'HANDLER':
    case 'CHECKSUM':
      return readsTables(sql) || verb === 'HANDLER' || verb === 'CHECKSUM' ? 'unknown' : undefined;
    case 'CREATE':
      return fillsTable(sql) ? 'unknown' : undefined;
    default:
      return undefined;
  }
};

/**
 * Is it an error of what was found, or of what was made of that (SQLSTATE 21 to 23)? Others are of the words of a statement, or say
 * that a lock was not to be had. https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html
 */
const isOfRows = ({ sqlState, errno }: ErrorOutcome): boolean =>
  ofRows.has(errno) || (/^2[123]/.test(sqlState) && !ofWords.has(errno));

/** A name that two tables have, and too many or too few columns. */
const ofWords: ReadonlySet<number> = new Set([1052, 1136, 1222, 1241]);

/** These have another state: a CHECK that does not hold, values that a column does not take, SIGNAL. */
const ofRows: ReadonlySet<number> = new Set([3819, 1265, 1366, 1644]);

/** It went as far as the row that was refused: what it had found is known where that was the only one. */
const refused = (question: Question): Question =>
  question === undefined || typeof question === 'string'
    ? question
    : { ...question, answer: { least: 1 }, isCutOff: true };

const verbBehindWith = (sql: string): string => {
  const words = wordsOf(sql) ?? [];
  // The UPDATE of FOR UPDATE stands behind.
  return words[topLevel(words, ['SELECT', 'TABLE', 'VALUES', 'UPDATE', 'DELETE'], 0)]?.text ?? 'SELECT';
};

/** Functions and triggers read tables that the statement does not name. */
const mayRunMore = ({ sql, programs }: Sent, verb: string): boolean => {
  const writes = ['INSERT', 'REPLACE', 'UPDATE', 'DELETE'].includes(verb);
  if (writes && firesReading(sql, programs)) return true;
  return (writes || ['SELECT', 'TABLE', 'SET', 'DO'].includes(verb)) && callsStored(sql, programs);
};

const fillsTable = (sql: string): boolean => {
  const [, kind, table, ...rest] = wordsOf(sql)?.map(({ text }) => text) ?? [];
  const isTable = kind === 'TABLE' || (kind === 'TEMPORARY' && table === 'TABLE');
  return isTable && rest.some((word) => ['SELECT', 'TABLE', 'WITH', 'VALUES'].includes(word));
};

const readsTables = (sql: string): boolean =>
  wordsOf(sql)?.some(({ text }) => ['FROM', 'TABLE', 'JOIN'].includes(text)) ?? true;

const askedByQuery = (
  { sql, values, programs }: Sent,
  outcome: Outcome,
  { variables, hasSnapshot }: { readonly variables: readonly UserVariable[]; readonly hasSnapshot: boolean },
): Question => {
  if (!readsTables(sql)) return undefined;
  const { sql: text, places } = withoutOwnValues(withVariables(withoutHints(sql), variables));
  const question = plainQuestion(text, values);
  if (question === undefined) return 'unknown';
  // What it passes over is told by locks, not by rows.
  if (question.locks !== undefined && question.locks.meetsLocks !== 'waits') return 'unknown';
  // Outside of the SELECT that locks a snapshot is read, and OF names tables that are locked alone.
  const isAllLocked = question.isFlat && !/\bof\b/i.test(text);
  if (question.locks !== undefined && hasSnapshot && !isAllLocked) return 'unknown';
  // Not all that a view reads is locked.
  if (question.locks !== undefined && viewsIn(question.sql, programs).length > 0) return 'unknown';
  const words = wordsOf(question.sql) ?? [];
  const isOrdered = topLevel(words, ['ORDER'], 0) < words.length;
  return {
    sql: question.sql,
    isLocking: question.locks !== undefined,
    isWrite: false,
    ...(isOrdered && { isOrdered }),
    ...answerIn(outcome, { into: question.into, places }, variables),
  };
};

/**
 * With the values of @variables in it that the statement has not set itself. What looks like a number is taken for one: an answer
 * that is none of that is not explained then.
 */
const withVariables = (sql: string, variables: readonly UserVariable[]): string => {
  const words = wordsOf(sql) ?? [];
  const into = words.findIndex(({ text }) => text === 'INTO');
  const isSet = words.some(({ text }, at) => text === ':' && words[at + 1]?.text === '=');
  if (isSet) return sql;
  const found = words.flatMap(({ text, start }, at) => {
    const name = words[at + 1];
    // @@names are the server's own.
    if (text !== '@' || name === undefined || name.text === '@' || words[at - 1]?.text === '@') return [];
    const isTarget = into >= 0 && isListedBehind(words, into, at);
    const known = variables.find(
      (one) => one.name === sql.slice(name.start, name.end).replaceAll('`', '').toLowerCase(),
    );
    return isTarget ? [] : [{ start, end: name.end, value: known?.value ?? null }];
  });
  return found.reduceRight(
    (text, { start, end, value }) => text.slice(0, start) + literalOf(value) + text.slice(end),
    sql,
  );
};

/** Is it one of INTO @a, @b? */
const isListedBehind = (words: readonly Word[], into: number, at: number): boolean =>
  at > into &&
  (at - into - 1) % 3 === 0 &&
  words.slice(into + 1, at).every(({ text }, nth) => nth % 3 === 1 || text === (nth % 3 === 0 ? '@' : ','));

const literalOf = (value: string | null): string => {
  if (value === null) return 'NULL';
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value)
    ? value
    : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
};

/** What went to @variables stands there. */
const answerIn = (
  outcome: Outcome,
  { into, places }: { readonly into: readonly string[] | undefined; readonly places: readonly number[] },
  variables: readonly UserVariable[],
): Pick<Asked, 'answer'> => {
  if (outcome.kind === 'rows') return { answer: { rows: withoutPlaces(outcome.rows, places) } };
  if (outcome.kind !== 'ok' || into === undefined) return {};
  if (outcome.affected === 0) return { answer: { count: 0 } };
  const values = into.map((name) => variables.find((one) => one.name === name)?.value ?? null);
  return { answer: { rows: [values] } };
};

/** Which index is taken makes no difference to the answer. https://dev.mysql.com/doc/refman/9.7/en/index-hints.html */
const withoutHints = (sql: string): string => {
  const words = wordsOf(sql) ?? [];
  const hints = words.flatMap(({ text, start }, at) => {
    const isHint =
      ['USE', 'FORCE', 'IGNORE'].includes(text) && ['INDEX', 'KEY'].includes(words[at + 1]?.text ?? '');
    const end = words.find((one, other) => other > at && one.text === ')')?.end;
    return isHint && end !== undefined ? [{ start, end }] : [];
  });
  return hints.reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), sql);
};

interface Write {
  readonly sent: Sent;
  readonly verb: 'UPDATE' | 'DELETE' | 'INSERT' | 'REPLACE';
  /** None where it was refused. */
  readonly outcome?: OkOutcome;
  readonly variables: readonly UserVariable[];
  readonly isWeak: boolean;
}

const askedByWrite = ({ sent, verb, outcome, variables, isWeak }: Write): Question => {
  const told = withVariables(withoutHints(sent.sql), variables);
  const text = sent.values === undefined ? told : withValues(told, sent.values);
  const words = text === undefined ? undefined : wordsOf(text);
  if (text === undefined || words === undefined) return 'unknown';
  if (verb === 'INSERT' || verb === 'REPLACE') return askedByInsert(text, words, isWeak, outcome);
  const found = verb === 'UPDATE' ? searchOfUpdate(text, words) : searchOfDelete(text, words);
  const question = found === undefined ? undefined : plainQuestion(found.sql, undefined);
  if (found === undefined || question === undefined) return 'unknown';
  // What a SELECT in its search reads is read otherwise there than what the search itself reads.
  if (isWeak && !(question.isFlat && viewsIn(found.sql, sent.programs).every(isFlatView))) return 'unknown';
  const count = verb === 'UPDATE' ? outcome?.matched : outcome?.affected;
  return {
    sql: question.sql,
    isLocking: true,
    isWrite: true,
    ...(found.table !== undefined && { table: found.table }),
    ...(count !== undefined && { answer: found.isJoin ? { least: Math.min(count, 1) } : { count } }),
  };
};

/** One that has no other SELECT in it. */
const isFlatView = (definition: string): boolean => (definition.match(/\bselect\b/gi) ?? []).length === 1;

/** VALUES and SET ask nothing, unless there is a SELECT in them. */
const askedByInsert = (
  text: string,
  words: readonly Word[],
  isWeak: boolean,
  outcome: OkOutcome | undefined,
): Question => {
  // Some of its rows have met others with their keys, and nothing was done about it.
  const isIgnoring = words[1]?.text === 'IGNORE' || words[2]?.text === 'IGNORE';
  const isUpsert = words.some(({ text: word }) => word === 'DUPLICATE');
  if (outcome && ((isIgnoring && outcome.warnings > 0) || (isUpsert && outcome.affected === 0)))
    return 'unknown';
  const at = words.findIndex(({ text: word }) => word === 'SELECT' || word === 'TABLE' || word === 'WITH');
  const first = words[at];
  if (first === undefined) return undefined;
  const isGiven = words.slice(0, at).some(({ text: word }) => ['VALUES', 'VALUE', 'SET'].includes(word));
  if (isGiven || isUpsert) return 'unknown';
  const select = text.slice(words[at - 1]?.text === '(' ? words[at - 1]?.start : first.start);
  const question = plainQuestion(withoutOwnValues(select).sql, undefined);
  if (question === undefined) return 'unknown';
  const isCounted = words[0]?.text === 'INSERT' && !isIgnoring;
  return {
    sql: question.sql,
    isLocking: !isWeak,
    isWrite: false,
    ...(isCounted && outcome && { answer: { count: outcome.affected } }),
  };
};

/** Is it named there, or in a view that is? Names in other letters are taken for it, too. */
export const names = (asked: Asked, table: string): boolean => asked.names.has(table.toLowerCase());

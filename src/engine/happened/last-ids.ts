import type { Reading } from '../history/findings.ts';
import type { Sent } from '../history/moved.ts';
import { unquoted } from '../history/programs.ts';
import { listed, topLevel, type Word, wordsOf } from '../history/question.ts';

/** What LAST_INSERT_ID() is in each statement, by its number, where that is known. */
export const lastIdsIn = (readings: readonly Reading[]): ReadonlyMap<number, string> => {
  const ids = new Map<number, string>();
  if (!readings.some(({ sent }) => mentions.test(sent.sql))) return ids;
  for (const own of Map.groupBy(readings, ({ sent }) => sent.session).values()) {
    let id: string | undefined;
    for (const { sent } of own) {
      if (id !== undefined) ids.set(sent.statement, id);
      id = idBehind(sent, id);
    }
  }
  return ids;
};

/** The statement with its value in place of LAST_INSERT_ID(). */
export const withLastId = (sql: string, id: string | undefined): string => {
  if (id === undefined || !mentions.test(sql) || sets(sql)) return sql;
  const words = wordsOf(sql) ?? [];
  const calls = words.flatMap(({ text, start }, at) => {
    const end = words[at + 2];
    return text === 'LAST_INSERT_ID' && words[at + 1]?.text === '(' && end?.text === ')'
      ? [{ start, end: end.end }]
      : [];
  });
  return calls.reduceRight((text, { start, end }) => text.slice(0, start) + id + text.slice(end), sql);
};

const mentions = /last_insert_id/i;

/** Does it do anything with it but ask for it? */
const sets = (sql: string): boolean => mentions.test(sql.replaceAll(/\blast_insert_id\s*\(\s*\)/gi, ''));

/**
 * What an INSERT draws, an UPDATE gives to LAST_INSERT_ID(…), or what there was before; undefined where that is not known.
 * https://dev.mysql.com/doc/refman/9.7/en/information-functions.html#function_last-insert-id
 */
const idBehind = ({ sql, place: { verb }, outcome, programs }: Sent, before: string | undefined) => {
  const id = outcome?.kind === 'ok' ? outcome.insertId : undefined;
  if (verb === 'UPDATE' && sets(sql)) return id;
  if (sets(sql)) return undefined;
  switch (verb) {
    case 'INSERT':
    case 'REPLACE':
      if (outcome?.kind !== 'ok' || /\bduplicate\b/i.test(sql)) return undefined;
      if (id === undefined) return before;
      return leavesOpen(sql, programs.drawing) ? id : undefined;
    case 'CALL':
    case 'EXECUTE':
    case 'CREATE':
    case 'LOAD':
      return undefined;
    default:
      return before;
  }
};

/** Does it say nothing of the column that draws ids? What it gave there itself would be told as its id, too. */
const leavesOpen = (sql: string, drawing: ReadonlyMap<string, string>): boolean => {
  const words = wordsOf(sql) ?? [];
  const nameOf = (word: Word | undefined) =>
    word === undefined ? '' : unquoted(sql.slice(word.start, word.end)).toLowerCase();
  const at = words.findIndex(({ text }, nth) => nth > 0 && !modifiers.has(text));
  const column = drawing.get(nameOf(words[at]));
  if (column === undefined) return false;
  const next = words[at + 1]?.text;
  const end = words.findIndex(({ text }, nth) => nth > at && text === ')');
  const given =
    next === 'SET' ? words.slice(at + 2) : next === '(' && end > 0 ? words.slice(at + 2, end) : [];
  const columns = listed(given).map(([first]) => nameOf(first));
  const isSelect = topLevel(given, ['SELECT', 'TABLE', 'WITH'], 0) < given.length;
  return given.length > 0 && !isSelect && !columns.includes(column);
};

const modifiers: ReadonlySet<string> = new Set([
  'LOW_PRIORITY',
  'DELAYED',
  'HIGH_PRIORITY',
  'IGNORE',
  'INTO',
]);

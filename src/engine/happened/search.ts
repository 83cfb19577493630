import { unquoted } from '../history/programs.ts';
import { listed, topLevel, type Word, wordsOf } from '../history/question.ts';
import { readsNothing } from './own-values.ts';

/** What an UPDATE or a DELETE looks for, as a SELECT. */
export interface Search {
  readonly sql: string;
  /** Where nothing is read but the rows of one table: its name. */
  readonly table?: string;
  /** A row may be found several times, and is written once. */
  readonly isJoin: boolean;
}

/**
 * `UPDATE t SET … WHERE …` as `SELECT * FROM t WHERE …`. Of a join that is what is assigned, and to what, as it was: which of
 * the tables are written is known to the server alone.
 */
export const searchOfUpdate = (text: string, words: readonly Word[]): Search | undefined => {
  const verb = topLevel(words, ['UPDATE'], 0);
  const from = behind(words, verb, ['LOW_PRIORITY', 'IGNORE']);
  const set = topLevel(words, ['SET'], from);
  const end = topLevel(words, ['WHERE', 'ORDER', 'LIMIT'], set);
  const tables = words.slice(from, set);
  if (set === words.length || tables.length === 0) return undefined;
  const assigned = listed(words.slice(set + 1, end)).map((one) => assignmentIn(text, one));
  if (assigned.includes(undefined)) return undefined;
  const table = onlyTable(text, tables);
  const values = assigned.flatMap((one) => one?.value ?? []);
  const read =
    table === undefined
      ? [...assigned.flatMap((one) => one?.column ?? []), ...values]
      : ['*', ...values.filter((one) => /\bselect\b/i.test(one))];
  return {
    sql: `${textOf(text, words.slice(0, verb))} SELECT ${read.join(', ')} FROM ${textOf(text, tables)} ${textOf(text, words.slice(end))}`,
    ...(table !== undefined && read.length === 1 && { table }),
    isJoin: table === undefined,
  };
};

/** `DELETE FROM t WHERE …`, `DELETE t FROM t JOIN …` and `DELETE FROM t USING t JOIN …`. */
export const searchOfDelete = (text: string, words: readonly Word[]): Search | undefined => {
  const verb = topLevel(words, ['DELETE'], 0);
  const first = behind(words, verb, ['LOW_PRIORITY', 'QUICK', 'IGNORE']);
  const isFrom = words[first]?.text === 'FROM';
  const from = topLevel(words, ['FROM'], first);
  const using = isFrom ? topLevel(words, ['USING'], from) : words.length;
  const end = topLevel(words, ['WHERE', 'ORDER', 'LIMIT'], from);
  const start = using < end ? using : from;
  const tables = words.slice(start + 1, end);
  if (tables.length === 0) return undefined;
  const isSeveral = !isFrom || using < end;
  const table = isSeveral ? undefined : onlyTable(text, tables);
  const deleted = listed(isFrom ? words.slice(from + 1, start) : words.slice(first, from));
  if (!isSeveral && table === undefined) return undefined;
  const read = isSeveral ? deleted.map((one) => `${textOf(text, withoutStar(one))}.*`).join(', ') : '*';
  return {
    sql: `${textOf(text, words.slice(0, verb))} SELECT ${read} FROM ${textOf(text, tables)} ${textOf(text, words.slice(end))}`,
    ...(table !== undefined && { table }),
    isJoin: isSeveral,
  };
};

/**
 * The columns that an UPDATE of one table assigns, in small letters, and whether their values are made of what stood there; undefined
 * of other statements.
 */
export const assignedIn = (sql: string): ReadonlyMap<string, 'of itself' | 'anew'> | undefined => {
  const words = wordsOf(sql) ?? [];
  const set = topLevel(words, ['SET'], 0);
  const isOne = words[0]?.text === 'UPDATE' && onlyTable(sql, words.slice(1, set)) !== undefined;
  if (!isOne || set === words.length) return undefined;
  const end = topLevel(words, ['WHERE', 'ORDER', 'LIMIT'], set);
  const nameOf = (word: Word | undefined) =>
    word === undefined ? '' : unquoted(textOf(sql, [word])).toLowerCase();
  return new Map(
    listed(words.slice(set + 1, end)).map((own) => {
      const equals = own.findIndex(({ text }) => text === '=');
      const column = nameOf(own[equals - 1]);
      // @n and :n are values of the session's.
      const isOfItself = own.some(
        (word, at) => at > equals && nameOf(word) === column && !['@', ':'].includes(own[at - 1]?.text ?? ''),
      );
      return [column, isOfItself ? 'of itself' : 'anew'];
    }),
  );
};

const withoutStar = (words: readonly Word[]): readonly Word[] =>
  words.at(-1)?.text === '*' ? words.slice(0, -2) : words;

/** The place behind a word, and behind some that may follow it. */
const behind = (words: readonly Word[], at: number, some: readonly string[]): number => {
  const first = words.findIndex(({ text }, nth) => nth > at && !some.includes(text));
  return first < 0 ? words.length : first;
};

/** The value is undefined where it reads nothing. */
const assignmentIn = (
  text: string,
  words: readonly Word[],
): { readonly column: string; readonly value: string | undefined } | undefined => {
  const equals = words.findIndex((one) => one.text === '=');
  const column = words.slice(0, words[equals - 1]?.text === ':' ? equals - 1 : equals);
  const value = textOf(text, words.slice(equals + 1));
  if (equals < 1 || value === '') return undefined;
  return { column: textOf(text, column), value: readsNothing(value) ? undefined : value };
};

/** `t`, `t AS a` or `s.t a`: its name as it is meant; undefined for anything else. */
const onlyTable = (text: string, words: readonly Word[]): string | undefined => {
  const own = words[1]?.text === '.' ? words.slice(2) : words;
  const [first, ...others] = own.filter((one) => one.text !== 'AS');
  const isName = (one: Word) => /^[\w$\u0080-\uffff]*$/.test(one.text);
  if (first === undefined || !isName(first) || others.length > 1 || !others.every(isName)) return undefined;
  return unquoted(textOf(text, [first]));
};

const textOf = (text: string, words: readonly Word[]): string =>
  text.slice(words[0]?.start ?? text.length, words.at(-1)?.end ?? text.length);

import type { Exploration, JudgedOrder } from '../explore/exploration.ts';
import { type RowsByName, rowsByName } from '../explore/outcome.ts';
import type { Check, Ran } from './checks.ts';
import { isOneByOne } from './one-by-one.ts';
import { answerOf, isServed } from './told.ts';

/**
 * One after the other there is nothing to break: a solution has to leave the same rows then as the program that it is
 * made of, and to turn the same requests away, or else it keeps the promise by not doing its work. Held against each other
 * are the tables and columns of the exercise; ids that the server draws are the same whatever they are.
 */
export const servedAsBefore = ({ lesson, exploration: now }: Ran, before: Exploration): Check => {
  const check = { kind: 'served', says: 'One after the other, all are served as before.' } as const;
  for (const old of before.orders.filter(isOneByOne)) {
    const own = now.orders.find((one) => isOneByOne(one) && one.order[0] === old.order[0]);
    const sessions = now.script.sessions.map(({ name }) => name);
    const differs = own && (rowsApart(own, old) ?? answersApart(own, old, sessions));
    if (own && differs !== undefined) {
      return { ...check, verdict: 'fails', seen: differs, shows: { lesson, script: now.script, order: own } };
    }
  }
  return { ...check, verdict: 'holds', seen: 'The same rows are stored, and the same requests turned away.' };
};

const rowsApart = (now: JudgedOrder, before: JudgedOrder): string | undefined => {
  const own = rowsByName(now.cameTo);
  for (const [table, { columns, rows }] of rowsByName(before.cameTo)) {
    const there = own.get(table);
    if (there === undefined) return `The table ${table} is gone.`;
    const missing = columns.find((column) => !there.columns.includes(column));
    if (missing !== undefined) return `The table ${table} has no column ${missing} any more.`;
    const [has, had] = [wordsOf(there, columns), wordsOf({ columns, rows }, columns)];
    if (has !== had) return `Then there are in ${table}: ${has}. As it is: ${had}.`;
  }
  return undefined;
};

const answersApart = (
  now: JudgedOrder,
  before: JudgedOrder,
  sessions: readonly string[],
): string | undefined => {
  const session = sessions.find((one) => isServed(now, one) !== isServed(before, one));
  return session === undefined
    ? undefined
    : `In ${now.order} ${session} is told ${answerOf(now, session)}. As it is: ${answerOf(before, session)}.`;
};

const wordsOf = (
  table: { readonly columns: readonly string[]; readonly rows: RowsByName },
  columns: readonly string[],
): string => {
  const rows = table.rows.map(
    (row) => `(${columns.map((column) => valueWords(row[table.columns.indexOf(column)])).join(', ')})`,
  );
  return rows.length === 0 ? 'no rows' : rows.toSorted().join(' ');
};

/** What a step drew is called by the step, and another program has other steps. */
const valueWords = (value: string | null | undefined): string =>
  value === null || value === undefined ? 'NULL' : value.startsWith('id of ') ? 'an id' : value;

/** All committed rows, for those who come to the same. */
export const storedIn = ({ cameTo }: JudgedOrder): string =>
  JSON.stringify([...rowsByName(cameTo)].map(([table, one]) => [table, wordsOf(one, one.columns)]));

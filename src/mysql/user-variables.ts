import type { TableRows, UserVariable } from '../engine/events.ts';

/** A longer value is left out, in bytes; the server keeps it from the lab, since it may be as large as an answer. */
const longest = 1_000;

/** https://dev.mysql.com/doc/refman/9.7/en/performance-schema-user-variable-tables.html */
export const userVariables = (threads: readonly string[]): string =>
  `SELECT THREAD_ID, VARIABLE_NAME, VARIABLE_VALUE FROM performance_schema.user_variables_by_thread
   WHERE THREAD_ID IN (${threads.length === 0 ? 'NULL' : threads.join(', ')})
     AND COALESCE(LENGTH(VARIABLE_VALUE), 0) < ${longest}`;

/** `sessions`: by thread. */
export const toUserVariables = (
  { rows }: TableRows,
  sessions: ReadonlyMap<string, string>,
): readonly UserVariable[] =>
  rows
    .flatMap(([thread, name, value]): readonly UserVariable[] => {
      const session = sessions.get(thread ?? '');
      if (session === undefined || name == null) return [];
      return [{ session, name, value: value == null ? null : textOf(value) }];
    })
    .toSorted((a, b) => (`${a.session} ${a.name}` < `${b.session} ${b.name}` ? -1 : 1));

/** The table has bytes, read as 0x…: text where they are some. */
const textOf = (digits: string): string => {
  if (!digits.startsWith('0x')) return digits;
  const bytes = Buffer.from(digits.slice(2), 'hex');
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : digits;
};

import { redisTable } from '../../lesson/script.ts';
import { amount } from '../../text/amounts.ts';
import type { Value } from '../outcome.ts';

/** At most so many characters. NULL is bare; what could be taken for it, or could not be seen, is quoted. */
export const cellWords = (value: Value, most = Number.POSITIVE_INFINITY): string => {
  if (value === null) return 'NULL';
  const text = value.length > most ? `${value.slice(0, most)}…` : value;
  return value === 'NULL' || text.trim() === '' ? `'${text}'` : text;
};

export const tableTitle = (table: string): string =>
  table === redisTable ? 'keys in Redis' : `committed rows of ${table}`;

/** "2 rows", "no key". */
export const tableSize = (table: string, rows: number): string =>
  amount(rows, table === redisTable ? 'key' : 'row');

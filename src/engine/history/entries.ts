import type { KeyColumn } from '../events.ts';
import type { KnownRow } from '../known-row.ts';
import type { Value } from '../outcome.ts';
import type { KeyedTable } from './tables.ts';

/** A row's entry in an index as the server prints it (LOCK_DATA); undefined where that cannot be known. */
export const entryText = (
  row: KnownRow,
  { shape, columns }: Pick<KeyedTable, 'shape' | 'columns'>,
  name: string,
): string | undefined => {
  const index = shape.indexes.find((one) => one.index === name);
  const parts = index?.columns.map((column) => printed(row[columns.indexOf(column.name)], column));
  return parts === undefined || parts.includes(undefined) ? undefined : parts.join(', ');
};

/** Integers plain, texts in quotes. */
export const printed = (value: Value | undefined, { type }: Pick<KeyColumn, 'type'>): string | undefined => {
  if (value === undefined || type === undefined) return undefined;
  if (value === null) return 'NULL';
  // ZEROFILL is for people; of texts only those are sure that every character set has alike.
  if (type === 'number') return /^-?\d+$/.test(value) ? BigInt(value).toString() : undefined;
  if (/[^\x20-\x7e]/.test(value)) return undefined;
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
};

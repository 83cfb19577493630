import { keyParts } from '../engine/key-order.ts';

/** A field of a record as InnoDB's reports print it, in hexadecimal digits; null where it is NULL, undefined where cut off. */
export type Field = string | null | undefined;

export interface PrintedField {
  readonly field: Field;
  /** The beginning, where the rest is cut off. InnoDB prints 30 bytes. */
  readonly beginning?: string;
}

/** Of a line of a report: " 0: len 4; hex 80000001; asc     ;;". Undefined where the line is none. */
export const fieldIn = (line: string): PrintedField | undefined => {
  const [found, isNull, length, hex = '', rest = ''] =
    /^ \d+: (?:(SQL NULL)|len (\d+); hex ([\da-f]*); asc (.*))/.exec(line) ?? [];
  if (found === undefined) return undefined;
  if (isNull !== undefined) return { field: null };
  const isWhole = hex.length === 2 * Number(length) && rest.endsWith(';;');
  return isWhole ? { field: hex } : { field: undefined, beginning: hex };
};

/**
 * Whether a record has this key, as performance_schema.data_locks prints it. A place in a page may have got another record since
 * its key was read. Where it cannot be told, for instance of characters that are not kept as UTF-8, it does not.
 */
export const hasKey = (fields: readonly Field[], key: string): boolean => {
  const parts = keyParts(key);
  return parts.length > 0 && parts.every((part, at) => isOf(part, fields[at]));
};

const isOf = (part: string, field: Field): boolean => {
  if (field === undefined) return false;
  if (field === null || part === 'NULL') return field === null && part === 'NULL';
  if (/^-?\d+$/.test(part)) return isInteger(BigInt(part), field);
  if (/^0x/i.test(part)) return part.slice(2).toLowerCase() === field;
  const text = /^'(.*)'$/s.exec(part)?.[1];
  if (text === undefined) return false;
  const hex = Buffer.from(text.replaceAll("''", "'").replaceAll('\\\\', '\\')).toString('hex');
  // CHAR is filled up with spaces.
  return field.startsWith(hex) && /^(20)*$/.test(field.slice(hex.length));
};

/** Of signed ones the first bit is turned over, so that they sort as bytes. */
const isInteger = (value: bigint, field: string): boolean => {
  if (field === '') return false;
  const bits = BigInt(`0x${field}`);
  return value === bits || value === bits - (1n << BigInt(4 * field.length - 1));
};

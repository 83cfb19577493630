import type { LockDetail } from '../engine/events.ts';
import { lockKind } from './lock-kind.ts';
import type { PrintedField } from './record-entry.ts';
import { type LockedRecord, type RecordedLock, supremum } from './recorded-lock.ts';

/** One record of a lock in the lab's form; of a lock without one the index alone. */
export const lockDetailOf = (
  { isTable, mode, object, index, partition }: RecordedLock,
  record: LockedRecord | undefined,
): LockDetail => {
  const kind = isEnd(record) ? gapAtEnd(mode) : lockKind(isTable ? 'TABLE' : 'RECORD', mode, null);
  const key = record && index !== undefined ? entryOf(record, index) : undefined;
  return {
    kind,
    object,
    ...(index !== undefined && { index }),
    ...(partition !== undefined && { partition }),
    mode,
    ...(key !== undefined && { key }),
  };
};

const gapAtEnd = (mode: string): LockDetail['kind'] =>
  mode.includes('INSERT_INTENTION') ? 'insert-intention' : 'gap';

/** What InnoDB calls the supremum: behind the last entry of a page, which need not be the last one of the index. */
export const isEnd = (record: LockedRecord | undefined): boolean =>
  record?.place.endsWith(`:${supremum}`) ?? false;

/** The values of an index entry; undefined where there is none to tell. */
const entryOf = (record: LockedRecord, index: string): string | undefined => {
  if (isEnd(record) || record.fields.length === 0) return undefined;
  const { fields, isWhole } = keyOf(record, index);
  return [...fields.map(printedValue), ...(isWhole ? [] : ['…'])].join(', ');
};

/**
 * A clustered index has whole rows: behind the key come the number of the transaction that wrote it (6 bytes) and where the
 * version before is (7 bytes). Of another index all fields are the entry.
 */
const keyOf = (
  { fields, fieldCount }: LockedRecord,
  index: string,
): { readonly fields: readonly PrintedField[]; readonly isWhole: boolean } => {
  if (index !== 'PRIMARY' && index !== 'GEN_CLUST_INDEX')
    return { fields, isWhole: fields.length === fieldCount };
  const end = fields.findIndex(
    (one, at) => at > 0 && one.field?.length === 12 && fields[at + 1]?.field?.length === 14,
  );
  return end < 0
    ? { fields: fields.slice(0, 1), isWhole: false }
    : { fields: fields.slice(0, end), isWhole: true };
};

/**
 * The text has bytes and no types. What reads as text is text; bytes in which InnoDB would keep a small integer, signed or
 * not, are taken for one; all else stays as it is.
 */
const printedValue = ({ field, beginning }: PrintedField): string => {
  if (field === null) return 'NULL';
  const hex = field ?? beginning ?? '';
  const cut = field === undefined ? '…' : '';
  const text = textOf(hex);
  if (text !== undefined) return `'${text.replaceAll("'", "''")}${cut}'`;
  return cut === '' ? (integerOf(hex) ?? `0x${hex}`) : `0x${hex}${cut}`;
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const textOf = (hex: string): string | undefined => {
  try {
    const text = utf8.decode(Buffer.from(hex, 'hex'));
    return /[\p{C}\p{Zl}\p{Zp}]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
};

/** Of signed ones the first bit is turned over. */
const integerOf = (hex: string): string | undefined => {
  if (!/^(?:80|7f)(?:..|.{6}|.{14})$|^00(?:.{6}|.{14})$/.test(hex)) return undefined;
  const bits = BigInt(`0x${hex}`);
  return String(hex.startsWith('00') ? bits : bits - (1n << BigInt(4 * hex.length - 1)));
};

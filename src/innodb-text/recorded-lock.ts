import type { LockDetail } from '../engine/events.ts';
import { fieldIn, type PrintedField } from './record-entry.ts';

/** A lock as InnoDB's reports print it. */
export interface RecordedLock extends Omit<LockDetail, 'kind' | 'key'> {
  readonly isTable: boolean;
  /** Only asked for. It stands in the queue already, and others may have to wait behind it. */
  readonly isWaiting: boolean;
  /** Whose it is. */
  readonly transaction: string;
  readonly schema: string;
  readonly records: readonly LockedRecord[];
}

export interface LockedRecord {
  /** Space, page and heap number, as in an ENGINE_LOCK_ID. */
  readonly place: string;
  readonly fields: readonly PrintedField[];
  /** How many it has, whatever was printed of them. */
  readonly fieldCount: number;
}

/** The heap number of what comes after the last entry of a page, which need not be the end of the index. */
export const supremum = 1;

export const isSamePlace = (held: RecordedLock, waits: RecordedLock): boolean =>
  held.object === waits.object &&
  held.index === waits.index &&
  held.partition === waits.partition &&
  (waits.isTable
    ? held.isTable
    : waits.records.some(({ place }) => held.records.some((one) => one.place === place)));

const name = '`((?:[^`]|``)+)`';
/** Numbers of transactions were in hexadecimal digits until 5.5. */
const ofTable = new RegExp(
  `^(RECORD LOCKS space id (\\d+) page no (\\d+) n bits \\d+ index (.+?) of table|TABLE LOCK table) ${name}\\.${name}(?: /\\* Partition ${name}(?:, Subpartition ${name})? \\*/)? trx id ([\\dA-F]+) (lock[_ ]mode (?:I?[XS]|AUTO-INC)(?: locks gap before rec)?(?: locks rec but not gap)?(?: insert intention)?(?: waiting)?)$`,
);

export const locksIn = (text: string): readonly RecordedLock[] => {
  const locks: (RecordedLock & { readonly records: LockedRecord[] })[] = [];
  let fields: PrintedField[] = [];
  let page = '';
  for (const line of text.split('\n')) {
    const found = ofTable.exec(line);
    if (found) {
      const [, , space, number, index, schema = '', table = '', ...rest] = found;
      const [partition, subpartition, transaction = '', mode = ''] = rest;
      page = `${space}:${number}`;
      const part = subpartition ?? partition;
      locks.push({
        isTable: index === undefined,
        isWaiting: mode.endsWith(' waiting'),
        transaction,
        schema: schema.replaceAll('``', '`'),
        object: table.replaceAll('``', '`'),
        ...(index !== undefined && { index }),
        ...(part !== undefined && { partition: part }),
        mode: modeOf(mode),
        records: [],
      });
    }
    const [, heap, fieldCount] =
      /^Record lock, heap no (\d+) (?:PHYSICAL RECORD: n_fields (\d+))?/.exec(line) ?? [];
    if (heap !== undefined) {
      fields = [];
      locks
        .at(-1)
        ?.records.push({ place: `${page}:${heap}`, fields, fieldCount: Number(fieldCount ?? Number.NaN) });
    }
    const field = fieldIn(line);
    if (field) fields.push(field);
  }
  return locks;
};

/** As performance_schema.data_locks spells it. */
const modeOf = (words: string): string =>
  [
    (/^lock[_ ]mode (\S+)/.exec(words)?.[1] ?? '').replace('-', '_'),
    ...(/locks gap before rec/.test(words) ? ['GAP'] : []),
    ...(/locks rec but not gap/.test(words) ? ['REC_NOT_GAP'] : []),
    ...(/insert intention/.test(words) ? ['INSERT_INTENTION'] : []),
  ].join(',');

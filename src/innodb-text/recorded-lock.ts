import type { LockDetail } from '../engine/events.ts';
import { type Field, fieldIn } from './record-entry.ts';

/** A lock as InnoDB's reports print it. */
export interface RecordedLock extends Omit<LockDetail, 'kind' | 'key'> {
  readonly isTable: boolean;
  readonly records: readonly LockedRecord[];
}

export interface LockedRecord {
  /** Space, page and heap number, as in an ENGINE_LOCK_ID. */
  readonly place: string;
  readonly fields: readonly Field[];
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
const ofTable = new RegExp(
  `^(RECORD LOCKS space id (\\d+) page no (\\d+) n bits \\d+ index (.+?) of table|TABLE LOCK table) ${name}\\.${name}(?: /\\* Partition ${name}(?:, Subpartition ${name})? \\*/)? trx id \\d+ (lock[_ ]mode (?:I?[XS]|AUTO-INC)(?: locks gap before rec)?(?: locks rec but not gap)?(?: insert intention)?(?: waiting)?)$`,
);

export const locksIn = (text: string): readonly RecordedLock[] => {
  const locks: (RecordedLock & { readonly records: LockedRecord[] })[] = [];
  let fields: Field[] = [];
  let page = '';
  for (const line of text.split('\n')) {
    const found = ofTable.exec(line);
    if (found) {
      const [, , space, number, index, , table = '', partition, subpartition, mode = ''] = found;
      page = `${space}:${number}`;
      const part = subpartition ?? partition;
      locks.push({
        isTable: index === undefined,
        object: table.replaceAll('``', '`'),
        ...(index !== undefined && { index }),
        ...(part !== undefined && { partition: part }),
        mode: modeOf(mode),
        records: [],
      });
    }
    const heap = /^Record lock, heap no (\d+) /.exec(line)?.[1];
    if (heap !== undefined) {
      fields = [];
      locks.at(-1)?.records.push({ place: `${page}:${heap}`, fields });
    }
    const field = fieldIn(line);
    if (field) fields.push(field.field);
  }
  return locks;
};

/** As performance_schema.data_locks spells it. */
const modeOf = (words: string): string =>
  [
    /^lock[_ ]mode (\S+)/.exec(words)?.[1] ?? '',
    ...(/locks gap before rec/.test(words) ? ['GAP'] : []),
    ...(/locks rec but not gap/.test(words) ? ['REC_NOT_GAP'] : []),
    ...(/insert intention/.test(words) ? ['INSERT_INTENTION'] : []),
  ].join(',');

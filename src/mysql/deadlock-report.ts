import type { DeadlockReport, LockDetail } from '../engine/events.ts';
import { type Field, fieldIn, hasKey } from './record-entry.ts';
import { endOfIndex, lockKind } from './row-locks.ts';

/** What InnoDB says of a deadlock. */
interface Report {
  readonly id: string;
  /** In the order of the circle: each waits for the one behind it, the last one for the first. */
  readonly transactions: readonly Waiting[];
  /** Its place among them. */
  readonly victim: number;
}

interface Waiting {
  readonly connection: string;
  readonly holds: readonly RecordedLock[];
  readonly waits: RecordedLock | undefined;
}

interface RecordedLock extends Omit<LockDetail, 'kind' | 'key'> {
  readonly isTable: boolean;
  readonly records: readonly LockedRecord[];
}

interface LockedRecord {
  /** Space, page and heap number, as in an ENGINE_LOCK_ID. */
  readonly place: string;
  readonly fields: readonly Field[];
}

export interface Reporting {
  /** By connection id. */
  readonly sessions: ReadonlyMap<string, string>;
  /** The entry at a place, where a list of locks has told it. */
  readonly keyAt: (place: string) => string | undefined;
}

/**
 * The report of the last deadlock on the whole server, out of SHOW ENGINE INNODB STATUS; undefined where there was none. What
 * statements say is in it, too: it goes to the last line that may be its end, so that one with more than its own headings
 * is none (`deadlockIn`).
 */
export const latestReport = (status: string): string | undefined =>
  /^LATEST DETECTED DEADLOCK\n-+\n.*\n([\s\S]*^\*\*\* WE ROLL BACK TRANSACTION \(\d+\))$/m.exec(status)?.[1];

/**
 * Whose statements were in a deadlock: a transaction is rolled back for one statement, which has a number of its own on
 * the server. The same in InnoDB's status and in the error log.
 */
export const deadlockId = (report: string): string =>
  [...report.matchAll(/^TRANSACTION (\d+),|^MySQL thread id (\d+), .*? query id (\d+) /gm)]
    .map(([, transaction, connection, query]) => transaction ?? `${connection}:${query}`)
    .join(' ');

/** A deadlock among our sessions alone; undefined where others took part, or the report is not whole. */
export const deadlockIn = (report: string, { sessions, keyAt }: Reporting): DeadlockReport | undefined => {
  const { id, transactions, victim: first } = parsed(report) ?? { id: '', transactions: [], victim: 0 };
  const victim = sessions.get(transactions[first]?.connection ?? '');
  if (victim === undefined) return undefined;
  const circle = transactions.flatMap(({ connection, waits }, at): DeadlockReport['circle'] => {
    const session = sessions.get(connection);
    const next = transactions[(at + 1) % transactions.length];
    if (session === undefined || waits === undefined) return [];
    const held = next?.holds.find((lock) => isSamePlace(lock, waits));
    return [{ session, waits: detailOf(waits, keyAt), ...(held && { heldMode: held.mode }) }];
  });
  if (circle.length !== transactions.length) return undefined;
  return { id, victim, circle: [...circle.slice(first), ...circle.slice(0, first)] };
};

const isSamePlace = (held: RecordedLock, waits: RecordedLock): boolean =>
  held.object === waits.object &&
  held.index === waits.index &&
  held.partition === waits.partition &&
  (waits.isTable
    ? held.isTable
    : waits.records.some(({ place }) => held.records.some((one) => one.place === place)));

const detailOf = ({ isTable, records, ...lock }: RecordedLock, keyAt: Reporting['keyAt']): LockDetail => {
  if (isTable) return { kind: 'table', ...lock };
  const [{ place, fields } = { place: '', fields: [] }] = records;
  const isEnd = place.endsWith(`:${supremum}`);
  const known = keyAt(place);
  const key = known !== undefined && (isEnd || hasKey(fields, known)) ? known : undefined;
  const entry = isEnd ? endOfIndex : (key ?? null);
  return { kind: lockKind('RECORD', lock.mode, entry), ...lock, ...(key !== undefined && { key }) };
};

/** The heap number of what comes after the last entry of a page, which need not be the end of the index. */
const supremum = 1;

const parsed = (report: string): Report | undefined => {
  const [, ...parts] = report.split(/^\*\*\* (.*)$/m);
  const headings = parts.filter((_, at) => at % 2 === 0);
  const bodies = parts.filter((_, at) => at % 2 === 1);
  const victim = Number(/^WE ROLL BACK TRANSACTION \((\d+)\)$/.exec(headings.at(-1) ?? '')?.[1] ?? 0);
  const transactions = Array.from({ length: (headings.length - 1) / 3 }, (_, at): Waiting => {
    const [about = '', holds = '', waits = ''] = bodies.slice(at * 3);
    const connection = /^MySQL thread id (\d+),/m.exec(about)?.[1] ?? '';
    return { connection, holds: locksIn(holds), waits: locksIn(waits)[0] };
  });
  const isWhole =
    victim > 0 &&
    headings.length === 3 * transactions.length + 1 &&
    transactions.every((_, at) =>
      [
        `(${at + 1}) TRANSACTION:`,
        `(${at + 1}) HOLDS THE LOCK(S):`,
        `(${at + 1}) WAITING FOR THIS LOCK TO BE GRANTED:`,
      ].every((heading, part) => headings[at * 3 + part] === heading),
    );
  return isWhole ? { id: deadlockId(report), transactions, victim: victim - 1 } : undefined;
};

const name = '`((?:[^`]|``)+)`';
const ofTable = new RegExp(
  `^(RECORD LOCKS space id (\\d+) page no (\\d+) n bits \\d+ index (.+?) of table|TABLE LOCK table) ${name}\\.${name}(?: /\\* Partition ${name}(?:, Subpartition ${name})? \\*/)? trx id \\d+ (lock[_ ]mode (?:I?[XS]|AUTO-INC)(?: locks gap before rec)?(?: locks rec but not gap)?(?: insert intention)?(?: waiting)?)$`,
);

const locksIn = (text: string): readonly RecordedLock[] => {
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

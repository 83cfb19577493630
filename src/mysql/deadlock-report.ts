import type { DeadlockReport, LockDetail } from '../engine/events.ts';
import { endOfIndex, lockKind } from './row-locks.ts';

/** What InnoDB says of the last deadlock on the whole server. */
interface Report {
  /** No other has the same. */
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
  /** Where its records are: space, page and heap number, as in an ENGINE_LOCK_ID. */
  readonly places: readonly string[];
}

export interface Reporting {
  readonly sessions: ReadonlyMap<string, string>;
  /** The entry at a place, where a list of locks has told it. */
  readonly keyAt: (place: string) => string | undefined;
}

/**
 * The last deadlock among our sessions, out of SHOW ENGINE INNODB STATUS; undefined where there was none, or where the last
 * one on the server was another's.
 *
 * @param sessions by connection id
 */
export const deadlockIn = (status: string, { sessions, keyAt }: Reporting): DeadlockReport | undefined => {
  const report = parsed(status);
  const victim = report && sessions.get(report.transactions[report.victim]?.connection ?? '');
  if (report === undefined || victim === undefined) return undefined;
  const { transactions } = report;
  const circle = transactions.flatMap(({ connection, waits }, at): DeadlockReport['circle'] => {
    const session = sessions.get(connection);
    const next = transactions[(at + 1) % transactions.length];
    if (session === undefined || waits === undefined) return [];
    const held = next?.holds.find((lock) => isSamePlace(lock, waits));
    return [{ session, waits: detailOf(waits, keyAt), ...(held && { heldMode: held.mode }) }];
  });
  // Somebody else took part, or the server's text is cut off.
  if (circle.length !== transactions.length) return undefined;
  const first = report.victim;
  return { id: report.id, victim, circle: [...circle.slice(first), ...circle.slice(0, first)] };
};

const isSamePlace = (held: RecordedLock, waits: RecordedLock): boolean =>
  held.object === waits.object &&
  held.index === waits.index &&
  held.partition === waits.partition &&
  (waits.isTable ? held.isTable : waits.places.some((place) => held.places.includes(place)));

const detailOf = ({ isTable, places, ...lock }: RecordedLock, keyAt: Reporting['keyAt']): LockDetail => {
  if (isTable) return { kind: 'table', ...lock };
  const [place = ''] = places;
  const key = place.endsWith(`:${supremum}`) ? endOfIndex : keyAt(place);
  return { kind: lockKind('RECORD', lock.mode, key ?? null), ...lock, ...(key !== undefined && { key }) };
};

/** The heap number of what comes after the last entry of a page. */
const supremum = 1;

const parsed = (status: string): Report | undefined => {
  const section = /^LATEST DETECTED DEADLOCK\n-+\n([\s\S]*?)^\*\*\* WE ROLL BACK TRANSACTION \((\d+)\)/m.exec(
    status,
  );
  const [, text = '', victim = ''] = section ?? [];
  if (section === null) return undefined;
  const [head = '', ...parts] = text.split(/^\*\*\* \(\d+\) TRANSACTION:\n/m);
  const transactions = parts.map((part): Waiting => {
    const [about = '', more = ''] = part.split(/^\*\*\* \(\d+\) HOLDS THE LOCK\(S\):\n/m);
    const [holds = '', waits = ''] = more.split(/^\*\*\* \(\d+\) WAITING FOR THIS LOCK TO BE GRANTED:\n/m);
    const connection = /^MySQL thread id (\d+),/m.exec(about)?.[1] ?? '';
    return { connection, holds: locksIn(holds), waits: locksIn(waits)[0] };
  });
  const numbers = [...text.matchAll(/^TRANSACTION (\d+),/gm)].map(([, id]) => id);
  return { id: [head.trim(), ...numbers].join(' '), transactions, victim: Number(victim) - 1 };
};

const name = '`((?:[^`]|``)+)`';
const ofTable = new RegExp(
  `^(RECORD LOCKS space id (\\d+) page no (\\d+) n bits \\d+ index (.+?) of table|TABLE LOCK table) ${name}\\.${name}(?: /\\* Partition ${name}(?:, Subpartition ${name})? \\*/)? trx id \\d+ (.*)$`,
);

const locksIn = (text: string): readonly RecordedLock[] => {
  const locks: (RecordedLock & { places: string[] })[] = [];
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
        places: [],
      });
    }
    const heap = /^Record lock, heap no (\d+) /.exec(line)?.[1];
    if (heap !== undefined) locks.at(-1)?.places.push(`${page}:${heap}`);
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

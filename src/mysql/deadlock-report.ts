import type { DeadlockReport, LockDetail } from '../engine/events.ts';
import { endOfIndex, lockKind } from '../innodb-text/lock-kind.ts';
import { hasKey } from '../innodb-text/record-entry.ts';
import { isSamePlace, type RecordedLock, supremum } from '../innodb-text/recorded-lock.ts';
import { parsed } from '../innodb-text/report.ts';

export interface Reporting {
  /** By connection id. */
  readonly sessions: ReadonlyMap<string, string>;
  /** The entry at a place, where a list of locks has told it. */
  readonly keyAt: (place: string) => string | undefined;
}

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
    return [
      {
        session,
        waits: detailOf(waits, keyAt),
        ...(held && { heldMode: held.mode }),
        ...(held?.isWaiting && { queued: true }),
      },
    ];
  });
  if (circle.length !== transactions.length) return undefined;
  return { id, victim, circle: [...circle.slice(first), ...circle.slice(0, first)], text: report };
};

const detailOf = (
  { isTable, records, isWaiting: _, transaction: __, schema: ___, ...lock }: RecordedLock,
  keyAt: Reporting['keyAt'],
): LockDetail => {
  if (isTable) return { kind: 'table', ...lock };
  const [{ place, fields } = { place: '', fields: [] }] = records;
  const printed = fields.map(({ field }) => field);
  const isEnd = place.endsWith(`:${supremum}`);
  const known = keyAt(place);
  const key = known !== undefined && (isEnd || hasKey(printed, known)) ? known : undefined;
  const entry = isEnd ? endOfIndex : (key ?? null);
  return { kind: lockKind('RECORD', lock.mode, entry), ...lock, ...(key !== undefined && { key }) };
};

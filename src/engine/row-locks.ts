import { entryText } from './history/entries.ts';
import type { KnownRow } from './known-row.ts';
import type { LockDetail, TableShape } from './observation.ts';
import type { LabState } from './state.ts';
import { lastWaits } from './waits.ts';

/** Somebody has a row locked, wants it locked, or has written it, which locks it without being listed. */
export interface RowLock {
  readonly session: string;
  readonly mode: 'X' | 'S' | 'wrote';
  readonly isWaiting?: true;
}

interface Table {
  readonly table: string;
  readonly shape: TableShape | undefined;
  readonly columns: readonly string[];
}

/**
 * Who has a row of a table locked by any of its entries, of which each of its versions has some of its own. Locks of the gaps
 * between rows are not among them.
 */
export const rowLocks = (
  lab: LabState,
  { table, shape, columns }: Table,
): ((versions: readonly KnownRow[], writers: readonly string[]) => readonly RowLock[]) => {
  const isOfRow = ({ object, kind, key }: LockDetail) =>
    object === table && key !== undefined && ofRows.has(kind);
  const waiting = lab.timeline.flatMap((one) =>
    one.kind === 'statement' && one.status === 'blocked'
      ? lastWaits(one).map((wait) => ({ ...wait, session: one.session, isWaiting: true as const }))
      : [],
  );
  const held = lab.observation.locks.flatMap((one) => (one.status === 'granted' ? [one] : []));
  const byEntry = Map.groupBy([...held, ...waiting].filter(isOfRow), (one) =>
    entryOf(one.index ?? '', one.key ?? ''),
  );
  const sessions = lab.sessions.map(({ name }) => name);
  return (versions, writers) => {
    const entries = byEntry.size === 0 ? [] : entriesOf(versions, shape, columns);
    const own = [...new Set(entries)].flatMap((entry) => byEntry.get(entry) ?? []);
    const locks = sessions.flatMap((session): readonly RowLock[] => {
      const mine = own.filter((one) => one.session === session);
      const wants = mine.filter((one) => 'isWaiting' in one);
      const has = mine.filter((one) => !('isWaiting' in one));
      return [
        // What it has written it has exclusive, whatever is listed.
        ...(writers.includes(session) && !isExclusive(has)
          ? [{ session, mode: 'wrote' } as const]
          : has.length > 0
            ? [{ session, mode: strongest(has) }]
            : []),
        ...(wants.length > 0 ? [{ session, mode: strongest(wants), isWaiting: true } as const] : []),
      ];
    });
    // Who has it first, then who wants it.
    return locks.toSorted((a, b) => Number(a.isWaiting ?? false) - Number(b.isWaiting ?? false));
  };
};

/**
 * Who has a row locked exclusive by its primary key: what is not committed of it is theirs, since whoever has written it has it
 * locked, too, be that listed or not.
 */
export const holderOf = (
  { observation }: LabState,
  { table, shape, columns }: Table,
  row: KnownRow | undefined,
): string | undefined => {
  const key = row && shape && entryText(row, { shape, columns }, 'PRIMARY');
  if (key === undefined) return undefined;
  return observation.locks.find(
    (one) =>
      one.object === table &&
      one.index === 'PRIMARY' &&
      one.key === key &&
      one.status === 'granted' &&
      one.mode.startsWith('X') &&
      ofRows.has(one.kind),
  )?.session;
};

const ofRows: ReadonlySet<LockDetail['kind']> = new Set(['record', 'next-key']);

const entryOf = (index: string, key: string): string => `${index} ${key}`;

const entriesOf = (
  versions: readonly KnownRow[],
  shape: TableShape | undefined,
  columns: readonly string[],
): readonly string[] =>
  (shape?.indexes ?? []).flatMap(({ index }) =>
    versions.flatMap((row) => {
      const key = shape && entryText(row, { shape, columns }, index);
      return key === undefined ? [] : [entryOf(index, key)];
    }),
  );

const isExclusive = (locks: readonly Pick<LockDetail, 'mode'>[]): boolean =>
  locks.some(({ mode }) => mode.startsWith('X'));

const strongest = (locks: readonly Pick<LockDetail, 'mode'>[]): 'X' | 'S' => (isExclusive(locks) ? 'X' : 'S');

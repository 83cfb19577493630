import { isSameKnown, type KnownRow } from './known-row.ts';
import type { Observation, TableView } from './observation.ts';
import {
  keyedRows,
  type SeenCell,
  type SeenRow,
  type SeenTable,
  type SessionView,
  seenTables,
} from './seen-tables.ts';
import type { LabState } from './state.ts';

/** A version of a row; `row` is undefined where it is not there, or not any more. */
export interface RowVersion {
  readonly row: KnownRow | undefined;
  /** open: not committed. committed: it is what is committed now. earlier: it was committed once. */
  readonly kind: 'open' | 'committed' | 'earlier';
  /** Who has written it, where it is not committed and that is proved. */
  readonly by?: string;
  /** The sessions that would read it now; possible: another version has the same values, and which one it is is not proved. */
  readonly readBy: readonly { readonly session: string; readonly how: 'now' | 'before' | 'possible' }[];
}

/** The versions of a row that have been seen, the newest first. */
export interface RowChain {
  readonly seen: SeenRow;
  readonly versions: readonly RowVersion[];
  /** Sessions that would read none of these. */
  readonly elsewhere: readonly string[];
}

export interface TableChains {
  readonly table: SeenTable;
  readonly chains: readonly RowChain[];
}

/**
 * The versions of every row of the watched tables: what is not committed, and what was committed at the moments that the run has
 * settled at, `earlier` in their order. What came and went between two of these is not among them.
 */
export const rowChains = (
  lab: LabState,
  earlier: readonly Observation[],
  names: readonly string[],
): readonly TableChains[] =>
  seenTables(lab, names).map((table) => {
    const committed = distinctViews(earlier, table.name).flatMap((view) => keyedRows(view, table) ?? []);
    return {
      table,
      chains: table.rows.map((seen) => {
        const past = committed.map((rows) => rows.get(seen.id));
        return chainOf(lab, table, seen, past);
      }),
    };
  });

/** The committed rows of a table, each time they were others. */
const distinctViews = (earlier: readonly Observation[], name: string): readonly TableView[] => {
  const views = earlier.flatMap(({ tables }) => tables.filter((one) => one.name === name));
  return views.filter((view, at) => 'rows' in view && view !== views[at - 1]);
};

const chainOf = (
  lab: LabState,
  { views, unreadable }: SeenTable,
  seen: SeenRow,
  past: readonly (KnownRow | undefined)[],
): RowChain => {
  // Of those that are the same as far as they were read, the later one: its table may have had more columns.
  const before = past
    .filter((row, at) => at === past.length - 1 || !isSameKnown(row, past[at + 1]))
    .toReversed()
    .map((row) => ({ row, kind: 'earlier' as const }));
  const [newest] = before;
  const rest = newest !== undefined && isSameKnown(newest.row, seen.committed) ? before.slice(1) : before;
  const { open } = seen;
  const versions = [
    ...(open
      ? [{ row: open.row, kind: 'open' as const, ...(open.by !== undefined && { by: open.by }) }]
      : []),
    ...(unreadable === undefined ? [{ row: seen.committed, kind: 'committed' as const }] : []),
    ...rest,
  ];
  const places = views.map(({ session, kind }, at) => {
    const cell = seen.cells[at];
    if (cell === undefined) return { session, at: [], isKnown: false, kind };
    return { session, at: placesOf(lab, views[at], cell, versions), isKnown: true, kind };
  });
  return {
    seen,
    versions: versions.map((version, place) => ({
      ...version,
      readBy: places.flatMap(({ session, at, kind }) => {
        if (!at.includes(place)) return [];
        return [{ session, how: at.length > 1 ? 'possible' : kind === 'before' ? 'before' : 'now' } as const];
      }),
    })),
    elsewhere: places.flatMap(({ session, at, isKnown }) => (isKnown && at.length === 0 ? [session] : [])),
  };
};

/**
 * Which versions it may be that a session would read. Several may have the same values: at READ COMMITTED, and outside of a
 * transaction, it is the newest of them, as there one reads what is committed in that moment.
 */
const placesOf = (
  { sessions }: LabState,
  view: SessionView | undefined,
  { row }: SeenCell,
  versions: readonly Pick<RowVersion, 'row'>[],
): readonly number[] => {
  const alike = versions.flatMap((one, at) => (isSameKnown(one.row, row) ? [at] : []));
  const own = sessions.find(({ name }) => name === view?.session);
  if (view?.kind !== 'now') return alike;
  const isAnew = own?.transaction === undefined ? !own?.autocommitOff : own.transaction !== 'REPEATABLE READ';
  return isAnew ? alike.slice(0, 1) : alike;
};

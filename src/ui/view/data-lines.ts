import type { Observation, TableRows, TableView } from '../../engine/events.ts';
import type { LabState } from '../../engine/state.ts';
import { lastWaits } from '../../engine/waits.ts';
import { tableSize } from '../../engine/words/table-words.ts';
import { needsRedis, redisTable } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { hanging } from '../../text/fit.ts';
import type { RunModel } from '../model/run.ts';
import { coveredSessions } from '../run/covered.ts';
import { Kept, KeptOfAll } from '../text/kept.ts';
import type { Line } from '../text/lines.ts';
import { tableLines } from '../text/table.ts';
import type { Theme } from '../theme.ts';
import { deadlockLines } from './deadlock-lines.ts';
import { gapLines, isTelling, type LockStyle, lockLines } from './lock-lines.ts';
import { staleLines } from './stale-lines.ts';
import { type WhoSeesStyle, whoSees } from './who-sees-lines.ts';

export interface DataStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly ruled: boolean;
}

/** The panel of who sees what, and which of its lines are news. */
export interface DataPanel {
  readonly lines: readonly Line[];
  readonly news: readonly number[];
  /** So many lines at the beginning name the columns of what stands below. */
  readonly pinned: number;
  /** What stands at the top is seen first, whatever is news below it. */
  readonly leads: boolean;
  /** So many lines say what no other line says: the rest is for those who have room. */
  readonly telling: number;
}

/** The panel of a run, at any time. */
export const dataOf = (run: RunModel, width: number, theme: Theme): DataPanel => {
  if (run.lab === undefined)
    return { lines: [theme.faint('not read yet')], news: [], pinned: 0, leads: false, telling: 1 };
  return dataPanel(run.lab, { theme, width, covered: coveredSessions(run) });
};

/**
 * Who sees what, then the locks in words. A deadlock comes first, and where gaps are locked, which no row shows, the line of keys.
 */
export const dataPanel = (lab: LabState, style: WhoSeesStyle): DataPanel =>
  kept.of(lab, style.theme, `${style.width} ${style.covered?.join() ?? ''}`, () => makePanel(lab, style));

const kept = new Kept<DataPanel>(8);

const makePanel = (lab: LabState, style: WhoSeesStyle): DataPanel => {
  const seen = whoSees(lab, style);
  const redis = needsRedis(lab.script.steps)
    ? redisLines(lab.observation, lab.before, { ...style, ruled: false })
    : [];
  const deadlock = deadlockLines(lab, style);
  const gaps = gapLines(lab, style);
  const first = joined([deadlock, gaps]);
  const tables = joined([seen.lines, redis]);
  const locks = locksToTell(lab, { ...style, isInWords: gaps.length > 0 }, deadlock.length);
  const stale = staleLines(lab, style);
  const lines = joined([stale, first, tables, locks]);
  const above = joined([stale, first]).length;
  const isTold = first.length > 0 || isShownByRows(lab);
  return {
    lines,
    news: seen.news.map((at) => at + (above > 0 ? above + 1 : 0)),
    pinned: above > 0 || seen.lines.length === 0 ? 0 : 1,
    leads: above > 0,
    telling: isTold ? joined([stale, first, tables]).length : lines.length,
  };
};

const joined = (parts: readonly (readonly Line[])[]): readonly Line[] =>
  parts.filter((part) => part.length > 0).flatMap((part, at) => [...(at > 0 ? [''] : []), ...part]);

/** Without the deadlock, which stands above. */
const locksToTell = (lab: LabState, style: LockStyle, deadlock: number): readonly Line[] => {
  const lines = lockLines(lab, style).slice(deadlock > 0 ? deadlock + 1 : 0);
  return lines.length > 1 ? lines : [];
};

/** Are all locks that a student is told of such that the row that they are of shows them? */
const isShownByRows = ({ observation, script, timeline }: LabState): boolean =>
  [
    ...observation.locks.filter(isTelling),
    ...timeline.flatMap((one) =>
      one.kind === 'statement' && one.status === 'blocked' ? lastWaits(one) : [],
    ),
  ].every(({ kind, object }) => kind === 'record' && script.watch.includes(object));

/** What is in Redis everybody sees alike. */
const redisLines = (now: Observation, before: Observation | undefined, style: DataStyle): readonly Line[] =>
  tablesLines({ ...now, tables: now.tables.filter(({ name }) => name === redisTable) }, before, style);

/** A lesson may watch several tables. What is marked depends on what was there before. */
const keptTables = new KeptOfAll<readonly Line[]>(32);

/** The committed rows alone. */
export const tablesLines = (
  now: Observation,
  before: Observation | undefined,
  style: DataStyle,
): readonly Line[] =>
  now.tables.flatMap((table, index) => {
    const earlier = before?.tables.find((one) => one.name === table.name);
    const key = `${style.width} ${style.ruled}`;
    const owners: readonly [object, ...object[]] = [table, earlier ?? table];
    const lines = keptTables.of(owners, style.theme, key, () => tableSection(table, earlier, style));
    return [...(index > 0 ? [''] : []), ...lines];
  });

const tableSection = (table: TableView, before: TableView | undefined, style: DataStyle): readonly Line[] => {
  const { theme, width } = style;
  const title = theme.strong(table.name === redisTable ? 'Redis' : printable(table.name));
  if (!('rows' in table)) return [title, ...hanging('  ', theme.failed(printable(table.unreadable)), width)];
  const { isNew, gone } = changes(table, before && 'rows' in before ? before : undefined);
  const mark = (row: number): string => {
    if (row >= table.rows.length) return theme.failed('-');
    return isNew(row) ? theme.committed('+') : theme.faint('│');
  };
  const lines = tableLines({ columns: table.columns, rows: [...table.rows, ...gone] }, { ...style, mark });
  return [
    `${title} ${theme.faint(tableSize(table.name, table.rows.length))}`,
    ...(table.rows.length + gone.length > 0 ? lines : []),
  ];
};

/** Which rows came, and which are gone, since the last look. A changed row is both. */
const changes = (now: TableRows, before: TableRows | undefined) => {
  const key = (row: TableRows['rows'][number]): string => JSON.stringify(row);
  const left = new Map<string, number>();
  const earlier = before?.rows ?? now.rows;
  // Most rows of a large table stay where they are.
  let same = 0;
  while (same < now.rows.length && isSame(now.rows[same], earlier[same])) same++;
  for (const row of earlier.slice(same)) left.set(key(row), (left.get(key(row)) ?? 0) + 1);
  const fresh = new Set<number>();
  for (const [at, row] of now.rows.slice(same).entries()) {
    const count = left.get(key(row)) ?? 0;
    if (count === 0) fresh.add(same + at);
    else left.set(key(row), count - 1);
  }
  return {
    isNew: (row: number): boolean => fresh.has(row),
    gone: earlier.slice(same).filter((row) => {
      const count = left.get(key(row)) ?? 0;
      left.set(key(row), count - 1);
      return count > 0;
    }),
  };
};

const isSame = (
  a: TableRows['rows'][number] | undefined,
  b: TableRows['rows'][number] | undefined,
): boolean =>
  a === b || (a !== undefined && a.length === b?.length && a.every((value, at) => value === b[at]));

import type { Observation, TableRows, TableView } from '../../engine/events.ts';
import { keyOf, shapeOf } from '../../engine/seen-tables.ts';
import type { LabState } from '../../engine/state.ts';
import { lastWaits } from '../../engine/waits.ts';
import { cellWords, tableSize } from '../../engine/words/table-words.ts';
import { needsRedis, redisTable } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { hanging } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { RunModel } from '../model/run.ts';
import { coveredSessions } from '../run/covered.ts';
import { Kept, KeptOfAll } from '../text/kept.ts';
import type { Line } from '../text/lines.ts';
import { tableLines } from '../text/table.ts';
import type { Theme } from '../theme.ts';
import { deadlockLines } from './deadlock-lines.ts';
import { gapLegend, gapLines, isTelling, type LockStyle, lockLines } from './lock-lines.ts';
import { staleLines } from './stale-lines.ts';
import { type WhoSeesStyle, whoSees } from './who-sees-lines.ts';

type Row = TableRows['rows'][number];

export interface DataStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly ruled: boolean;
}

/** The panel of who sees what, and which of its lines are news. */
export interface DataPanel {
  readonly lines: readonly Line[];
  readonly news: readonly number[];
  /** Rows that somebody waits for. */
  readonly wanted: readonly number[];
  /** So many lines at the beginning name the columns of what stands below. */
  readonly pinned: number;
  /** So many lines stand above the tables: they are seen first, as far as they leave room for the rows that are news. */
  readonly lead: number;
  /** The lines that name the tables; the first one names the columns, too. */
  readonly heads: readonly number[];
  /** So many lines say what no other line says: the rest is for those who have room. */
  readonly telling: number;
}

/** The panel of a run, at any time. */
export const dataOf = (run: RunModel, width: number, theme: Theme): DataPanel => {
  if (run.lab === undefined)
    return {
      lines: [theme.faint('not read yet')],
      news: [],
      wanted: [],
      pinned: 0,
      lead: 0,
      heads: [],
      telling: 1,
    };
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
  const lines = joined([stale, first, tables, [...locks, ...gapLegend(lab, style)]]);
  const above = joined([stale, first]);
  const lead = above.length === 0 ? 0 : above.length + 1;
  const isTold = first.length > 0 || isShownByRows(lab);
  return {
    lines,
    news: seen.news.map((at) => at + lead),
    wanted: seen.wanted.map((at) => at + lead),
    pinned: lead > 0 || seen.lines.length === 0 ? 0 : 1,
    lead,
    heads: seen.heads.map((at) => at + lead),
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
    const lines = keptTables.of(owners, style.theme, key, () => {
      const columns = 'rows' in table ? table.columns : [];
      const primary = table.name === redisTable ? [0] : keyOf(shapeOf(now, table.name), columns);
      return tableSection(table, earlier, primary, style);
    });
    return [...(index > 0 ? [''] : []), ...lines];
  });

const tableSection = (
  table: TableView,
  before: TableView | undefined,
  key: readonly number[],
  style: DataStyle,
): readonly Line[] => {
  const { theme, width } = style;
  const title = theme.strong(table.name === redisTable ? 'Redis' : printable(table.name));
  if (!('rows' in table)) return [title, ...hanging('  ', theme.failed(printable(table.unreadable)), width)];
  const { isNew, gone } = changes(table, before && 'rows' in before ? before : undefined);
  const idOf = (row: Row): string => JSON.stringify(key.map((at) => row[at] ?? null));
  const old = new Map(gone.map((row) => [idOf(row), row]));
  const wasOf = (row: Row, at: number): Row | undefined => (isNew(at) ? old.get(idOf(row)) : undefined);
  const ids = new Set(old.size === 0 ? [] : table.rows.map(idOf));
  const left = gone.filter((row) => !ids.has(idOf(row)));
  const mark = (at: number): string => {
    const row = table.rows[at];
    if (row === undefined) return theme.failed('-');
    if (wasOf(row, at)) return theme.waiting('~');
    return isNew(at) ? theme.committed('+') : theme.faint('│');
  };
  const rows = old.size === 0 ? table.rows : table.rows.map((row, at) => fromTo(wasOf(row, at), row));
  const lines = tableLines({ columns: table.columns, rows: [...rows, ...left] }, { ...style, mark });
  return [
    `${title} ${theme.faint(tableSize(table.name, table.rows.length))}`,
    ...(table.rows.length + left.length > 0 ? lines : []),
  ];
};

/** A row that is another one now, with both values where they differ. */
const fromTo = (was: Row | undefined, row: Row): Row =>
  was === undefined
    ? row
    : row.map((value, at) => {
        const [before = null, now] = [was[at], value];
        return before === now ? now : `${cellWords(before)} ${signs.answer} ${cellWords(now)}`;
      });

/** Which rows came, and which are gone, since the last look. One whose values changed is both. */
const changes = (now: TableRows, before: TableRows | undefined) => {
  const key = (row: Row): string => JSON.stringify(row);
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

const isSame = (a: Row | undefined, b: Row | undefined): boolean =>
  a === b || (a !== undefined && a.length === b?.length && a.every((value, at) => value === b[at]));

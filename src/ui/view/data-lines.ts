import type { Observation, TableRows, TableView } from '../../engine/events.ts';
import type { LabState } from '../../engine/state.ts';
import { tableSize } from '../../engine/words/table-words.ts';
import { redisTable } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { hanging } from '../../text/fit.ts';
import { Kept, KeptOfAll } from '../text/kept.ts';
import type { Line } from '../text/lines.ts';
import { tableLines } from '../text/table.ts';
import type { Theme } from '../theme.ts';
import { deadlockLines } from './deadlock-lines.ts';
import { lockLines } from './lock-lines.ts';

export interface DataStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly ruled: boolean;
}

/** The committed rows of the watched tables, what changed in them, and the locks; after a deadlock, that first. */
export const dataLines = (lab: LabState, style: DataStyle): readonly Line[] =>
  kept.of(lab, style.theme, `${style.width} ${style.ruled}`, () => makeLines(lab, style));

const makeLines = (lab: LabState, style: DataStyle): readonly Line[] => {
  const tables = tablesLines(lab.observation, lab.before, style);
  const locks = lockLines(lab, style);
  const parts = deadlockLines(lab, style).length > 0 ? [locks, tables] : [tables, locks];
  return parts
    .filter((lines) => lines.length > 0)
    .flatMap((lines, at) => [...(at > 0 ? [''] : []), ...lines]);
};

const kept = new Kept<readonly Line[]>(8);
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

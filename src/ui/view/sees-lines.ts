import type { TableRows, TableView } from '../../engine/events.ts';
import type { Value } from '../../engine/outcome.ts';
import { tablesSeen } from '../../engine/run/sees.ts';
import type { Sight } from '../../engine/sight.ts';
import type { LabState } from '../../engine/state.ts';
import { leftWayWords } from '../../engine/words/step-words.ts';
import { cellWords } from '../../engine/words/table-words.ts';
import { holdersOf } from '../../engine/words/wait-words.ts';
import { printable } from '../../printable.ts';
import { listed } from '../../text/amounts.ts';
import { hanging, padded, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { Kept } from '../text/kept.ts';
import type { Line } from '../text/lines.ts';
import type { Theme } from '../theme.ts';
import { type RowVersions, rowVersions, sameRow } from './sees-rows.ts';

export interface SeesStyle {
  readonly theme: Theme;
  readonly width: number;
}

/** One version of a table, and whose it is. */
export interface SeesColumn {
  readonly title: string;
  /** In a sentence: "A", or what stands for the committed rows. */
  readonly name: string;
  readonly isSession: boolean;
  readonly table: TableRows | undefined;
  /** Why there are no rows. */
  readonly note?: string;
}

/** The watched tables as they are committed, as anybody left them last, and as each session would read them. */
export const seesLines = (lab: LabState, style: SeesStyle): readonly Line[] =>
  kept.of(lab, style.theme, `${style.width}`, () => makeLines(lab, style));

const kept = new Kept<readonly Line[]>(8);

const makeLines = (lab: LabState, style: SeesStyle): readonly Line[] => {
  const tables = viewsSeen(lab);
  if (tables.length === 0) return ['This lesson watches no table.'];
  return tables.flatMap((table, index) => [...(index > 0 ? [''] : []), ...tableSection(lab, table, style)]);
};

/** What is in Redis everybody sees alike; only of tables does each session have its own view. */
export const viewsSeen = ({ observation, script }: LabState): readonly TableView[] => {
  const names = tablesSeen(script);
  return observation.tables.filter(({ name }) => names.includes(name));
};

const tableSection = (lab: LabState, committed: TableView, { theme, width }: SeesStyle): readonly Line[] => {
  const { name } = committed;
  const columns = seesColumns(lab, committed, theme);
  const each = Math.max(8, Math.floor((width - (columns.length - 1) * 3) / columns.length));
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => padded(cell, each)).join(theme.faint(' │ '));
  const rows = rowVersions(columns);
  const notes = columns.map(({ note }) => (note === undefined ? [] : wrapped(note, each)));
  const noteRows = Math.max(...notes.map((lines) => lines.length));
  const columnNames = columns.find(({ table }) => table)?.table?.columns ?? [];
  return [
    `${theme.strong(printable(name))}  ${theme.faint(columnNames.map((one) => printable(one)).join(', '))}`,
    line(columns.map(({ title }) => theme.strong(title))),
    ...Array.from({ length: noteRows }, (_, row) =>
      line(notes.map((lines) => (lines[row] === undefined ? '' : theme.waiting(lines[row])))),
    ),
    ...rows.map((row) => () => line(columns.map((column, index) => cell(row, index, column, theme)))),
    ...rowNotes(rows, columns, width),
  ];
};

/** More would not be read. */
const mostNotes = 100;

const rowNotes = (
  rows: readonly RowVersions[],
  columns: readonly SeesColumn[],
  width: number,
): readonly string[] => {
  const lines: string[] = [];
  let notes = 0;
  for (const row of rows) {
    const note = rowNote(row, columns, width);
    if (note.length > 0 && ++notes > mostNotes) return [...lines, '  There are more rows like these.'];
    lines.push(...note);
  }
  return lines;
};

/** The committed rows, the newest ones, and what each session would read. */
export const seesColumns = (lab: LabState, committed: TableView, theme: Theme): readonly SeesColumn[] => {
  const { name } = committed;
  const newest = lab.observation.newest?.find((one) => one.name === name);
  return [
    { title: 'committed', name: 'committed', isSession: false, ...viewColumn(committed) },
    { title: 'newest', name: 'newest', isSession: false, ...viewColumn(newest) },
    ...lab.sessions.map((session, lane) => ({
      title: theme.session(lane)(`${printable(session.name)} would read`),
      name: printable(session.name),
      isSession: true,
      ...sessionColumn(lab, session, name),
    })),
  ];
};

const viewColumn = (view: TableView | undefined): Pick<SeesColumn, 'table' | 'note'> => {
  if (view === undefined) return { table: undefined, note: 'not recorded' };
  return 'rows' in view ? { table: view } : { table: undefined, note: printable(view.unreadable) };
};

const sessionColumn = (
  lab: LabState,
  { name, status }: LabState['sessions'][number],
  table: string,
): Pick<SeesColumn, 'table' | 'note'> => {
  const sight: Sight | undefined = lab.sights?.[name];
  if (status === 'lost') return { table: undefined, note: `${signs.failed} no connection` };
  if (status !== 'idle') return { table: undefined, note: `${signs.waiting} reads nothing now: it is busy` };
  if (sight === undefined) return { table: undefined, note: '… being asked' };
  if (sight.kind === 'busy')
    return { table: undefined, note: `${signs.waiting} reads nothing now: it is busy` };
  if (sight.kind === 'left') return { table: undefined, note: `cannot tell: ${leftWayWords(sight)}` };
  const read = sight.tables.find((one) => one.name === table);
  if (read === undefined) return { table: undefined, note: '… being asked' };
  if ('rows' in read) return { table: read };
  if ('error' in read) return { table: undefined, note: `${signs.failed} ${printable(read.error)}` };
  const holders = printable(listed(holdersOf(read.waits)));
  return { table: undefined, note: `${signs.waiting} would wait for ${holders}` };
};

/** Against the committed row: = the same, + not committed, ~ another version, - not there. */
const cell = ({ rows }: RowVersions, index: number, column: SeesColumn, theme: Theme): string => {
  if (column.table === undefined) return '';
  const row = rows[index];
  const [committed] = rows;
  if (row === undefined) return committed === undefined ? '' : theme.failed('- not there');
  const text = row.map(valueText).join(', ');
  if (index === 0) return `  ${text}`;
  if (committed === undefined) return theme.committed(`+ ${text}`);
  return sameRow(row, committed) ? `= ${text}` : theme.waiting(`~ ${text}`);
};

export const valueText = (value: Value): string => printable(cellWords(value, 200));

/** What is to be noticed about a row, in words. */
export const rowNote = (
  { rows }: RowVersions,
  columns: readonly SeesColumn[],
  width: number,
): readonly string[] => {
  const [committed, newest] = rows;
  const isKnown = columns[0]?.table !== undefined && columns[1]?.table !== undefined;
  const sessions = columns.flatMap((column, index) =>
    column.isSession && column.table !== undefined ? [{ name: column.name, row: rows[index] }] : [],
  );
  const label = valueText(committed?.[0] ?? newest?.[0] ?? rows.find((row) => row)?.[0] ?? null);
  const who = (holds: (row: readonly Value[] | undefined) => boolean): readonly string[] =>
    sessions.filter(({ row }) => holds(row)).map(({ name }) => name);
  const behind = who((row) => !sameRow(row, committed) && !sameRow(row, newest));
  const ahead = who((row) => sameRow(row, newest));
  if (!isKnown) return [];
  const what = sameRow(committed, newest)
    ? undefined
    : committed === undefined
      ? 'is not committed'
      : newest === undefined
        ? 'is deleted, and that is not committed'
        : 'is changed, and that is not committed';
  if (what === undefined) {
    if (behind.length === 0) return [];
    const missing = behind.filter((name) =>
      sessions.some((one) => one.name === name && one.row === undefined),
    );
    const words =
      missing.length === behind.length && missing.length > 0
        ? `is committed, but ${listed(missing)} would not see it`
        : `is committed, but ${listed(behind)} would see an older version`;
    return hanging('  ', `${label} ${words}.`, width);
  }
  const only = ahead.length === 1 && sessions.length > 1 ? 'only ' : '';
  const sees = ahead.length === 0 ? 'no session asked sees that' : `${only}${listed(ahead)} would see that`;
  return hanging('  ', `${label} ${what}; ${sees}.`, width);
};

import type { Place } from '../../engine/claim.ts';
import type { KnownRow } from '../../engine/known-row.ts';
import type { RowLock } from '../../engine/row-locks.ts';
import { deadlockWords, tablesSeen } from '../../engine/run/sees.ts';
import {
  type SeenCell,
  type SeenRow,
  type SeenTable,
  type SessionView,
  seenTables,
} from '../../engine/seen-tables.ts';
import type { LabState } from '../../engine/state.ts';
import { unknownSightWords } from '../../engine/words/step-words.ts';
import { cellWords } from '../../engine/words/table-words.ts';
import { holdersOf } from '../../engine/words/wait-words.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { listed } from '../../text/amounts.ts';
import { clip, hanging, padded, widthOf } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Line } from '../text/lines.ts';
import type { Paint, Theme } from '../theme.ts';

export interface WhoSeesStyle {
  readonly theme: Theme;
  readonly width: number;
  /** Sessions of which what they would read answers the question that is open. */
  readonly covered?: readonly string[];
}

/** Who sees what, and the places of the lines that are news, and of those that name the tables: the first one names the columns. */
export interface WhoSees {
  readonly lines: readonly Line[];
  readonly news: readonly number[];
  /** Rows that somebody waits for. */
  readonly wanted: readonly number[];
  readonly heads: readonly number[];
}

/** The watched tables, a line a record: what is committed, what each session would read, who has it locked. */
export const whoSees = (lab: LabState, style: WhoSeesStyle): WhoSees => {
  const tables = seenTables(lab, tablesSeen(lab.script)).map((table) => withoutCovered(table, style.covered));
  const widths = widthsOf(tables, lab, style);
  const parts = tables.map((table, at) => tableLines(lab, table, at === 0, widths, style));
  const lines = parts.flatMap((one) => one.lines);
  let from = 0;
  const places = parts.map((one) => {
    const head = from;
    from += one.lines.length;
    const moved = (own: readonly number[]) => own.map((at) => head + at);
    return { head, news: moved(one.news), wanted: moved(one.wanted) };
  });
  const notes = sessionNotes(tables, style.covered).flatMap((note) =>
    hanging('? ', style.theme.waiting(note), style.width),
  );
  return {
    lines: [
      ...lines,
      ...notes,
      ...hiddenLines(lab, tables, widths, style),
      ...snapshotLines(lab, tables, style),
    ],
    news: places.flatMap(({ news }) => news),
    wanted: places.flatMap(({ wanted }) => wanted),
    heads: places.map(({ head }) => head),
  };
};

/** A row that nobody but these sessions would see tells as much as what they would see of it. */
const withoutCovered = (table: SeenTable, covered: readonly string[] = []): SeenTable =>
  covered.length === 0
    ? table
    : {
        ...table,
        rows: table.rows.filter(
          ({ committed, cells, locks }) =>
            committed !== undefined ||
            locks.length > 0 ||
            cells.some(
              (cell, at) => cell?.row !== undefined && !covered.includes(table.views[at]?.session ?? ''),
            ),
        ),
      };

/** Of sessions that there is no room for, whether they see anything else. */
const hiddenLines = (
  { sessions }: LabState,
  tables: readonly SeenTable[],
  widths: Widths,
  { theme, width, covered = [] }: WhoSeesStyle,
): readonly string[] => {
  const words = sessions.slice(widths.sessions).map(({ name }, behind) => {
    const at = widths.sessions + behind;
    const marks = tables.flatMap(({ rows }) => rows.map(({ cells }) => cells[at]?.mark));
    const isKnown = !covered.includes(name) && marks.every((mark) => mark !== undefined);
    const isAlike = isKnown && marks.every((mark) => mark === 'same');
    return [printable(name), isAlike ? 'as it is committed' : isKnown ? 'otherwise' : 'not shown'] as const;
  });
  if (words.length === 0) return [];
  const alike = Map.groupBy(words, ([, what]) => what);
  const text = [...alike]
    .map(([what, some]) => `${some.map(([name]) => name).join(', ')}: ${what}`)
    .join(' · ');
  return hanging(theme.faint('no room  '), text, width);
};

interface Widths {
  readonly label: number;
  readonly cell: number;
  readonly lock: number;
  /** So many sessions there is room for. */
  readonly sessions: number;
}

const gap = '  ';
const narrowest = 9;
/** The names of columns have what their values leave, and no more than this. */
const mostNames = 22;
/** More rows do not change how wide the columns are. */
const measured = 200;

const widthsOf = (tables: readonly SeenTable[], lab: LabState, { width }: WhoSeesStyle): Widths => {
  const rows = tables.flatMap((table) => table.rows.slice(0, measured).map((row) => ({ table, row })));
  const widest = (texts: readonly string[], least: number, most: number): number =>
    Math.min(most, Math.max(least, ...texts.map(widthOf)));
  const mostLabel = Math.floor(width * 0.34);
  const keys = widest(
    rows.map(({ table, row }) => ` ${labelText(table, row)}`),
    8,
    mostLabel,
  );
  const lock = widest(['lock', ...rows.map(({ row }) => row.locks.map(lockText).join(' '))], 6, 18);
  const names = widest(
    tables.map((table) => clip(printable(table.name) + namesOf(table), mostNames)),
    keys,
    mostLabel,
  );
  const besides = lock + gap.length * 2;
  const sessions = Math.max(
    1,
    Math.min(lab.sessions.length, Math.floor((width - names - besides) / (narrowest + gap.length)) - 1),
  );
  // The values of those that are shown come before the names.
  const room = width - keys - besides;
  const each = Math.floor(room / (sessions + 1)) - gap.length;
  const wanted = widest(
    rows.flatMap(({ table, row }) => [
      valueText(table, row.committed) ?? '',
      ...row.cells.map((cell) =>
        cell === undefined ? '' : `${valueText(table, cell.row) ?? ''} ${markWords[cell.mark]}`,
      ),
    ]),
    12,
    Math.max(narrowest, each),
  );
  const cell = Math.min(each, wanted);
  const left = Math.max(0, room - (sessions + 1) * (cell + gap.length));
  return { label: Math.min(names, keys + left), cell, lock, sessions };
};

const tableLines = (
  lab: LabState,
  table: SeenTable,
  hasTitles: boolean,
  widths: Widths,
  style: WhoSeesStyle,
): Pick<WhoSees, 'lines' | 'news' | 'wanted'> => {
  const { theme, width } = style;
  const views = table.views.slice(0, widths.sessions);
  const line = (label: string, cells: readonly string[], lock: string): string =>
    [padded(label, widths.label), ...cells.map((cell) => padded(cell, widths.cell)), clip(lock, widths.lock)]
      .join(gap)
      .trimEnd();
  const name = `${theme.strong(printable(table.name))}${theme.faint(namesOf(table))}`;
  const titles = views.map((view, lane) => theme.session(lane)(titleOf(view)));
  const head = hasTitles ? line(name, [theme.faint('committed'), ...titles], theme.faint('lock')) : name;
  const rows = table.rows.map(
    (row) => () =>
      line(
        ` ${labelText(table, row, theme.faint)}`,
        [
          valueText(table, row.committed) ?? theme.faint(table.unreadable === undefined ? absent : '?'),
          ...views.map((view, at) =>
            cellText(table, view, row.cells[at], { ...style, lane: at, width: widths.cell }),
          ),
        ],
        row.locks.map((lock) => paintLock(lock, lab, theme)).join(' '),
      ),
  );
  const notes = [
    ...(table.unreadable === undefined ? [] : [`${signs.failed} ${printable(table.unreadable)}`]),
    ...tableNotes({ ...table, views }, style.covered),
  ].flatMap((note) => hanging(' ', theme.waiting(note), width));
  const isEmpty = table.rows.length === 0 && table.unreadable === undefined;
  const empty = isEmpty ? [theme.faint(' no row')] : [];
  const news = table.rows.flatMap((row, at) => (row.isNews ? [1 + at] : []));
  const wanted = table.rows.flatMap(({ locks }, at) =>
    locks.some(({ isWaiting }) => isWaiting) ? [1 + at] : [],
  );
  return { lines: [head, ...rows, ...empty, ...notes], news, wanted };
};

export const absent = '–';

/** Of whoever waits or is at work, what a SELECT would have returned before that statement. */
const titleOf = ({ session, kind }: SessionView): string =>
  `${printable(session)} ${kind === 'before' ? 'before' : 'sees'}`;

/** What cannot stand in a cell of a table, of all whom the same is said of. */
export const tableNotes = ({ views }: SeenTable, covered: readonly string[] = []): readonly string[] =>
  notesOf(views, covered, (view) => {
    switch (view.kind) {
      case 'waits':
        return [`${signs.waiting} `, ` would wait for ${printable(listed(holdersOf(view.waits)))}`];
      case 'error':
        return [`${signs.failed} A SELECT of `, `: ${printable(view.message)}`];
      default:
        return undefined;
    }
  });

/** What is so whichever table it is, and said once. */
export const sessionNotes = (
  [first]: readonly SeenTable[],
  covered: readonly string[] = [],
): readonly string[] =>
  notesOf(first?.views ?? [], covered, (view) =>
    view.kind === 'left' || view.kind === 'slow'
      ? ['', `: ${unknownSightWords(view.kind, view)}`]
      : undefined,
  );

const notesOf = (
  views: readonly SessionView[],
  covered: readonly string[],
  wordsOf: (view: SessionView) => readonly [sign: string, words: string] | undefined,
): readonly string[] => {
  const told = views.flatMap((view) => {
    const words = covered.includes(view.session) ? undefined : wordsOf(view);
    return words ? [{ name: printable(view.session), words }] : [];
  });
  const alike = Map.groupBy(told, ({ words }) => words.join(''));
  return [...alike.values()].flatMap((some) => {
    const [first] = some;
    return first ? [`${first.words[0]}${listed(some.map(({ name }) => name))}${first.words[1]}`] : [];
  });
};

interface CellStyle extends WhoSeesStyle {
  readonly lane: number;
  /** Of the cell. */
  readonly width: number;
}

const cellText = (
  table: SeenTable,
  view: SessionView,
  cell: SeenCell | undefined,
  { theme, covered = [], lane, width }: CellStyle,
): string => {
  if (covered.includes(view.session)) return theme.faint('▒▒▒▒');
  if (cell === undefined) return theme.faint(nothingWords(view));
  const value = valueText(table, cell.row) ?? absent;
  const sign = markWords[cell.mark];
  // Whose it is matters more than all of it.
  const text = sign === '' ? value : `${clip(value, width - widthOf(sign) - 1)} ${sign}`;
  if (view.kind === 'before') return theme.faint(text);
  return sign === '' ? text : theme.session(lane)(text);
};

/** Where there are no rows, what is so instead. */
const nothingWords = (view: SessionView): string => {
  switch (view.kind) {
    case 'now':
      return '';
    case 'asking':
      return signs.begun;
    case 'lost':
      return `${signs.failed} lost`;
    case 'waits':
      return `${signs.waiting} waits`;
    case 'error':
      return `${signs.failed} ${view.message === deadlockWords ? 'deadlock' : 'fails'}`;
    case 'before':
    case 'left':
    case 'slow':
      return '?';
  }
};

/** Each with a sign of its own: colour is never alone. */
const markWords: Readonly<Record<SeenCell['mark'], string>> = {
  same: '',
  own: '● own',
  dirty: '◌ dirty',
  older: '◂ older',
  unlike: '≠',
  untold: '',
};

export const labelText = (table: SeenTable, { known }: SeenRow, faint: Paint = (text) => text): string => {
  const names = table.key.map(
    (at) => `${faint(printable(table.columns[at] ?? ''))} ${valueWords(known[at])}`,
  );
  const others = othersOf(table);
  const [only] = others;
  const value =
    only !== undefined && others.length === 1 ? ` · ${faint(printable(table.columns[only] ?? ''))}` : '';
  return names.join(', ') + value;
};

/** What the values of a cell are, where there are several. */
const namesOf = (table: SeenTable): string => {
  const others = othersOf(table);
  return others.length < 2 ? '' : ` ${others.map((at) => printable(table.columns[at] ?? '')).join(', ')}`;
};

const othersOf = ({ columns, key }: SeenTable): readonly number[] =>
  columns.flatMap((_, at) => (key.includes(at) ? [] : [at]));

/** The values beside the key; only that it is there where there are none. */
export const valueText = (table: SeenTable, row: KnownRow | undefined): string | undefined => {
  if (row === undefined) return undefined;
  const others = othersOf(table);
  return others.length === 0 ? signs.holds : others.map((at) => valueWords(row[at])).join(', ');
};

/** What was not there yet when the row was read is not known. */
const valueWords = (value: KnownRow[number]): string =>
  value === undefined ? '?' : printable(cellWords(value, 60));

const lockText = ({ session, mode, isWaiting }: RowLock): string =>
  isWaiting
    ? `◀ ${session} ${signs.waiting}`
    : mode === 'wrote'
      ? `${session} wrote`
      : mode === 'S'
        ? `${session} ░S░`
        : `${session} ▓X▓`;

const paintLock = (lock: RowLock, { script }: LabState, theme: Theme): string => {
  const paint = lock.isWaiting ? theme.waiting : theme.session(placeOf(script, lock.session));
  return paint(printable(lockText(lock)));
};

/**
 * Which statement took the snapshot that each session reads from, and who reads older rows by it; and of transactions at the other
 * levels, what a plain SELECT reads there.
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-transaction-isolation-levels.html
 */
export const snapshotLines = (
  { snapshots = [], sessions, script }: LabState,
  tables: readonly SeenTable[],
  { theme, width, covered = [] }: WhoSeesStyle,
): readonly string[] => {
  const taken = snapshots
    .filter(({ session }) => !covered.includes(session))
    .map(({ session, taken: by }) => {
      const isOlder = tables.some(({ views, rows }) => {
        const at = views.findIndex((view) => view.session === session && view.kind === 'now');
        return rows.some(({ cells }) => cells[at]?.mark === 'older');
      });
      const name = theme.session(placeOf(script, session))(printable(session));
      const older = isOlder ? ', older than what is committed' : '';
      return `${name} ${ofPlace(by)}${older}`;
    });
  const others = Map.groupBy(
    sessions.filter(({ name, status }) => status !== 'lost' && !covered.includes(name)),
    ({ transaction }) => anewWords.get(transaction ?? ''),
  );
  const anew = [...others].flatMap(([words, some]) => {
    if (words === undefined) return [];
    const names = some.map(({ name }) => theme.session(placeOf(script, name))(printable(name)));
    return [`${names.join(', ')}: ${words}`];
  });
  const words = [...taken, ...anew];
  return words.length === 0 ? [] : hanging(theme.faint('snapshot  '), words.join(' · '), width);
};

/** Of transactions that keep no snapshot for their plain SELECTs. */
const anewWords: ReadonlyMap<string, string> = new Map([
  ['READ UNCOMMITTED', 'none, each SELECT reads the newest rows'],
  ['READ COMMITTED', 'a new one for each SELECT'],
  ['SERIALIZABLE', 'none, each SELECT locks what it reads'],
]);

const ofPlace = ({ step }: Place): string =>
  step === undefined ? 'of a statement of your own' : `of step ${step + 1}`;

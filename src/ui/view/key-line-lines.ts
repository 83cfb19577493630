import type { KeyEntry, KeyLine, KeyMark } from '../../engine/key-lines.ts';
import { printable } from '../../printable.ts';
import { beginning, clip, padded, widthOf, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Theme } from '../theme.ts';

export interface KeyLineStyle {
  readonly theme: Theme;
  readonly width: number;
  /** The sessions in the order of the lesson. */
  readonly sessions: readonly string[];
}

/** A place on the line: an entry, the gap before one, or entries that are left out. */
interface Cell {
  readonly text: string;
  readonly marks: readonly KeyMark[];
  /** The same for somebody who hears it, where that is otherwise. */
  readonly spoken?: string;
}

/** The entries and gaps of an index in key order; below them, who holds and waits for what there. */
export const keyLineLines = (line: KeyLine, style: KeyLineStyle): readonly string[] => {
  const { width, sessions } = style;
  const cells = shortened(line.entries).flatMap(cellsOf);
  const names = sessions.filter((name) =>
    cells.some(({ marks }) => marks.some((one) => one.session === name)),
  );
  const label = Math.max(...names.map((name) => widthOf(printable(name)))) + 1;
  return [
    ...headOf(line, style),
    ...chunks(cells, width - label).flatMap((chunk) => [
      ' '.repeat(label) + chunk.map((cell) => axisOf(cell)).join(gapText),
      ...names.map((name) => rowOf(name, chunk, label, style)),
    ]),
  ];
};

/** What it is a line of; and what its blocks are, where there is room: the whole legend stands further down, maybe out of sight. */
const headOf = (line: KeyLine, { theme, width }: KeyLineStyle): readonly string[] => {
  const head = `${theme.strong(titleOf(line))}${theme.faint(noteOf(line))}`;
  const blocks = blocksOf(line).map((block) => ` · ${block}`);
  const whole = `${head}${theme.faint(blocks.join(''))}`;
  return widthOf(whole) <= width ? [whole] : wrapped(head, width);
};

const blocksOf = ({ entries }: KeyLine): readonly string[] => {
  const marks = entries.flatMap(({ gap, record }) => [...gap, ...record]);
  const has = (mode: KeyMark['mode']) => marks.some((one) => one.mode === mode && one.status === 'granted');
  return [
    ...(has('shared') ? [`${sharedBlock} locked shared`] : []),
    ...(has('exclusive') ? ['▓ locked exclusive'] : []),
    ...(entries.some(({ gap }) => gap.length > 0) ? [`${gapText} a gap`] : []),
  ];
};

/** What the letters on these lines mean. */
export const keyLineLegend = (
  lines: readonly KeyLine[],
  { theme, width }: Pick<KeyLineStyle, 'theme' | 'width'>,
): readonly string[] => {
  const signsOnLine = `▓ exclusive (X), ░ shared (S), ${signs.waiting} waits, + to insert, ─── a gap`;
  const written = `; ${uncommittedSign} not committed: its writer has it X, listed or not`;
  const isAnyWritten = lines.some(({ entries }) => entries.some((one) => one.isUncommitted));
  return wrapped(theme.faint(signsOnLine + (isAnyWritten ? written : '')), width);
};

/** The same as a sentence, for somebody who hears it. */
export const keyLineWords = (line: KeyLine): string => {
  const places = shortened(line.entries)
    .flatMap(cellsOf)
    .map(({ text, marks, spoken: what = text }) => {
      const who = marks.map((mark) => `${printable(mark.session)} ${markWords(mark)}`);
      return who.length === 0 ? what : `${what} (${who.join(', ')})`;
    });
  return `${titleOf(line)}${noteOf(line)}: ${places.join('; ')}`;
};

const titleOf = ({ table, index, columns, partition }: KeyLine): string => {
  const whole = index === 'PRIMARY' ? table : `${table}.${index}`;
  const name = partition === undefined ? whole : `${whole} (partition ${partition})`;
  return printable(columns === undefined ? name : `${name} by ${columns.join(', ')}`);
};

const noteOf = ({ isOrdered, shows }: KeyLine): string => {
  const order = isOrdered
    ? ', in key order'
    : ', in no order: the lab cannot tell how the server orders these';
  if (shows === 'all') return order;
  return shows === 'locked'
    ? `${order}; only what is locked, others may lie between`
    : `${order}; uncommitted rows only if locked`;
};

const gapText = '─';

const uncommittedSign = '*';

/** How much of a long key is shown. */
const widestKey = 18;

const cellsOf = (entry: KeyEntry | { readonly left: number }): readonly Cell[] => {
  if ('left' in entry) return [{ text: `… ${entry.left} more like these …`, marks: [] }];
  const short = entry.key === undefined ? 'end' : clip(printable(beginning(entry.key, widestKey)), widestKey);
  const own = entry.isUncommitted
    ? { text: `[${short}${uncommittedSign}]`, spoken: `${short}, not committed` }
    : { text: entry.key === undefined ? short : `[${short}]`, spoken: short };
  return [
    { text: gapText, marks: entry.gap, spoken: 'gap' },
    { ...own, marks: entry.record },
  ];
};

/** Of many entries with the same locks in a row, the first and the last. */
const shortened = (entries: readonly KeyEntry[]): readonly (KeyEntry | { readonly left: number })[] => {
  const runs: KeyEntry[][] = [];
  for (const entry of entries) {
    const last = runs.at(-1);
    if (last?.[0] && entry.key !== undefined && isAlike(last[0], entry)) last.push(entry);
    else runs.push([entry]);
  }
  return runs.flatMap((run) => {
    const [first, last] = [run[0], run.at(-1)];
    return run.length > mostAlike && first && last ? [first, { left: run.length - 2 }, last] : run;
  });
};

const mostAlike = 6;

/** There may be thousands of them. */
const isAlike = (a: KeyEntry, b: KeyEntry): boolean =>
  a.isUncommitted === b.isUncommitted && hasSameMarks(a.gap, b.gap) && hasSameMarks(a.record, b.record);

const hasSameMarks = (a: readonly KeyMark[], b: readonly KeyMark[]): boolean =>
  a.length === b.length &&
  a.every(({ session, mode, status }, at) => {
    const other = b[at];
    return other?.session === session && other.mode === mode && other.status === status;
  });

const chunks = (cells: readonly Cell[], room: number): readonly (readonly Cell[])[] => {
  const lines: Cell[][] = [[]];
  let used = 0;
  for (const cell of cells) {
    const width = widthIn(cell) + 1;
    if (used > 0 && used + width > room + 1) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(cell);
    used += width;
  }
  return lines;
};

const rowOf = (
  name: string,
  cells: readonly Cell[],
  label: number,
  { theme, sessions }: KeyLineStyle,
): string => {
  const paint = theme.session(sessions.indexOf(name));
  const marked = cells.map((cell, at) => {
    const own = cell.marks.filter(({ session }) => session === name);
    const held = blockOf(own);
    // A gap only keeps inserts out, in whatever mode: letters would say more.
    const letters =
      cell.text === gapText ? signsOf(own.filter(({ status }) => status === 'waiting')) : signsOf(own);
    const text = centred(letters, widthIn(cell), held ?? ' ');
    const isWaiting = own.some(({ status }) => status === 'waiting');
    const next = cells[at + 1]?.marks.filter(({ session }) => session === name) ?? [];
    // What is locked in one piece is drawn in one piece.
    const following = blockOf(next);
    const joint =
      held === undefined || following === undefined ? ' ' : held === following ? held : sharedBlock;
    return (isWaiting ? theme.waiting : held === undefined ? plain : paint)(text + joint);
  });
  return (paint(padded(printable(name), label)) + marked.join('')).trimEnd();
};

/** Wide enough for the text and for what each session has there. */
const widthIn = ({ text, marks }: Cell): number => {
  const own = [...Map.groupBy(marks, ({ session }) => session).values()];
  return Math.max(text === gapText ? 3 : 1, widthOf(text), ...own.map((some) => signsOf(some).length));
};

/** "S", "X", and for a wait "‖S", "‖X" or "‖+"; what covers less is left out beside what covers more. */
const signsOf = (marks: readonly KeyMark[]): string => {
  const all = marks.map(({ mode, status }) => {
    const sign = mode === 'insert' ? '+' : mode === 'shared' ? 'S' : 'X';
    return status === 'waiting' ? signs.waiting + sign : sign;
  });
  return [...new Set(all)].toSorted((a, b) => a.length - b.length).join('');
};

const markWords = ({ mode, status }: KeyMark): string => {
  if (mode === 'insert') return 'waits to insert there';
  return status === 'waiting' ? `waits for it ${mode}` : `holds it ${mode}`;
};

const plain = (text: string): string => text;

const sharedBlock = '░';

/** What a session holds covers the place; exclusive is darker. */
const blockOf = (marks: readonly KeyMark[]): string | undefined => {
  const held = marks.filter(({ status }) => status === 'granted');
  if (held.length === 0) return undefined;
  return held.some(({ mode }) => mode === 'exclusive') ? '▓' : sharedBlock;
};

const axisOf = (cell: Cell): string =>
  cell.text === gapText ? gapText.repeat(widthIn(cell)) : centred(cell.text, widthIn(cell), gapText);

const centred = (text: string, width: number, around: string): string => {
  const room = Math.max(0, width - widthOf(text));
  const left = Math.floor(room / 2);
  return around.repeat(left) + text + around.repeat(room - left);
};

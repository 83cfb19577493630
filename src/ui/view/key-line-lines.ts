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
  const { theme, width, sessions } = style;
  const cells = shortened(line.entries).flatMap(cellsOf);
  const names = sessions.filter((name) =>
    cells.some(({ marks }) => marks.some((one) => one.session === name)),
  );
  const label = Math.max(...names.map((name) => widthOf(printable(name)))) + 1;
  return [
    ...wrapped(`${theme.strong(titleOf(line))}${theme.faint(noteOf(line))}`, width),
    ...chunks(cells, width - label).flatMap((chunk) => [
      ' '.repeat(label) + chunk.map((cell) => centred(cell.text, widthIn(cell))).join(' '),
      ...names.map((name) => rowOf(name, chunk, label, style)),
    ]),
  ];
};

/** What the letters on these lines mean. */
export const keyLineLegend = (
  lines: readonly KeyLine[],
  { theme, width }: Pick<KeyLineStyle, 'theme' | 'width'>,
): readonly string[] => {
  const signsOnLine = `S shared, X exclusive, ${signs.waiting} waits for it, + to insert there, ${gapText} a gap`;
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
    : `${order}; of uncommitted rows only what is locked`;
};

const gapText = '┄';

const uncommittedSign = '*';

/** How much of a long key is shown. */
const widestKey = 18;

const cellsOf = (entry: KeyEntry | { readonly left: number }): readonly Cell[] => {
  if ('left' in entry) return [{ text: `… ${entry.left} more like these …`, marks: [] }];
  const text = entry.key === undefined ? 'end' : printable(beginning(entry.key, widestKey));
  const short = clip(text, widestKey);
  return [
    { text: gapText, marks: entry.gap, spoken: 'gap' },
    entry.isUncommitted
      ? { text: short + uncommittedSign, marks: entry.record, spoken: `${short}, not committed` }
      : { text: short, marks: entry.record },
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
  const marked = cells.map((cell) => {
    const own = cell.marks.filter(({ session }) => session === name);
    const text = centred(signsOf(own), widthIn(cell));
    return own.some(({ status }) => status === 'waiting') ? theme.waiting(text) : text;
  });
  return paint(padded(printable(name), label)) + marked.join(' ').trimEnd();
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

const centred = (text: string, width: number): string => {
  const shown = text === gapText ? gapText.repeat(width) : text;
  const left = Math.floor((width - widthOf(shown)) / 2);
  return padded(' '.repeat(Math.max(0, left)) + shown, width);
};

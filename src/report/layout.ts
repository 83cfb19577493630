import { padded } from '../text/fit.ts';
import { signs } from '../text/signs.ts';
import type { Paint } from './paint.ts';

/** Where the text of the sessions goes: side by side where there is room, else one under the other. */
export interface Layout {
  /** The width of everything, in columns. */
  readonly width: number;
  /** The room for a session's text, in columns. */
  readonly room: number;
  readonly sideBySide: boolean;
  /** The columns before the first session: the number of a step stands there, and its mark where there are any. */
  readonly gutter: number;
}

const [plainGutter, markedGutter] = [3, 5];
const separator = '│';
const separatorWidth = 3;
/** Side by side only if every session gets this many columns: 60 for two sessions. */
const narrowestColumn = 27;
/** Lines longer than this are hard to read. */
const widest = 160;

export const layoutFor = (terminalWidth: number, sessions: number, isMarked = false): Layout => {
  const gutter = isMarked ? markedGutter : plainGutter;
  const width = Math.min(widest, Math.max(20, terminalWidth));
  const column = Math.floor((width - gutter - separatorWidth * (sessions - 1)) / Math.max(1, sessions));
  if (sessions > 1 && column >= narrowestColumn) return { width, room: column, sideBySide: true, gutter };
  return { width, room: width - gutter - 'A │ '.length, sideBySide: false, gutter };
};

export interface Block {
  /** Whose it is: an index into the script's sessions. */
  readonly session: number;
  /** The number of the step, for the gutter. */
  readonly number?: number;
  /** Something is not as the lesson says: ✗ stands before the number. */
  readonly isMarked?: boolean;
  readonly lines: readonly string[];
}

/** What a session's column shows beside somebody else's block: a bar while it waits. */
export interface Beside {
  readonly name: string;
  readonly waits: boolean;
}

export const waitBar = '┊';

/** A session's block as lines of the report. */
export const placeBlock = (
  block: Block,
  sessions: readonly Beside[],
  layout: Layout,
  paint: Paint,
): readonly string[] =>
  block.lines.map((line, index) => {
    const number = index === 0 && block.number !== undefined ? String(block.number) : '';
    const mark = index === 0 && block.isMarked ? signs.failed : '';
    const lead = paint.bad(mark) + paint.faint(number.padStart(layout.gutter - 1 - mark.length));
    if (!layout.sideBySide) {
      const name = sessions[block.session]?.name ?? '';
      return `${lead} ${paint.session(block.session)(`${name} ${separator}`)} ${line}`.trimEnd();
    }
    const cells = sessions.map((session, column) => {
      if (column === block.session) return padded(line, layout.room);
      return padded(session.waits ? paint.waiting(waitBar) : '', layout.room);
    });
    return `${lead} ${cells.join(` ${paint.faint(separator)} `)}`.trimEnd();
  });

/** The heads of the columns and the line under them, or a list of the sessions. */
export const placeHeads = (
  heads: readonly (readonly string[])[],
  layout: Layout,
  paint: Paint,
): readonly string[] => {
  if (!layout.sideBySide) return heads.flat();
  const height = Math.max(...heads.map((head) => head.length));
  const lines = Array.from({ length: height }, (_, index) =>
    heads.map((head) => padded(head[index] ?? '', layout.room)).join(` ${paint.faint(separator)} `),
  );
  const rule = heads.map(() => '─'.repeat(layout.room)).join('─┼─');
  const lead = ' '.repeat(layout.gutter);
  return [...lines.map((line) => (lead + line).trimEnd()), lead + paint.faint(rule)];
};

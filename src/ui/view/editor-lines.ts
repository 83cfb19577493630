import { printable } from '../../printable.ts';
import { padded, widthOf } from '../../text/fit.ts';
import type { Editor } from '../keys/editor.ts';
import type { Theme } from '../theme.ts';

export interface EditorStyle {
  readonly theme: Theme;
  readonly columns: number;
  /** At most so many rows. */
  readonly rows: number;
}

/** What is being written behind `first`, with its caret, and those of its lines that the caret is in the middle of. */
export const editorLines = (
  first: string,
  editor: Editor,
  { theme, columns, rows }: EditorStyle,
): readonly string[] => {
  const indent = ' '.repeat(widthOf(first));
  const { lines, caret } = wrappedAt(editor.text, editor.caret, columns - indent.length - 1);
  const from = Math.max(0, Math.min(caret.line - rows + 1, lines.length - rows));
  return lines.slice(from, from + rows).map((line, row) => {
    const at = from + row;
    const text = at === caret.line ? withCaret(line, caret.column, theme) : line.map(shown).join('');
    return padded((at === 0 ? first : indent) + text, columns);
  });
};

const withCaret = (line: readonly string[], column: number, theme: Theme): string =>
  line.slice(0, column).map(shown).join('') +
  theme.chosen(shown(line[column] ?? ' ')) +
  line
    .slice(column + 1)
    .map(shown)
    .join('');

/** One character as one column or two; what cannot be seen is a space. */
const shown = (character: string): string => {
  const text = printable(character);
  return widthOf(text) === 0 ? ' ' : text;
};

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

interface Wrapped {
  readonly lines: readonly (readonly string[])[];
  readonly caret: { readonly line: number; readonly column: number };
}

/** Lines of single characters, none wider than `width`, and where among them the caret is. */
const wrappedAt = (text: string, caretAt: number, width: number): Wrapped => {
  const lines: string[][] = [[]];
  let used = 0;
  let caret = { line: 0, column: 0 };
  const place = () => ({ line: lines.length - 1, column: lines.at(-1)?.length ?? 0 });
  for (const { segment, index } of graphemes.segment(text)) {
    const columns = segment === '\n' ? 0 : widthOf(shown(segment));
    if (used + columns > width) {
      lines.push([]);
      used = 0;
    }
    if (index <= caretAt) caret = place();
    if (segment === '\n') {
      lines.push([]);
      used = 0;
    } else {
      lines.at(-1)?.push(segment);
      used += columns;
    }
  }
  return { lines, caret: caretAt >= text.length ? place() : caret };
};

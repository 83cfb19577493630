import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { padded, widthOf } from '../../text/fit.ts';
import type { Prompt, RunModel } from '../model/run.ts';
import type { Theme } from '../theme.ts';

export interface PromptStyle {
  readonly theme: Theme;
  readonly columns: number;
  /** At most so many rows. */
  readonly rows: number;
}

/** A row about the prompt, and what is being written with its caret. */
export const promptLines = (run: RunModel, prompt: Prompt, style: PromptStyle): readonly string[] => {
  const { theme, columns } = style;
  const about = run.notice === undefined ? aboutPrompt(prompt) : theme.emphasis(printable(run.notice));
  return [padded(` ${about}`, columns), ...editorLines(run, prompt, style)];
};

const aboutPrompt = ({ kind, session }: Prompt): string =>
  kind === 'step'
    ? 'Go to the place after so many steps:'
    : `Your own statement in ${printable(session)}. It reaches this sandbox only; SHOW GRANTS tells.`;

const editorLines = (run: RunModel, prompt: Prompt, { theme, columns, rows }: PromptStyle) => {
  const { kind, session, editor } = prompt;
  const name = kind === 'step' ? 'step' : printable(session);
  const lane = placeOf(run.script, session);
  const first = ` ${kind === 'step' ? theme.strong(`${name}>`) : theme.session(lane)(`${name}>`)} `;
  const indent = ' '.repeat(widthOf(first));
  const { lines, caret } = wrappedAt(editor.text, editor.caret, columns - indent.length - 1);
  const most = Math.max(1, rows - 1);
  const from = Math.max(0, Math.min(caret.line - most + 1, lines.length - most));
  return lines.slice(from, from + most).map((line, row) => {
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

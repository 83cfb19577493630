/** A text that is being written, and where the caret stands in it: an offset in code units. */
export interface Editor {
  readonly text: string;
  readonly caret: number;
}

export const emptyEditor: Editor = { text: '', caret: 0 };

/** A text with the caret behind it. */
export const editorOf = (text: string): Editor => ({ text, caret: text.length });

export const editActions = [
  'caret-left',
  'caret-right',
  'line-start',
  'line-end',
  'erase',
  'erase-next',
  'erase-word',
  'erase-to-start',
  'erase-to-end',
] as const;

export type EditAction = (typeof editActions)[number];

export const isEditAction = (action: string): action is EditAction =>
  editActions.some((one) => one === action);

export const inserted = ({ text, caret }: Editor, more: string): Editor => ({
  text: text.slice(0, caret) + more + text.slice(caret),
  caret: caret + more.length,
});

export const edited = (editor: Editor, action: EditAction): Editor => {
  const { text, caret } = editor;
  switch (action) {
    case 'caret-left':
      return { text, caret: before(text, caret) };
    case 'caret-right':
      return { text, caret: after(text, caret) };
    case 'line-start':
      return { text, caret: lineStart(text, caret) };
    case 'line-end':
      return { text, caret: lineEnd(text, caret) };
    case 'erase':
      return without(editor, before(text, caret), caret);
    case 'erase-next':
      return without(editor, caret, after(text, caret));
    case 'erase-word':
      return without(editor, /\S*\s*$/.exec(text.slice(0, caret))?.index ?? caret, caret);
    case 'erase-to-start':
      return without(editor, lineStart(text, caret), caret);
    case 'erase-to-end':
      return without(editor, caret, lineEnd(text, caret));
  }
};

/** The caret one line up or down, in the same column; undefined when there is no such line. */
export const movedLine = ({ text, caret }: Editor, by: -1 | 1): Editor | undefined => {
  const start = lineStart(text, caret);
  const column = caret - start;
  if (by < 0) {
    if (start === 0) return undefined;
    const above = lineStart(text, start - 1);
    return { text, caret: Math.min(above + column, start - 1) };
  }
  const end = lineEnd(text, caret);
  if (end === text.length) return undefined;
  return { text, caret: Math.min(end + 1 + column, lineEnd(text, end + 1)) };
};

const without = ({ text }: Editor, from: number, to: number): Editor => ({
  text: text.slice(0, from) + text.slice(to),
  caret: from,
});

const lineStart = (text: string, at: number): number => (at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1);

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

/** What a reader takes for one character may be many code units; none has more than these. */
const longest = 64;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const before = (text: string, at: number): number => {
  const from = Math.max(0, at - longest);
  return from + ([...graphemes.segment(text.slice(from, at))].at(-1)?.index ?? 0);
};

const after = (text: string, at: number): number => {
  const [first] = graphemes.segment(text.slice(at, at + longest));
  return at + (first?.segment.length ?? 0);
};

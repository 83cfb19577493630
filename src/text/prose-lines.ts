import { hanging, wrapped } from './fit.ts';

/**
 * Markdown as plain lines of this width. Its paragraphs and the items of its lists are broken anew, wherever their author has
 * broken them; code stays as it is.
 */
export const proseLines = (markdown: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let open: { readonly first: string; readonly words: string[] } | undefined;
  let isCode = false;
  const close = (): void => {
    if (open) lines.push(...broken(open.first, open.words.join(' '), width));
    open = undefined;
  };
  for (const line of markdown.trim().split('\n')) {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (isFence) isCode = !isCode;
    const [, first, text = ''] = /^(\s*(?:[-*+]|\d+[.)]) +)(\S.*)$/.exec(line) ?? [];
    if (isFence || isCode || isPlain(line, open !== undefined)) {
      close();
      lines.push(line.trimEnd());
    } else if (first !== undefined) {
      close();
      open = { first, words: [text.trim()] };
    } else if (open === undefined) open = { first: '', words: [line.trim()] };
    else open.words.push(line.trim());
  }
  close();
  return lines;
};

const broken = (first: string, text: string, width: number): readonly string[] =>
  first === '' ? wrapped(text, width) : hanging(first, text, width);

/** A blank line, a row of a table, or code that is indented, which cannot be in the middle of a paragraph. */
const isPlain = (line: string, isInside: boolean): boolean =>
  line.trim() === '' || /^\s*\|/.test(line) || (!isInside && /^( {4}|\t)/.test(line));

import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Lines of at most `width` columns, all indented like the first; words that are longer are cut. */
export const wrap = (text: string, width: number): readonly string[] => {
  const [indent = ''] = /^ */.exec(text) ?? [];
  const lines = wrapAnsi(text.slice(indent.length), Math.max(1, width - indent.length), { hard: true });
  return lines.split('\n').map((line) => (indent + line).trimEnd());
};

/** Wraps text behind a lead: the lead stands before the first line, and as much space before the others. */
export const wrapBehind = (lead: string, text: string, width: number): readonly string[] => {
  const indent = stringWidth(lead);
  return wrap(text, width - indent).map((line, index) => (index === 0 ? lead : ' '.repeat(indent)) + line);
};

/** Fills up with spaces to `width` columns; a longer text stays as it is. */
export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stringWidth(text)));

export const padLeft = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - stringWidth(text))) + text;

import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { plainStart, plainWidth } from './plain-width.ts';

/** Columns that a text takes in a terminal. */
export const widthOf = (text: string): number => plainWidth(text) ?? stringWidth(text);

/** At most `width` columns; what is missing is marked with an ellipsis. */
export const clip = (text: string, width: number): string => {
  if (width <= 0) return '';
  const columns = plainWidth(text);
  if (columns === undefined) return cliTruncate(text, width);
  if (columns <= width) return text;
  return text.includes('\u001B') ? cliTruncate(text, width) : `${plainStart(text, width - 1)}…`;
};

/**
 * The beginning of plain text that may be very long, cheap to measure: no grapheme on a screen has more
 * than a few code units.
 */
export const beginning = (text: string, width: number): string =>
  text.length > width * 12 ? `${text.slice(0, width * 12)}…` : text;

/** Exactly `width` columns. */
export const padded = (text: string, width: number): string =>
  filled(clip(text, width), width, (now, spaces) => now + spaces);

export const paddedLeft = (text: string, width: number): string =>
  filled(clip(text, width), width, (now, spaces) => spaces + now);

/**
 * A mark at the edge joins the space beside it and may then take fewer columns than alone, as a lone skin tone
 * does: what is missing then is added, too.
 */
const filled = (text: string, width: number, add: (now: string, spaces: string) => string): string => {
  const plain = plainWidth(text);
  const once = add(text, ' '.repeat(Math.max(0, width - (plain ?? stringWidth(text)))));
  return plain === undefined ? add(once, ' '.repeat(Math.max(0, width - widthOf(once)))) : once;
};

/** Lines of at most `width` columns, broken between words where that is possible, all indented like the first. */
export const wrapped = (text: string, width: number): readonly string[] => {
  const [blank = ''] = /^ */.exec(text) ?? [];
  const indent = blank.slice(0, Math.max(0, width - 1));
  const lines = wrapAnsi(text.slice(blank.length), Math.max(1, width - indent.length), { hard: true });
  return lines.split('\n').map((line) => (indent + line).trimEnd());
};

/** Lines broken between words alone: a path or an address that is longer stays in one piece. */
export const wrappedAtBlanks = (text: string, width: number): readonly string[] =>
  wrapAnsi(text, Math.max(1, width)).split('\n');

/** Wrapped text whose first line begins with `first` and whose other lines begin with as many spaces. */
export const hanging = (first: string, text: string, width: number): readonly string[] => {
  const indent = widthOf(first);
  return wrapped(text, width - indent).map((line, index) =>
    index === 0 ? first + line : ' '.repeat(indent) + line,
  );
};

/** The left text, the right text, and what is between them; the left one yields when it is narrow. */
export const justify = (left: string, right: string, width: number): string => {
  const room = width - widthOf(right);
  return room < 1 ? padded(right, width) : padded(left, room) + right;
};

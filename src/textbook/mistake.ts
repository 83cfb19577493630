import { UserError } from '../errors.ts';
import { printable } from '../printable.ts';
import { clip, widthOf } from '../text/fit.ts';

/** The text of a history, and the file that it is from, if it is from one. */
export interface HistoryText {
  readonly text: string;
  readonly file?: string;
}

/** What every mistake is answered with, where nothing else is nearer. */
export const example = 'isolab history "r1(x) w2(x) c2 w1(x) c1"';

/** What is wrong with a history at a place: its line with a caret under the place. */
export const mistakeAt = (
  source: HistoryText,
  at: number,
  message: string,
  ...next: readonly string[]
): UserError => {
  const { line, column } = placeIn(source, at);
  return new UserError([`${placeWords(source, at)}: ${message}`, ...pointed(line, column)].join('\n'), {
    next,
  });
};

/** "column 7", "exam.txt, line 2, column 7" */
export const placeWords = (source: HistoryText, at: number): string => {
  const { text, file } = source;
  const { number, column } = placeIn(source, at);
  return [
    ...(file === undefined ? [] : [printable(file)]),
    ...(text.trim().includes('\n') ? [`line ${number}`] : []),
    `column ${column + 1}`,
  ].join(', ');
};

const placeIn = ({ text }: HistoryText, at: number) => {
  const before = text.slice(0, at).split('\n');
  const column = before.at(-1)?.length ?? 0;
  const [line = ''] = text.slice(at - column).split('\n');
  return { line, number: before.length, column };
};

/** As much of a long line as people need to find the place in it. */
const mostBefore = 40;
const mostColumns = 72;

const pointed = (line: string, column: number): readonly string[] => {
  const from = Math.max(0, column - mostBefore);
  const sign = from > 0 ? '…' : '';
  const before = sign + plain(line.slice(from, column));
  return [`  ${clip(before + plain(line.slice(column)), mostColumns)}`, `  ${' '.repeat(widthOf(before))}^`];
};

const plain = (text: string): string => printable(text.replaceAll('\t', ' '));

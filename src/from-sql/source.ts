import { UserError } from '../errors.ts';
import { TextLines } from '../lesson/text-lines.ts';
import { told } from '../printable.ts';

/** A text that somebody has given, with the name under which it is told of. */
export interface SqlFile {
  readonly file: string;
  readonly text: string;
}

/** With one kind of line end and without a byte order mark, as editors on Windows write it. */
export const plainFile = ({ file, text }: SqlFile): SqlFile => {
  const plain = text.replace(/^\u{FEFF}/u, '').replaceAll('\r\n', '\n');
  // Windows' PowerShell writes `>` so.
  if (plain.includes('\0'))
    throw new UserError(told`${file} is no text in UTF-8: there are zero bytes in it.`, {
      next: ['Save it as UTF-8.'],
    });
  return { file, text: plain };
};

/** What is wrong at a place of a file. */
export const mistakeAt = (
  { file, text }: SqlFile,
  offset: number,
  message: string,
  ...next: readonly string[]
): UserError => new UserError(told`${placesIn({ file, text })(offset)}: ${message}`, { next });

/** Where an offset is, as people write it: file and line. */
export const placesIn = ({ file, text }: SqlFile): ((offset: number) => string) => {
  const lines = new TextLines(text);
  return (offset) => `${file}:${lines.place({ from: offset, to: offset }).line}`;
};

/** A statement in a sentence: its beginning, on one line. */
export const sqlInWords = (sql: string, most = 60): string => {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`.toWellFormed();
};

import { splitSql, storedProgram } from '../lesson/split-sql.ts';
import { type SqlToken, sqlTokenAt } from '../lesson/sql-tokens.ts';
import { type ClientCommand, clientCommand, notTheServers } from './client-commands.ts';
import { mistakeAt, type SqlFile } from './source.ts';

export interface CutStatement {
  readonly sql: string;
  /** Offset of its first character. */
  readonly start: number;
}

export interface CutComment {
  /** Without its marks; a block comment may have several lines. */
  readonly text: string;
  readonly start: number;
  /** The statement that it stands in or behind, counted from 0; -1 before the first one. */
  readonly statement: number;
}

export interface CutScript {
  readonly statements: readonly CutStatement[];
  readonly comments: readonly CutComment[];
}

/**
 * Cuts a script as the mysql program does: at semicolons, at `\G`, at what DELIMITER has set; `USE` needs none. Its other
 * commands are refused, since nobody would run them here.
 * https://dev.mysql.com/doc/refman/9.7/en/mysql-commands.html
 *
 * @throws UserError with the line of what cannot be read.
 */
export const cutScript = (file: SqlFile): CutScript => new Cutter(file).cut();

class Cutter {
  readonly #file: SqlFile;
  readonly #statements: CutStatement[] = [];
  readonly #comments: CutComment[] = [];
  #delimiter = ';';
  /** Where the statement begins that is being read, and where it ends as far as is known. */
  #start: number | undefined;
  #end = 0;
  #versionComment: number | undefined;

  constructor(file: SqlFile) {
    this.#file = file;
  }

  cut(): CutScript {
    const { text } = this.#file;
    for (let at = 0; at < text.length; ) at = this.#take(at);
    if (this.#versionComment !== undefined) throw this.#endless(this.#versionComment);
    this.#finish();
    return { statements: this.#statements, comments: this.#comments };
  }

  /** Goes on from there; gives where to go on next. */
  #take(at: number): number {
    const { text } = this.#file;
    const token = sqlTokenAt(text, at, this.#versionComment !== undefined);
    if (token.kind === 'unterminated') throw this.#endless(at);
    if (token.kind === 'blank') {
      this.#comment(at, commentIn(text.slice(at, token.end)));
      return token.end;
    }
    const command = this.#start === undefined ? clientCommand(text, at) : undefined;
    if (command !== undefined) {
      this.#obey(command, at);
      return command.end;
    }
    if (this.#start === undefined && text.startsWith('--', at))
      throw mistakeAt(this.#file, at, 'two dashes begin a comment only when a blank follows them');
    const cut = this.#versionComment === undefined ? endOfStatement(text, token, this.#delimiter) : undefined;
    if (cut !== undefined) {
      if (cut.from > at) this.#grow(at, cut.from);
      this.#finish();
      return cut.to;
    }
    if (token.kind === 'symbol' && /^\\\S/.test(text.slice(at, at + 2)))
      throw mistakeAt(this.#file, at, ...notTheServers(text.slice(at, at + 2)));
    if (token.kind === 'version-comment-start') this.#versionComment = at;
    if (token.kind === 'version-comment-end') this.#versionComment = undefined;
    // With another delimiter a semicolon may stand alone.
    if (token.kind !== 'semicolon' || this.#start !== undefined) this.#grow(at, token.end);
    return token.end;
  }

  #comment(start: number, text: string | undefined): void {
    const statement = this.#statements.length - (this.#start === undefined ? 1 : 0);
    if (text !== undefined) this.#comments.push({ text, start, statement });
  }

  #obey(command: ClientCommand, at: number): void {
    if (command.kind === 'other') throw mistakeAt(this.#file, at, ...notTheServers(command.word));
    if (command.kind === 'use') this.#statements.push({ sql: command.sql, start: at });
    else this.#delimiter = command.word;
  }

  #grow(from: number, to: number): void {
    this.#start ??= from;
    this.#end = to;
  }

  #finish(): void {
    const start = this.#start;
    if (start === undefined) return;
    this.#start = undefined;
    const sql = this.#file.text.slice(start, this.#end);
    // The server takes several at once from the mysql program, and cuts them itself.
    const isWhole = this.#delimiter === ';' || storedProgram.test(sql);
    const pieces = isWhole ? [{ sql, start: 0 }] : splitSql(sql).statements;
    this.#statements.push(...pieces.map((piece) => ({ sql: piece.sql, start: start + piece.start })));
  }

  #endless(at: number) {
    const message = splitSql(this.#file.text.slice(at)).problem?.message ?? 'this never ends';
    return mistakeAt(this.#file, at, message);
  }
}

const commentIn = (text: string): string | undefined => {
  if (text.startsWith('#')) return text.slice(1).trim();
  if (text.startsWith('--')) return text.slice(2).trim();
  return text.startsWith('/*') ? text.slice(2, -2).trim() : undefined;
};

/** Where a statement ends in this token, and where the next one may begin. */
const endOfStatement = (
  text: string,
  { kind, start, end }: SqlToken,
  delimiter: string,
): { readonly from: number; readonly to: number } | undefined => {
  if (kind === 'symbol' && /^\\[Gg]/.test(text.slice(start, start + 2)))
    return { from: start, to: start + 2 };
  if (kind === 'string' || kind === 'quoted-name' || kind === 'hint') return undefined;
  // `END$$` is one word to the server's lexer.
  const inWord = kind === 'word' ? text.slice(start, end).indexOf(delimiter) : -1;
  const from = inWord < 0 ? start : start + inWord;
  if (!text.startsWith(delimiter, from)) return undefined;
  return { from, to: from + delimiter.length };
};

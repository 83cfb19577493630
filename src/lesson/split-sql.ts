import { type SqlToken, sqlTokens } from './sql-tokens.ts';

/** One statement and where it stands in the text it was cut from: `start` inclusive, `end` exclusive. */
export interface SqlStatement {
  readonly sql: string;
  readonly start: number;
  readonly end: number;
}

export interface SqlProblem {
  readonly message: string;
  /** Offset in the text. */
  readonly offset: number;
}

export interface SplitSql {
  readonly statements: readonly SqlStatement[];
  /** Why the rest of the text could not be read; the statements are those before it. */
  readonly problem?: SqlProblem;
}

/**
 * Cuts SQL text at its semicolons the way the server's lexer would see them (default sql_mode: backslash
 * escapes, double quotes for strings). A statement runs from its first to its last token: comments and
 * blanks around it, and the semicolon, are not part of it; comments inside it and optimizer hints are.
 */
export const splitSql = (text: string): SplitSql => {
  const statements: SqlStatement[] = [];
  let start: number | undefined;
  let end = 0;
  let versionComment: number | undefined;
  const finish = () => {
    if (start !== undefined) statements.push({ sql: text.slice(start, end), start, end });
    start = undefined;
  };
  for (const token of sqlTokens(text)) {
    const at = token.start;
    if (token.kind === 'unterminated') {
      return { statements, problem: { message: neverEnds(text, token), offset: at } };
    }
    if (token.kind === 'version-comment-start') versionComment = at;
    if (token.kind === 'version-comment-end' && versionComment !== undefined) versionComment = undefined;
    if (token.kind === 'semicolon' && versionComment === undefined) finish();
    else if (token.kind !== 'blank') {
      if (start === undefined && /^delimiter(?=\s|$)/i.test(text.slice(at, at + 10))) {
        return { statements, problem: { message: delimiterMessage, offset: at } };
      }
      start ??= at;
      end = token.end;
    }
  }
  if (versionComment !== undefined) {
    return {
      statements,
      problem: { message: commentNeverEnds, offset: versionComment },
    };
  }
  finish();
  return { statements };
};

/** The pieces of a statement; strings are code and one piece, comments and blanks are none. */
export function* tokensOf(
  text: string,
): Generator<{ readonly start: number; readonly end: number; readonly isCode: boolean }> {
  for (const { start, end, kind } of sqlTokens(text)) yield { start, end, isCode: codeKinds.has(kind) };
}

const codeKinds: ReadonlySet<SqlToken['kind']> = new Set(['word', 'quoted-name', 'string', 'symbol', 'hint']);

/**
 * The text as exactly one statement, semicolons inside a stored program included: what a step, or one item
 * of a list, holds.
 */
export const oneStatement = (text: string): SqlStatement | SqlProblem => {
  const { statements, problem } = splitSql(text);
  if (problem) return problem;
  const [first, second] = statements;
  if (first === undefined) return { message: 'there is no SQL statement here', offset: 0 };
  if (second === undefined) return first;
  if (!storedProgram.test(first.sql)) {
    return { message: 'a second statement begins here; only one fits in this place', offset: second.start };
  }
  const end = statements.at(-1)?.end ?? first.end;
  return { sql: text.slice(first.start, end), start: first.start, end };
};

const neverEnds = (text: string, { start }: SqlToken): string =>
  text.startsWith('/*', start) ? commentNeverEnds : `this quote (${text.charAt(start)}) is never closed`;

const commentNeverEnds = 'this comment never ends: `*/` is missing';

/** What may have semicolons of its own. */
export const storedProgram = /^create\b[^;]*?\b(procedure|function|trigger|event)\b/i;

const delimiterMessage =
  'DELIMITER is a command of the mysql program that the server does not know; write a list with one statement an item, and semicolons inside an item stay as they are';

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
 *
 * https://dev.mysql.com/doc/refman/9.7/en/comments.html,
 * https://dev.mysql.com/doc/refman/9.7/en/string-literals.html
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
  let at = 0;
  while (at < text.length) {
    const token = tokenAt(text, at);
    if (token.kind === 'unterminated') {
      return { statements, problem: { message: token.message, offset: at } };
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
    at = token.end;
  }
  if (versionComment !== undefined) {
    return {
      statements,
      problem: { message: 'this comment never ends: `*/` is missing', offset: versionComment },
    };
  }
  finish();
  return { statements };
};

/** The pieces of a statement; strings are code and one piece, comments and blanks are none. */
export function* tokensOf(
  text: string,
): Generator<{ readonly start: number; readonly end: number; readonly isCode: boolean }> {
  let at = 0;
  while (at < text.length) {
    const token = tokenAt(text, at);
    const end = token.kind === 'unterminated' ? text.length : token.end;
    yield { start: at, end, isCode: token.kind === 'code' };
    at = end;
  }
}

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

const storedProgram = /^create\b[^;]*?\b(procedure|function|trigger|event)\b/i;

const delimiterMessage =
  'DELIMITER is a command of the mysql program that the server does not know; write a list with one statement an item, and semicolons inside an item stay as they are';

type Token =
  | {
      readonly kind: 'blank' | 'semicolon' | 'code' | 'version-comment-start' | 'version-comment-end';
      readonly end: number;
    }
  | { readonly kind: 'unterminated'; readonly message: string };

const tokenAt = (text: string, at: number): Token => {
  const char = text.charAt(at);
  const two = text.slice(at, at + 2);
  if (/\s/.test(char)) return { kind: 'blank', end: at + 1 };
  if (char === ';') return { kind: 'semicolon', end: at + 1 };
  if (char === "'" || char === '"' || char === '`') return quoted(text, at, char);
  // Two dashes begin a comment only when a blank, a control character or the end follows.
  if (char === '#' || /^--(\s|\p{Cc}|$)/u.test(text.slice(at, at + 3))) return lineComment(text, at);
  if (two === '/*') return blockComment(text, at);
  if (two === '*/') return { kind: 'version-comment-end', end: at + 2 };
  // A whole word at once, so that DELIMITER is looked for only where a word begins.
  const word = /^[\p{L}\p{N}_$]+/u.exec(text.slice(at, at + 256));
  return { kind: 'code', end: at + (word?.[0].length ?? 1) };
};

const quoted = (text: string, at: number, quote: string): Token => {
  for (let i = at + 1; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char === '\\' && quote !== '`') i += 1;
    else if (char === quote) {
      // A doubled quote is the quote itself.
      if (text.charAt(i + 1) !== quote) return { kind: 'code', end: i + 1 };
      i += 1;
    }
  }
  return { kind: 'unterminated', message: `this quote (${quote}) is never closed` };
};

const lineComment = (text: string, at: number): Token => {
  const end = text.indexOf('\n', at);
  return { kind: 'blank', end: end < 0 ? text.length : end + 1 };
};

const blockComment = (text: string, at: number): Token => {
  // The server runs what stands in /*! … */, so it is read as code; /*+ … */ is an optimizer hint.
  if (text.charAt(at + 2) === '!') return { kind: 'version-comment-start', end: at + 3 };
  const end = text.indexOf('*/', at + 2);
  if (end < 0) return { kind: 'unterminated', message: 'this comment never ends: `*/` is missing' };
  return { kind: text.charAt(at + 2) === '+' ? 'code' : 'blank', end: end + 2 };
};

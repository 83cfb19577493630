/**
 * How the server reads a statement: sessions set it by their sql_mode, and whether a comment with a version is
 * run is a matter of the server's own. https://dev.mysql.com/doc/refman/9.7/en/sql-mode.html
 */
export interface SqlReading {
  /** Off with NO_BACKSLASH_ESCAPES. */
  readonly backslashEscapes: boolean;
  /** ANSI_QUOTES: double quotes are for names. */
  readonly ansiQuotes: boolean;
  /** What stands in comments with a version (`/*!80000 … *\/`) is left out, as older servers do. */
  readonly skipsVersions: boolean;
}

export const defaultReading: SqlReading = { backslashEscapes: true, ansiQuotes: false, skipsVersions: false };

export interface SqlToken {
  readonly kind:
    | 'blank'
    | 'semicolon'
    /** A name, a keyword, a number, or the X of X'41'. */
    | 'word'
    | 'quoted-name'
    | 'string'
    | 'symbol'
    | 'hint'
    | 'version-comment-start'
    | 'version-comment-end'
    | 'unterminated';
  /** Offset of the first character, and of the one after the last. */
  readonly start: number;
  readonly end: number;
}

/**
 * The pieces of SQL text, without a gap, as the server's own lexer cuts it (sql/sql_lex.cc). The last one may be
 * `unterminated`: a quote or a comment without an end.
 *
 * https://dev.mysql.com/doc/refman/9.7/en/comments.html,
 * https://dev.mysql.com/doc/refman/9.7/en/string-literals.html
 */
export function* sqlTokens(text: string, reading: SqlReading = defaultReading): Generator<SqlToken> {
  let at = 0;
  let isInVersion = false;
  // In a name, and behind its dot, digits are a name's: t1.5e0
  let isInName = false;
  while (at < text.length) {
    const number: SqlToken | undefined = isInName ? undefined : numberAt(text, at);
    const token: SqlToken = number ?? sqlTokenAt(text, at, isInVersion, reading);
    yield token;
    if (token.kind === 'version-comment-start') isInVersion = true;
    if (token.kind === 'version-comment-end') isInVersion = false;
    isInName = token.kind === 'word' ? number === undefined : isInName && text.charAt(at) === '.';
    at = token.end;
  }
}

/** Only these are blanks: a no-break space, say, is a letter to the server. */
const blank = /[ \t\n\v\f\r]/;

/** Two dashes begin a comment only when a blank, a control character or the end follows. */
const isDashComment = (text: string, at: number): boolean => {
  if (!text.startsWith('--', at)) return false;
  const next = text.charCodeAt(at + 2);
  return Number.isNaN(next) || next <= 0x20 || next === 0x7f;
};

const realNumber = /(?:\d+\.\d*|\.\d+)(?:e[+-]?\d+)?|\d+e[+-]?\d+/iy;

/** Where a number has a dot or an exponent, what stands right behind it is another word: 1.0XA */
const numberAt = (text: string, at: number): SqlToken | undefined => {
  realNumber.lastIndex = at;
  return realNumber.test(text) ? { kind: 'word', start: at, end: realNumber.lastIndex } : undefined;
};

/** One piece; `isInVersion`: it stands in a comment with a version. A number may come in several. */
export const sqlTokenAt = (
  text: string,
  at: number,
  isInVersion: boolean,
  reading: SqlReading = defaultReading,
): SqlToken => {
  const char = text.charAt(at);
  const two = text.slice(at, at + 2);
  if (blank.test(char)) return { kind: 'blank', start: at, end: at + 1 };
  if (char === ';') return { kind: 'semicolon', start: at, end: at + 1 };
  if (char === "'") return quoted('string', text, at, reading.backslashEscapes);
  if (char === '"') {
    return reading.ansiQuotes
      ? quoted('quoted-name', text, at, false)
      : quoted('string', text, at, reading.backslashEscapes);
  }
  if (char === '`') return quoted('quoted-name', text, at, false);
  if (char === '#' || isDashComment(text, at)) return lineComment(text, at);
  if (two === '/*') return blockComment(text, at, reading);
  // Else it multiplies, and a comment may begin: 2*/* two */3
  if (two === '*/' && isInVersion) return { kind: 'version-comment-end', start: at, end: at + 2 };
  return word(text, at) ?? { kind: 'symbol', start: at, end: at + 1 };
};

/** Letters, digits, `_`, `$`, and whatever is not ASCII. */
const word = (text: string, at: number): SqlToken | undefined => {
  let end = at;
  while (end < text.length && (text.charCodeAt(end) > 0x7f || /[\w$]/.test(text.charAt(end)))) end += 1;
  return end === at ? undefined : { kind: 'word', start: at, end };
};

const quoted = (
  kind: 'string' | 'quoted-name',
  text: string,
  start: number,
  backslashEscapes: boolean,
): SqlToken => {
  const quote = text.charAt(start);
  for (let i = start + 1; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char === '\\' && backslashEscapes) i += 1;
    else if (char === quote) {
      // A doubled quote is the quote itself.
      if (text.charAt(i + 1) !== quote) return { kind, start, end: i + 1 };
      i += 1;
    }
  }
  return { kind: 'unterminated', start, end: text.length };
};

const lineComment = (text: string, start: number): SqlToken => {
  const end = text.indexOf('\n', start);
  return { kind: 'blank', start, end: end < 0 ? text.length : end + 1 };
};

const blockComment = (text: string, start: number, { skipsVersions }: SqlReading): SqlToken => {
  const mark = text.charAt(start + 2);
  if (mark === '!') {
    // A version has five or six digits.
    const digits = /^\d{5,6}/.exec(text.slice(start + 3, start + 9))?.[0].length;
    if (digits === undefined || !skipsVersions) {
      return { kind: 'version-comment-start', start, end: start + 3 + (digits ?? 0) };
    }
    return comment(text, start, endOfSkipped(text, start + 3));
  }
  const end = text.indexOf('*/', start + 2);
  return comment(text, start, end, mark === '+' ? 'hint' : 'blank');
};

const comment = (text: string, start: number, end: number, kind: 'blank' | 'hint' = 'blank'): SqlToken =>
  end < 0 ? { kind: 'unterminated', start, end: text.length } : { kind, start, end: end + 2 };

/** Where the end of a skipped comment stands; comments may stand in it. -1 when there is none. */
const endOfSkipped = (text: string, from: number): number => {
  let at = from;
  for (;;) {
    const end = text.indexOf('*/', at);
    const inner = text.indexOf('/*', at);
    if (inner < 0 || end < inner) return end;
    const innerEnd = text.indexOf('*/', inner + 2);
    if (innerEnd < 0) return -1;
    at = innerEnd + 2;
  }
};

import { defaultReading, type SqlReading, type SqlToken, sqlTokens } from '../lesson/sql-tokens.ts';

/** A piece of a statement that the server runs, with its text. */
export interface Code extends Pick<SqlToken, 'kind' | 'start' | 'end'> {
  readonly text: string;
}

/**
 * Every way in which the server may read a text: a session can change its sql_mode, and which versions run a comment
 * is the server's affair. The default one is the first.
 */
export const readings: readonly SqlReading[] = [true, false].flatMap((backslashEscapes) =>
  [false, true].flatMap((ansiQuotes) =>
    [false, true].map((skipsVersions) => ({
      ...defaultReading,
      backslashEscapes,
      ansiQuotes,
      skipsVersions,
    })),
  ),
);

/** What is run of a text: no blanks, no comments, no hints. */
export const codeOf = (text: string, reading: SqlReading = defaultReading): readonly Code[] =>
  [...sqlTokens(text, reading)].flatMap(({ kind, start, end }) =>
    isRun.has(kind) ? [{ kind, start, end, text: text.slice(start, end) }] : [],
  );

const isRun: ReadonlySet<SqlToken['kind']> = new Set([
  'word',
  'quoted-name',
  'string',
  'symbol',
  'semicolon',
  'unterminated',
]);

export const isWord = (code: Code | undefined, word: string): boolean =>
  code?.kind === 'word' && code.text.toUpperCase() === word;

export const isSymbol = (code: Code | undefined, symbol: string): boolean =>
  code?.kind === 'symbol' && code.text === symbol;

/**
 * Texts that a server might cut in still other ways than `readings`: after SET NAMES gbk (sjis, big5) the end of a
 * character that is not ASCII takes the backslash or the backtick after it along, and in others it may be a blank,
 * before a name or behind two dashes; of several comments with a version some may run and others not; there are $tag$
 * quotes since 9.0, and quotes in hints; and a number that breaks off at its exponent is not seen at all: GET_LOCK 1.e(…).
 */
export const isAmbiguous = (text: string): boolean =>
  /[^\0-\x7f](?:[\\`]|get_|release_|is_|service_|xa|prepare)|--[^\0-\x7f]/i.test(text) ||
  (text.match(/\/\*!\d/g)?.length ?? 0) > 1 ||
  /\$\w*\$/.test(text) ||
  /\/\*\+(?:(?!\*\/)[\s\S])*["'`]/.test(text) ||
  /(?<![\w$])(?:\d+\.\d*|\.\d+)e(?![+-]?\d)/i.test(text);

/** CREATE PROCEDURE, FUNCTION, TRIGGER, EVENT: statements in it are run later. */
export const isStoredProgram = (code: readonly Code[]): boolean =>
  (isWord(code[0], 'CREATE') || isWord(code[0], 'ALTER')) &&
  code.some((one) => programs.some((word) => isWord(one, word)));

const programs = ['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT'];

import type { Parameter } from '../engine/ports.ts';
import { type Code, codeOf, isSymbol, isWord } from './sql-readings.ts';

/**
 * A statement with its values written in it, as many drivers send it and as somebody types it: what comes back is the
 * server's own text then. A prepared statement is answered in binary, and each driver makes texts of that after its
 * own fashion (a FLOAT of 0.1 is 0.10000000149011612 there). The server takes the same indexes and locks for both.
 *
 * @param sql has a question mark for every value.
 * @param backslashEscapes is false while the session's sql_mode has NO_BACKSLASH_ESCAPES.
 */
export const withValues = (sql: string, values: readonly Parameter[], backslashEscapes: boolean): string => {
  const code = codeOf(sql);
  const marks = code.flatMap((one, at) => (isSymbol(one, '?') ? [{ start: one.start, at }] : []));
  return marks.reduceRight((text, { start, at }, nth) => {
    const value = values[nth];
    if (value === undefined) return text;
    const isNumber = typeof value === 'string' && isBareIn(code, at, value);
    const literal = isNumber ? value : literalOf(value, backslashEscapes);
    return text.slice(0, start) + literal + text.slice(start + 1);
  }, sql);
};

/** https://dev.mysql.com/doc/refman/9.7/en/string-literals.html */
const literalOf = (value: Parameter, backslashEscapes: boolean): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return String(Number(value));
  if (typeof value === 'number') return String(value);
  const doubled = value.replaceAll("'", "''");
  return `'${backslashEscapes ? doubled.replaceAll('\\', '\\\\') : doubled}'`;
};

/**
 * Values that a lesson keeps are texts, also those of numbers. They stay texts where they are compared, so that the
 * index of a text is used, and are numbers where a text would be none or would be made a DOUBLE, which loses digits.
 */
const isBareIn = (code: readonly Code[], at: number, value: string): boolean =>
  (isCount(code, at) && /^\d+$/.test(value)) || (isOperand(code, at) && /^(0|[1-9]\d*)(\.\d+)?$/.test(value));

/** Where the grammar knows numbers without quotes only: behind LIMIT, and in the frame of a window. */
const isCount = (code: readonly Code[], at: number): boolean =>
  isWord(code[at - 1], 'LIMIT') ||
  isWord(code[at - 1], 'OFFSET') ||
  (isSymbol(code[at - 1], ',') && isWord(code[at - 3], 'LIMIT')) ||
  isWord(code[at + 1], 'PRECEDING') ||
  isWord(code[at + 1], 'FOLLOWING');

const isOperand = (code: readonly Code[], at: number): boolean =>
  isOperator(code[at - 1]) || (isOperator(code[at + 1]) && !isSymbol(code[at + 2], '>'));

/** Not `->`, which begins with one. */
const isOperator = (code: Code | undefined): boolean =>
  ['+', '-', '*', '/', '%'].some((one) => isSymbol(code, one)) || isWord(code, 'DIV') || isWord(code, 'MOD');

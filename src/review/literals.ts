import { sqlTokens } from '../lesson/sql-tokens.ts';
import { sqlWords } from '../lesson/sql-words.ts';

/** A literal in SQL that may have another value. */
export interface Literal {
  readonly kind: 'text' | 'number';
  /** A text without its quotes, as it is written. */
  readonly value: string;
}

/** SQL with other literals: undefined where one stays. */
export type Other = (literal: Literal) => string | undefined;

export const withLiterals = (sql: string, other: Other): string => {
  const keepsNumbers = isAboutNoValues(sql);
  let text = '';
  let before = '';
  for (const { kind, start, end } of sqlTokens(sql)) {
    const part = sql.slice(start, end);
    text += replacement(part, kind, other, keepsNumbers || countsRows.has(before)) ?? part;
    if (kind !== 'blank') before = part.toUpperCase();
  }
  return text;
};

/** Every literal that could be replaced. */
export const literalsIn = (sql: string): readonly Literal[] => {
  const literals: Literal[] = [];
  withLiterals(sql, (one) => {
    literals.push(one);
    return undefined;
  });
  return literals;
};

const replacement = (part: string, kind: string, other: Other, keepsNumber: boolean): string | undefined => {
  if (kind === 'word' && !keepsNumber && isNumber(part)) return other({ kind: 'number', value: part });
  if (kind !== 'string') return undefined;
  const quote = part.charAt(0);
  const put = other({ kind: 'text', value: part.slice(1, -1) });
  return put === undefined ? undefined : quote + put + quote;
};

const isNumber = (part: string): boolean => /^\d+(\.\d+)?$/.test(part);

/** What stands behind them counts rows or time. */
const countsRows: ReadonlySet<string> = new Set(['LIMIT', 'OFFSET', 'INTERVAL']);

/** Numbers in it are sizes of columns, settings of a session or times. */
const isAboutNoValues = (sql: string): boolean => {
  const words = sqlWords(sql);
  const [first = '', second, third] = words;
  return (
    /^(?:ALTER|DROP|KILL|LOCK)$/.test(first) ||
    (first === 'CREATE' && (second === 'TEMPORARY' ? third : second) === 'TABLE') ||
    (first === 'SET' && (second !== '@' || third === '@')) ||
    words.some((word, at) => /^(?:SLEEP|GET_LOCK|BENCHMARK)$/.test(word) && words[at + 1] === '(')
  );
};

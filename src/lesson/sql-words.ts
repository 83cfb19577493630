import { tokensOf } from './split-sql.ts';
import { type SqlToken, sqlTokens } from './sql-tokens.ts';

/** The words and signs of a statement in capitals: without comments, but with what stands in those of a version. */
export const sqlWords = (sql: string): readonly string[] => {
  const words: string[] = [];
  for (const { start, end, isCode } of tokensOf(sql))
    if (isCode) words.push(sql.slice(start, end).toUpperCase());
  return words;
};

/** A statement from its first word on, behind comments and parentheses; what stands in a comment of a version is part of it. */
export const fromFirstWord = (sql: string): string => {
  for (const { kind, start } of sqlTokens(sql))
    if (!before.has(kind) && sql.charAt(start) !== '(') return sql.slice(start);
  return '';
};

const before: ReadonlySet<SqlToken['kind']> = new Set(['blank', 'hint', 'version-comment-start']);

import { tokensOf } from './split-sql.ts';

/** The words and signs of a statement in capitals: without comments, but with what stands in those of a version. */
export const sqlWords = (sql: string): readonly string[] => {
  const words: string[] = [];
  for (const { start, end, isCode } of tokensOf(sql))
    if (isCode) words.push(sql.slice(start, end).toUpperCase());
  return words;
};

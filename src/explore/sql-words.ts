import { tokensOf } from '../lesson/split-sql.ts';

/** The words and signs of a statement without comments and without the semicolon behind it; in capitals, names without quotes. */
export const wordsOf = (sql: string): readonly string[] => {
  const words = [...tokensOf(sql)].flatMap(({ start, end, isCode }) =>
    isCode ? [sql.slice(start, end).replaceAll('`', '').toUpperCase()] : [],
  );
  return words.at(-1) === ';' ? words.slice(0, -1) : words;
};

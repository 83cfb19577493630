import { storedProgram } from './split-sql.ts';
import { sqlTokens } from './sql-tokens.ts';

/** Where comments begin in SQL that go on to the end of a line: `-- ` and `#`. */
export const lineComments = (sql: string): readonly string[] =>
  [...sqlTokens(sql)]
    .filter(({ kind, start }) => kind === 'blank' && /^(--|#)/.test(sql.slice(start, start + 2)))
    .map(({ start, end }) => sql.slice(start, end));

/** Does the text end in the middle of a BEGIN … END of a stored program, where it was cut at a semicolon? */
export const isCutProgram = (sql: string): boolean => {
  if (!storedProgram.test(sql)) return false;
  let depth = 0;
  let before = '';
  for (const { kind, start, end } of sqlTokens(sql)) {
    if (kind === 'blank') continue;
    const word = kind === 'word' ? sql.slice(start, end).toUpperCase() : '';
    // END IF, END LOOP and the like belong to words that are not counted, and so does CASE's own END.
    if (word === 'BEGIN' || (word === 'CASE' && before !== 'END')) depth += 1;
    else if (before === 'END' && !/^(IF|LOOP|WHILE|REPEAT)$/.test(word)) depth -= 1;
    before = word;
  }
  return depth - (before === 'END' ? 1 : 0) > 0;
};

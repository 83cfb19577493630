import { getSegments } from 'sql-highlight';
import { printableLines } from '../../printable.ts';
import { hanging, widthOf } from '../../text/fit.ts';
import type { Theme } from '../theme.ts';

/** Words of MySQL's transactions and locks that the highlighter does not know. */
const mysqlWords = new Set(
  (
    'SHARE SKIP LOCKED NOWAIT OF ISOLATION LEVEL START SNAPSHOT CONSISTENT COMMITTED UNCOMMITTED REPEATABLE ' +
    'SERIALIZABLE READ WRITE ONLY WORK SAVEPOINT RELEASE CHAIN DUPLICATE IGNORE ENGINE AUTO_INCREMENT TABLES ' +
    'UNLOCK SESSION'
  ).split(' '),
);

/** SQL with its words marked. Only what is written in capitals counts: `name` is a column, not a keyword. */
export const paintSql = (sql: string, theme: Theme): string =>
  getSegments(sql)
    .map(({ name, content }) => {
      if (name === 'comment') return theme.faint(content);
      const isWord =
        (name === 'keyword' && content === content.toUpperCase()) ||
        ((name === 'identifier' || name === 'function') && mysqlWords.has(content));
      return isWord ? theme.strong(content) : content;
    })
    .join('');

/** A statement behind a prompt: on one line when it fits, else as it is written, long lines wrapped. */
export const sqlLines = (prompt: string, sql: string, width: number, theme: Theme): readonly string[] => {
  const room = width - widthOf(prompt);
  const short = oneLine(sql);
  const lines = short !== undefined && widthOf(short) <= room ? [short] : dedented(sql);
  return lines.flatMap((line, index) => {
    const indent = index === 0 ? '' : (/^ */.exec(line)?.[0] ?? '');
    const first = (index === 0 ? prompt : ' '.repeat(widthOf(prompt))) + indent;
    return hanging(first, paintSql(line.trim(), theme), width);
  });
};

/** The statement on one line, as far as it can be; for places that have only one. */
export const sqlLine = (sql: string, theme: Theme): string =>
  paintSql(oneLine(sql) ?? printableLines(sql).join(' '), theme);

/** Undefined when a line break means something: inside of a text, or at the end of a comment. */
const oneLine = (sql: string): string | undefined => {
  const segments = getSegments(sql);
  const tied = segments.some(
    ({ name, content }) => (name === 'string' && content.includes('\n')) || name === 'comment',
  );
  if (tied) return undefined;
  const joined = segments.map(({ name, content }) => (name === 'whitespace' ? ' ' : content)).join('');
  return printableLines(joined.trim()).join(' ');
};

const dedented = (sql: string): readonly string[] => {
  const lines = printableLines(sql.trimEnd());
  const rest = lines.slice(1).filter((line) => line.trim() !== '');
  const common = Math.min(...rest.map((line) => line.length - line.trimStart().length));
  return lines.map((line, index) => (index === 0 ? line : line.slice(common)));
};

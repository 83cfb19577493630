import type { Values } from '../../lesson/step.ts';
import { printable } from '../../printable.ts';
import type { Outcome, RowsOutcome } from '../outcome.ts';
import type { StatementEntry } from '../state.ts';

/** What stands before a statement: who sends it, and where it goes when it is not MySQL. */
export const promptWords = ({ session, to }: Pick<StatementEntry, 'session' | 'to'>): string => {
  if (to === undefined) return `${session}>`;
  return to === 'redis' ? `${session} Redis>` : `${session}:`;
};

/** The statement on one line, as far as words go. */
export const flatSql = (sql: string): string => sql.trim().replaceAll(/\s+/g, ' ');

/** The values that a statement speaks of by name, or undefined when it speaks of none. */
export const valueWords = (values: Values | undefined): string | undefined =>
  values &&
  Object.entries(values)
    .map(
      ([name, value]) => `${name} = ${typeof value === 'string' ? `'${printable(value)}'` : String(value)}`,
    )
    .join(', ');

/** What came of what was no SQL: a reply of Redis, work of the application. A text may be longer than a line. */
export const elsewhereWords = (outcome: Outcome): readonly string[] => {
  switch (outcome.kind) {
    case 'rows':
      return replyWords(outcome);
    case 'ok':
      return ['done'];
    case 'error':
      return [`(error) ${outcome.symbol} ${printable(outcome.message)}`];
    case 'lost':
      return [printable(outcome.message)];
  }
};

/** An answer over HTTP with blanks where its JSON can be broken into lines; any other answer as it is. */
export const breakable = (answer: string): string =>
  /^\d{3} \{/.test(answer)
    ? answer.replaceAll(/"(?:[^"\\]|\\.)*"|[,:]/g, (part) => (part.startsWith('"') ? part : `${part} `))
    : answer;

/** What Redis replied, as its own client writes it, an element a line; what a check found. */
const replyWords = ({ columns, rows }: RowsOutcome): readonly string[] => {
  const isReply = columns[0] === 'reply';
  if (rows.length === 0) return [isReply ? '(nil)' : `${columns[0] ?? 'it'} is empty`];
  return rows.map(([cell]) => {
    const text = cell == null ? '(nil)' : printable(cell);
    return isReply ? text : `${columns[0] ?? 'it'} is ${text}`;
  });
};

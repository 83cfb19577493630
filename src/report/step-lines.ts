import type { Attempt } from '../engine/attempts.ts';
import type { SkipReason } from '../engine/events.ts';
import type { LabState, StatementEntry } from '../engine/state.ts';
import { breakable, flatSql, promptWords, valueWords } from '../engine/words/statement-words.ts';
import {
  againWords,
  answersWords,
  cameToWords,
  deferWords,
  skipWords,
  statementWords,
} from '../engine/words/step-words.ts';
import { waitedWords, waitingWords } from '../engine/words/wait-words.ts';
import { printable, printableLines } from '../printable.ts';
import { hanging, wrapped } from '../text/fit.ts';
import { signs } from '../text/signs.ts';
import { waitBar } from './layout.ts';
import type { Paint } from './paint.ts';

/** The lines of a session's own column: what was sent, and what is told about it besides its outcome. */

/** A statement behind the session's prompt, as a person would type it. */
export const statementLines = (
  entry: Pick<StatementEntry, 'session' | 'sql' | 'to' | 'values'>,
  /** Of the session, which gives it its colour. */
  index: number,
  width: number,
  paint: Paint,
  whom = promptWords(entry),
): readonly string[] => {
  const sql = entry.sql.trimEnd();
  const text = entry.to !== undefined || sql.endsWith(';') ? sql : `${sql};`;
  const prompt = `${whom} `;
  const blank = ' '.repeat(prompt.length);
  const lines = printableLines(text).flatMap((line) => hanging(blank, line, width));
  const values = valueWords(entry.values);
  return [
    ...lines.map((line, nth) => {
      const own = paint.strong(line.slice(prompt.length));
      return (nth === 0 ? paint.session(index)(prompt) : blank) + own;
    }),
    ...(values === undefined ? [] : hanging(blank, paint.faint(`with ${values}`), width)),
  ];
};

/** For whom a statement waits and on which lock; the bar under it goes on until the wait ends. */
export const waitLines = (
  { waits }: Pick<StatementEntry, 'waits'>,
  lab: LabState,
  width: number,
  paint: Paint,
): readonly string[] =>
  waits.flatMap((wait) =>
    hanging('  ', paint.waiting(printable(waitingWords(wait, lab))), width).map(
      (line) => paint.waiting(waitBar) + line.slice(1),
    ),
  );

export const wentOnLines = (entry: StatementEntry, waitedMs: number, width: number, paint: Paint) =>
  hanging('╰ ', paint.waiting(`${statementWords(entry)} ${waitedWords(waitedMs)}:`), width);

/** What comes next is of a statement that stands further up. */
export const cameToLines = (entry: StatementEntry, width: number, paint: Paint) =>
  wrapped(paint.faint(cameToWords(entry)), width);

export const answerLines = (answer: string, rejected: boolean, width: number, paint: Paint) => {
  const color = rejected ? paint.bad : paint.good;
  const says = (text: string): string => `${answersWords(rejected)}: ${printable(text)}`;
  const lines = hanging('→ ', color(says(answer)), width);
  return lines.length === 1 ? lines : hanging('→ ', color(says(breakable(answer))), width);
};

export const skipLines = (sql: string, because: SkipReason, width: number, paint: Paint) =>
  hanging('– ', paint.faint(printable(`not taken, ${skipWords(because)}: ${flatSql(sql)}`)), width);

export const deferLines = (session: string, sql: string, width: number, paint: Paint) =>
  hanging('… ', paint.faint(printable(`${deferWords(session)}: ${flatSql(sql)}`)), width);

export const againLines = (attempt: Attempt, script: LabState['script'], width: number, paint: Paint) =>
  hanging(`${signs.again} `, paint.faint(printable(againWords(attempt, script))), width);

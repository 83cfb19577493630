import type { SkipReason, Wait } from '../engine/events.ts';
import { skipWords } from '../engine/judge/judge-words.ts';
import { holderWords, waitWords } from '../engine/lock-words.ts';
import type { StatementEntry } from '../engine/state.ts';
import { breakable, promptWords, valueWords } from '../engine/statement-words.ts';
import { printable, printableLines } from '../printable.ts';
import { waitBar } from './layout.ts';
import type { Paint } from './paint.ts';
import { wrapBehind } from './wrap.ts';

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
  const lines = printableLines(text).flatMap((line) => wrapBehind(blank, line, width));
  const values = valueWords(entry.values);
  return [
    ...lines.map((line, nth) => {
      const own = paint.strong(line.slice(prompt.length));
      return (nth === 0 ? paint.session(index)(prompt) : blank) + own;
    }),
    ...(values === undefined ? [] : wrapBehind(blank, paint.faint(`where ${values}`), width)),
  ];
};

/** For whom a statement waits and on which lock; the bar under it goes on until the wait ends. */
export const waitLines = (waits: readonly Wait[], width: number, paint: Paint): readonly string[] =>
  waits.flatMap((wait) => {
    const text = `waits for ${printable(holderWords(wait.for))}: it ${printable(waitWords(wait))}`;
    return wrapBehind('  ', paint.waiting(text), width).map((line) => paint.waiting(waitBar) + line.slice(1));
  });

export const wentOnLines = (step: number | undefined, waitedMs: number, width: number, paint: Paint) => {
  const what = step === undefined ? 'the statement' : `step ${step + 1}`;
  return wrapBehind('╰ ', paint.waiting(`${what}, after waiting ${duration(waitedMs)}:`), width);
};

export const answerLines = (answer: string, rejected: boolean, width: number, paint: Paint) => {
  const color = rejected ? paint.bad : paint.good;
  const says = (text: string): string => `${rejected ? 'gives up' : 'answers'}: ${printable(text)}`;
  const lines = wrapBehind('→ ', color(says(answer)), width);
  return lines.length === 1 ? lines : wrapBehind('→ ', color(says(breakable(answer))), width);
};

export const skipLines = (sql: string, because: SkipReason, width: number, paint: Paint) =>
  wrapBehind('– ', paint.faint(`not taken, ${skipWords(because)}: ${oneLine(sql)}`), width);

export const deferLines = (session: string, sql: string, width: number, paint: Paint) =>
  wrapBehind('… ', paint.faint(`set aside while ${session} is blocked: ${oneLine(sql)}`), width);

const oneLine = (sql: string): string => printable(sql.trim().replaceAll(/\s+/g, ' '));

/** A length of time for people. */
export const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.max(1, Math.round(ms))} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`;
};

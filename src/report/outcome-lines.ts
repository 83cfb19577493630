import { type LostOutcome, type Outcome, resultSets } from '../engine/outcome.ts';
import type { StatementEntry } from '../engine/state.ts';
import { cancelledWords, errorWords, lostWords, okWords } from '../engine/words/outcome-words.ts';
import { elsewhereWords } from '../engine/words/statement-words.ts';
import { printable } from '../printable.ts';
import { amount } from '../text/amounts.ts';
import { wrapped } from '../text/fit.ts';
import type { Paint } from './paint.ts';
import { tableLines } from './table.ts';

/** What came of a statement: rows as the mysql client prints them, the rest in the words of the lab. */
export const outcomeLines = (
  outcome: Outcome,
  { sql, to }: Pick<StatementEntry, 'sql' | 'to'>,
  width: number,
  paint: Paint,
): readonly string[] => {
  if (to !== undefined) return elsewhereLines(outcome, width, paint);
  switch (outcome.kind) {
    case 'rows':
      return [
        ...setLines(outcome, width),
        ...cancelledWords(outcome).flatMap((line) => wrapped(line, width)),
      ];
    case 'ok':
      return wrapped(printable(okWords(outcome, sql)), width).map(paint.faint);
    case 'error':
      return [
        ...setLines(outcome, width),
        ...wrapped(printable(errorWords(outcome)), width).map(paint.bad),
        ...cancelledWords(outcome).flatMap((line) => wrapped(line, width)),
      ];
    case 'lost':
      return lostLines(outcome, width, paint);
  }
};

const setLines = (outcome: Outcome, width: number): readonly string[] =>
  resultSets(outcome).flatMap((one) => [
    ...(one.rows.length === 0 ? [] : tableLines(one, width)),
    amount(one.rows.length, 'row'),
  ]);

export const lostLines = (
  lost: Pick<LostOutcome, 'message'>,
  width: number,
  paint: Paint,
): readonly string[] => wrapped(printable(lostWords(lost)), width).map(paint.bad);

/** What came of what was no statement: a reply of Redis, work of the application. */
const elsewhereLines = (outcome: Outcome, width: number, paint: Paint): readonly string[] => {
  const style = { rows: (text: string) => text, ok: paint.faint, error: paint.bad, lost: paint.bad };
  return elsewhereWords(outcome).flatMap((line) => wrapped(line, width).map(style[outcome.kind]));
};

import { type LostOutcome, type Outcome, resultSets } from '../engine/outcome.ts';
import type { StatementEntry } from '../engine/state.ts';
import { cancelWords, errorWords, lostWords, okWords } from '../engine/words/outcome-words.ts';
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
      return setLines(outcome, width);
    case 'ok':
      return wrapped(printable(okWords(outcome, sql)), width).map(paint.faint);
    case 'error': {
      const { cancelled } = outcome;
      return [
        ...setLines(outcome, width),
        ...wrapped(printable(errorWords(outcome)), width).map(paint.bad),
        ...(cancelled ? wrapped(cancelWords(cancelled), width) : []),
      ];
    }
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

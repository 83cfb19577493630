import type { CancelReason, Outcome } from '../engine/outcome.ts';
import type { StatementEntry } from '../engine/state.ts';
import { elsewhereWords } from '../engine/statement-words.ts';
import { printable } from '../printable.ts';
import type { Paint } from './paint.ts';
import { tableLines } from './table.ts';
import { wrap } from './wrap.ts';

/** What came of a statement, as the mysql client prints it. */
export const outcomeLines = (
  outcome: Outcome,
  width: number,
  paint: Paint,
  to?: StatementEntry['to'],
): readonly string[] => {
  if (to !== undefined) return elsewhereLines(outcome, width, paint);
  switch (outcome.kind) {
    case 'rows':
      if (outcome.rows.length === 0) return ['Empty set'];
      return [...tableLines(outcome, width), `${count(outcome.rows.length, 'row')} in set`];
    case 'ok': {
      const { affected, insertId, warnings, info } = outcome;
      const id = insertId === undefined ? '' : ` (id ${insertId})`;
      const warned = warnings > 0 ? `, ${count(warnings, 'warning')}` : '';
      return [
        ...wrap(`Query OK, ${count(affected, 'row')} affected${id}${warned}`, width),
        ...(info === '' ? [] : wrap(printable(info), width)),
      ].map(paint.faint);
    }
    case 'error': {
      // What the lab did not send has no number.
      const number = outcome.errno === 0 ? '' : `ERROR ${outcome.errno} (${outcome.sqlState}): `;
      const message = `${number}${printable(outcome.message)}`;
      const lines = wrap(message, width).map(paint.bad);
      if (outcome.cancelled === undefined) return lines;
      return [...lines, ...wrap(`(${cancelWords(outcome.cancelled)})`, width)];
    }
    case 'lost':
      return wrap(`Connection lost: ${printable(outcome.message)}`, width).map(paint.bad);
  }
};

/** What came of what was no statement: a reply of Redis, work of the application. */
const elsewhereLines = (outcome: Outcome, width: number, paint: Paint): readonly string[] => {
  const style = { rows: (text: string) => text, ok: paint.faint, error: paint.bad, lost: paint.bad };
  return elsewhereWords(outcome).flatMap((line) => wrap(line, width).map(style[outcome.kind]));
};

const cancelWords = (reason: CancelReason): string => {
  switch (reason) {
    case 'limit':
      return "the lab ended it: it went past its step's limit";
    case 'stuck':
      return 'the lab ended it: nobody was left who could free it';
    case 'user':
      return 'ended on request';
  }
};

export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

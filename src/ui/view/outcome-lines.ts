import { type Outcome, type ResultSet, resultSets } from '../../engine/outcome.ts';
import type { StatementEntry } from '../../engine/state.ts';
import { cancelledWords, errorWords, lostWords, okWords } from '../../engine/words/outcome-words.ts';
import { elsewhereWords } from '../../engine/words/statement-words.ts';
import { printable } from '../../printable.ts';
import { amount } from '../../text/amounts.ts';
import { hanging } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Line } from '../text/lines.ts';
import { longValueLines } from '../text/long-value.ts';
import { tableLines } from '../text/table.ts';
import type { Theme } from '../theme.ts';
import { indent, type LaneStyle } from './lanes.ts';

type Sent = Pick<StatementEntry, 'sql' | 'to'>;

/** What came of a statement, below it. */
export const outcomeLines = (outcome: Outcome, sent: Sent, style: LaneStyle): readonly Line[] => {
  const { theme, width } = style;
  if (sent.to !== undefined) return elsewhereLines(outcome, style);
  switch (outcome.kind) {
    case 'rows':
      return [
        ...resultSets(outcome).flatMap((one) => setLines(one, style)),
        ...cancelledWords(outcome).flatMap((line) => hanging(indent, line, width)),
      ];
    case 'ok':
      return hanging(indent, theme.strong(printable(okWords(outcome, sent.sql))), width);
    case 'error':
      return [
        ...resultSets(outcome).flatMap((one) => setLines(one, style)),
        ...failedLines(printable(errorWords(outcome)), style),
        ...cancelledWords(outcome).flatMap((line) => hanging(indent, line, width)),
      ];
    case 'lost':
      return failedLines(printable(lostWords(outcome)), style);
  }
};

const setLines = (set: ResultSet, { theme, width, ruled }: LaneStyle): readonly Line[] => {
  if (set.rows.length === 0) return [`${indent}${theme.strong(amount(0, 'row'))}`];
  const count = `${indent}${theme.faint(amount(set.rows.length, 'row'))}`;
  const table = tableLines(set, { theme, width: width - 3, ruled, paint: theme.strong });
  return [
    ...table.map((line): Line => (typeof line === 'string' ? `   ${line}` : () => `   ${line()}`)),
    count,
    ...longValueLines(set, { theme, width: width - indent.length }).map(
      (line): Line => (typeof line === 'string' ? indent + line : () => indent + line()),
    ),
  ];
};

/** A reply as Redis' own client writes it; work of the application is done, or was the last it did. */
const elsewhereLines = (outcome: Outcome, style: LaneStyle): readonly string[] => {
  const lines = elsewhereWords(outcome);
  switch (outcome.kind) {
    case 'rows':
      return lines.flatMap((line) => hanging(indent, style.theme.strong(line), style.width));
    case 'ok':
      return lines.map((line) => `${indent}${style.theme.faint(line)}`);
    case 'error':
    case 'lost':
      return lines.flatMap((line) => failedLines(line, style));
  }
};

const failedLines = (text: string, { theme, width }: LaneStyle): readonly string[] =>
  hanging(`   ${theme.failed(signs.failed)} `, theme.failed(text), width);

/** A word that says all there is to say, and stands behind the statement. */
export const wordBehind = (outcome: Outcome, { sql, to }: Sent): string | undefined => {
  if (outcome.kind !== 'ok') return undefined;
  if (to !== undefined) return 'done';
  return okWords(outcome, sql) === 'OK' ? 'OK' : undefined;
};

/** In a line that has much else to say. */
export const briefWords = (outcome: Outcome, { sql, to }: Sent, theme: Theme): string => {
  switch (outcome.kind) {
    case 'rows':
      if (to !== undefined) return theme.faint(elsewhereWords(outcome).join(' '));
      return theme.faint(
        outcome.more === undefined
          ? amount(outcome.rows.length, 'row')
          : `${resultSets(outcome).length} result sets`,
      );
    case 'ok':
      if (to !== undefined) return theme.faint('done');
      return theme.faint(printable(okWords(outcome, sql).replace(/^OK, (\d+ rows?).*$/, '$1')));
    case 'error':
      return theme.failed(
        `${signs.failed} ${to === undefined && outcome.errno !== 0 ? outcome.errno : outcome.symbol}`,
      );
    case 'lost':
      return theme.failed(`${signs.failed} ${to === 'application' ? 'dead' : 'lost'}`);
  }
};

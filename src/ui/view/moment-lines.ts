import { waitWords } from '../../engine/lock-words.ts';
import type { Outcome } from '../../engine/outcome.ts';
import { printable } from '../../engine/printable.ts';
import type { StatementEntry } from '../../engine/state.ts';
import type { Script } from '../../lesson/script.ts';
import { hanging, widthOf } from '../text/fit.ts';
import { sqlLine, sqlLines } from '../text/sql.ts';
import { tableLines } from '../text/table.ts';
import type { Theme } from '../theme.ts';
import { cancelWords, counted, duration, errorWords, okWords, signs, skipWords } from '../words.ts';
import type { Moment } from './moments.ts';

export interface LaneStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly ruled: boolean;
}

/** What a lane shows of a moment. */
export const momentLines = (moment: Moment, script: Script, style: LaneStyle): readonly string[] => {
  const { theme } = style;
  const session = script.sessions.findIndex((one) => one.name === moment.entry.session);
  switch (moment.kind) {
    case 'sent': {
      const { entry } = moment;
      const ended = entry.blockedAt === undefined ? entry.outcome : undefined;
      const lines = statementLines(entry, session, style);
      const done =
        ended?.kind === 'ok' && okWords(ended, entry.sql) === 'OK'
          ? besideLast(lines, 'OK', style)
          : undefined;
      if (done) return done;
      return [
        ...lines,
        ...(entry.blockedAt === undefined ? [] : waitLines(entry, style)),
        ...(ended ? outcomeLines(ended, entry.sql, style) : []),
      ];
    }
    case 'ended': {
      const { entry } = moment;
      const waited = `${signs.waiting} waited ${duration(entry.waitedMs ?? 0)}, then`;
      return [
        `${theme.faint(stepMargin(entry.step))}${theme.waiting(waited)}`,
        ...(entry.outcome ? outcomeLines(entry.outcome, entry.sql, style) : []),
      ];
    }
    case 'entry':
      return entryLines(moment.entry, script, style);
  }
};

/** A word on the same line saves one, if it fits. */
const besideLast = (
  lines: readonly string[],
  word: string,
  { theme, width }: LaneStyle,
): readonly string[] | undefined => {
  const last = lines.at(-1) ?? '';
  const line = `${last}  ${theme.faint(word)}`;
  return widthOf(line) <= width ? [...lines.slice(0, -1), line] : undefined;
};

const indent = ' '.repeat(5);

const stepMargin = (step: number | undefined): string =>
  `${`${step === undefined ? '' : step + 1}`.padStart(2)} `;

const statementLines = (entry: StatementEntry, session: number, style: LaneStyle): readonly string[] => {
  const { theme, width } = style;
  const margin = entry.by === 'script' ? stepMargin(entry.step) : stepMargin(undefined);
  const prompt = `${theme.faint(margin)}${theme.session(session)(`${entry.session}>`)} `;
  const lines = sqlLines(prompt, entry.sql, width, theme);
  if (entry.by === 'script') return lines;
  const who = entry.by === 'user' ? 'your own' : 'by the application';
  return besideLast(lines, who, style) ?? [...lines, `${indent}${theme.faint(who)}`];
};

const waitLines = ({ waits }: StatementEntry, { theme, width }: LaneStyle): readonly string[] =>
  waits.flatMap((wait) =>
    hanging(
      `   ${theme.waiting(signs.waiting)} `,
      theme.waiting(printable(`waits: ${waitWords(wait)}`)),
      width,
    ),
  );

const outcomeLines = (outcome: Outcome, sql: string, style: LaneStyle): readonly string[] => {
  const { theme, width, ruled } = style;
  switch (outcome.kind) {
    case 'rows': {
      const count = `${indent}${theme.faint(rowsWords(outcome.rows.length))}`;
      if (outcome.rows.length === 0) return [count];
      const table = tableLines(outcome, { theme, width: width - 3, ruled });
      return [...table.map((line) => `   ${line}`), count];
    }
    case 'ok':
      return hanging(indent, theme.faint(printable(okWords(outcome, sql))), width);
    case 'error':
      return [
        ...hanging(`   ${theme.failed(signs.failed)} `, theme.failed(errorWords(outcome)), width),
        ...(outcome.cancelled ? hanging(indent, cancelWords(outcome.cancelled), width) : []),
      ];
    case 'lost':
      return hanging(
        `   ${theme.failed(signs.failed)} `,
        theme.failed(`connection lost: ${printable(outcome.message)}`),
        width,
      );
  }
};

const rowsWords = (count: number): string => (count === 0 ? 'empty: no row' : counted(count, 'row'));

const entryLines = (
  entry: Extract<Moment, { kind: 'entry' }>['entry'],
  script: Script,
  { theme, width }: LaneStyle,
): readonly string[] => {
  switch (entry.kind) {
    case 'answer': {
      const mark = entry.rejected ? theme.failed(signs.answer) : theme.committed(signs.answer);
      const says = `${entry.rejected ? 'gives up and answers' : 'answers'}: ${printable(entry.answer)}`;
      return hanging(`   ${mark} `, says, width);
    }
    case 'skip': {
      const sql = sqlLine(script.steps[entry.step]?.sql ?? '', theme);
      const text = `${stepMargin(entry.step)}${signs.passed}  `;
      return hanging(
        theme.faint(text),
        `not taken: ${sql} ${theme.faint(`(${skipWords(entry.because)})`)}`,
        width,
      );
    }
    case 'defer':
      return hanging(
        theme.faint(`${stepMargin(entry.step)}${signs.passed}  `),
        theme.faint(`kept for later: ${entry.session} waits`),
        width,
      );
    case 'lost':
      return hanging(
        `   ${theme.failed(signs.failed)} `,
        theme.failed(`connection lost: ${printable(entry.message)}`),
        width,
      );
  }
};

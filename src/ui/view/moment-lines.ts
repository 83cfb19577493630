import { columnNames } from '../../engine/key-lines.ts';
import { waitWords } from '../../engine/lock-words.ts';
import type { Outcome } from '../../engine/outcome.ts';
import { printable } from '../../engine/printable.ts';
import type { LabState, StatementEntry } from '../../engine/state.ts';
import { waitEnd } from '../../engine/wait-end.ts';
import type { Script } from '../../lesson/script.ts';
import { beginning, clip, hanging, widthOf } from '../text/fit.ts';
import type { Line } from '../text/lines.ts';
import { longValueLines } from '../text/long-value.ts';
import { sqlLine, sqlLines } from '../text/sql.ts';
import { tableLines } from '../text/table.ts';
import type { Theme } from '../theme.ts';
import {
  cancelWords,
  counted,
  duration,
  errorWords,
  okWords,
  signs,
  skipWords,
  waitEndWords,
} from '../words.ts';
import type { Moment } from './moments.ts';

export interface LaneStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly ruled: boolean;
  /** One line for a statement and what came of it. */
  readonly isBrief?: boolean;
}

/** What a lane shows of a moment. */
export const momentLines = (
  moment: Moment,
  lab: Pick<LabState, 'timeline' | 'script'>,
  style: LaneStyle,
): readonly Line[] => {
  const { script } = lab;
  const session = script.sessions.findIndex((one) => one.name === moment.entry.session);
  switch (moment.kind) {
    case 'sent': {
      const { entry } = moment;
      const ended = entry.blockedAt === undefined ? entry.outcome : undefined;
      if (style.isBrief) {
        return [
          briefLine(entry, session, ended && briefWords(ended, entry.sql, style.theme), style),
          ...(entry.blockedAt === undefined ? [] : waitLines(entry, lab, style)),
        ];
      }
      const lines = statementLines(entry, session, style);
      const done =
        ended?.kind === 'ok' && okWords(ended, entry.sql) === 'OK'
          ? besideLast(lines, 'OK', style)
          : undefined;
      if (done) return done;
      return [
        ...lines,
        ...(entry.blockedAt === undefined ? [] : waitLines(entry, lab, style)),
        ...(ended ? outcomeLines(ended, entry.sql, style) : []),
      ];
    }
    case 'ended': {
      const { entry } = moment;
      const end = endLines(entry, lab, style);
      if (entry.outcome === undefined) return end;
      if (style.isBrief) return [...end, `${indent}${briefWords(entry.outcome, entry.sql, style.theme)}`];
      return [...end, ...outcomeLines(entry.outcome, entry.sql, style)];
    }
    case 'entry':
      return entryLines(moment.entry, script, style);
  }
};

/** How long it waited, and why no longer. */
const endLines = (
  entry: StatementEntry,
  lab: Pick<LabState, 'timeline'>,
  { theme, width }: LaneStyle,
): readonly string[] => {
  const end = waitEnd(entry, lab);
  const why = end ? ` ${printable(waitEndWords(end, entry))}` : '';
  return hanging(
    `${theme.faint(stepMargin(entry.step))}${theme.waiting(signs.waiting)} `,
    theme.waiting(`waited ${duration(entry.waitedMs ?? 0)}, then${why}`),
    width,
  );
};

/** The statement as far as there is room, and what came of it behind. */
const briefLine = (
  entry: StatementEntry,
  session: number,
  words: string | undefined,
  { theme, width }: LaneStyle,
): string => {
  const prompt = promptOf(entry, session, theme);
  const after = words === undefined ? '' : `  ${words}`;
  const room = Math.max(8, width - widthOf(prompt) - widthOf(after));
  return `${prompt}${clip(sqlLine(beginning(entry.sql, width), theme), room)}${after}`;
};

const briefWords = (outcome: Outcome, sql: string, theme: Theme): string => {
  switch (outcome.kind) {
    case 'rows':
      return theme.faint(outcome.rows.length === 0 ? 'no row' : counted(outcome.rows.length, 'row'));
    case 'ok':
      return theme.faint(printable(okWords(outcome, sql).replace(/^OK, (\d+ row).*$/, '$1')));
    case 'error':
      return theme.failed(`${signs.failed} ${outcome.errno}`);
    case 'lost':
      return theme.failed(`${signs.failed} lost`);
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

const promptOf = ({ by, step, session: name, to }: StatementEntry, session: number, theme: Theme): string => {
  const whom = theme.session(session)(to === 'redis' ? `${name} Redis>` : `${name}>`);
  return `${theme.faint(stepMargin(by === 'script' ? step : undefined))}${whom} `;
};

const statementLines = (entry: StatementEntry, session: number, style: LaneStyle): readonly string[] => {
  const { theme, width } = style;
  const prompt = promptOf(entry, session, theme);
  const lines = sqlLines(prompt, entry.sql, width, theme);
  if (entry.by === 'script') return lines;
  const who = entry.by === 'user' ? 'your own' : 'by the application';
  return besideLast(lines, who, style) ?? [...lines, `${indent}${theme.faint(who)}`];
};

const waitLines = (
  { waits }: StatementEntry,
  lab: Pick<LabState, 'timeline' | 'script'>,
  { theme, width }: LaneStyle,
): readonly string[] =>
  waits.flatMap((wait) =>
    hanging(
      `   ${theme.waiting(signs.waiting)} `,
      theme.waiting(printable(`waits: ${waitWords(wait, columnNames(lab, wait))}`)),
      width,
    ),
  );

const outcomeLines = (outcome: Outcome, sql: string, style: LaneStyle): readonly Line[] => {
  const { theme, width, ruled } = style;
  switch (outcome.kind) {
    case 'rows': {
      const count = `${indent}${theme.faint(rowsWords(outcome.rows.length))}`;
      if (outcome.rows.length === 0) return [count];
      const table = tableLines(outcome, { theme, width: width - 3, ruled });
      return [
        ...table.map((line): Line => (typeof line === 'string' ? `   ${line}` : () => `   ${line()}`)),
        count,
        ...longValueLines(outcome, { theme, width: width - indent.length }).map(
          (line): Line => (typeof line === 'string' ? indent + line : () => indent + line()),
        ),
      ];
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

import { sentOf } from '../../engine/sent.ts';
import type { LabState, SkipEntry, StatementEntry } from '../../engine/state.ts';
import { isLossTold } from '../../engine/taken.ts';
import { waitEnd } from '../../engine/wait-end.ts';
import { lostWords } from '../../engine/words/outcome-words.ts';
import { breakable } from '../../engine/words/statement-words.ts';
import {
  againWords,
  answersWords,
  cameToWords,
  deferWords,
  skipWords,
} from '../../engine/words/step-words.ts';
import { allWaitingWords, waitEndWords, waitedWords } from '../../engine/words/wait-words.ts';
import type { Script, ScriptStep } from '../../lesson/script.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { clip, hanging, widthOf } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Line } from '../text/lines.ts';
import { sqlLine } from '../text/sql.ts';
import type { Theme } from '../theme.ts';
import { indent, type LaneStyle } from './lanes.ts';
import type { Moment } from './moments.ts';
import { briefWords, outcomeLines, wordBehind } from './outcome-lines.ts';
import { sentLine, sentLines, sentPrompt } from './sent-lines.ts';

/** A line of a lane; `way`: from it or to it something is drawn across the lanes, to or from another session's. */
export interface LaneLine {
  readonly line: Line;
  readonly way?: Way;
}

/** waits: its session waits for that one. freed: that one has ended its wait. */
export interface Way {
  readonly kind: 'waits' | 'freed';
  /** The other session's place in the script. */
  readonly other: number;
}

/** What a lane shows of a moment. */
export const momentLines = (
  moment: Moment,
  lab: Pick<LabState, 'timeline' | 'script' | 'observation'>,
  style: LaneStyle,
): readonly LaneLine[] => {
  const { script } = lab;
  const session = placeOf(script, moment.entry.session);
  switch (moment.kind) {
    case 'whole':
    case 'sent': {
      const { entry } = moment;
      const ended = moment.kind === 'whole' ? entry.outcome : undefined;
      if (style.isBrief) {
        return [
          { line: briefLine(entry, session, ended && briefWords(ended, entry, style.theme), style) },
          ...(entry.blockedAt === undefined ? [] : waitLines(entry, lab, style)),
        ];
      }
      const lines = statementLines(entry, session, style);
      const word = ended && wordBehind(ended, entry);
      const done = word === undefined ? undefined : besideLast(lines, word, style);
      if (done) return plain(done);
      return [
        ...plain(lines),
        ...(entry.blockedAt === undefined ? [] : waitLines(entry, lab, style)),
        ...(ended ? plain(outcomeLines(ended, entry, style)) : []),
      ];
    }
    case 'ended': {
      const { entry } = moment;
      const end =
        entry.blockedAt === undefined ? plain(cameToLines(entry, style)) : endLines(entry, lab, style);
      if (entry.outcome === undefined) return end;
      if (style.isBrief)
        return [...end, { line: `${indent}${briefWords(entry.outcome, entry, style.theme)}` }];
      return [...end, ...plain(outcomeLines(entry.outcome, entry, style))];
    }
    case 'entry':
      return plain(entryLines(moment.entry, lab, style));
  }
};

const plain = (lines: readonly Line[]): readonly LaneLine[] => lines.map((line) => ({ line }));

/** The first of some lines has a way to another session or from it. */
const withWay = (lines: readonly Line[], way: Way | undefined): readonly LaneLine[] =>
  lines.map((line, row) => (row === 0 && way ? { line, way } : { line }));

/** Undefined where the other one is no session of the lab. */
const wayOf = (kind: Way['kind'], name: string, { sessions }: Script): Way | undefined => {
  const other = sessions.findIndex((one) => one.name === name);
  return other < 0 ? undefined : { kind, other };
};

/** How long it waited, and why no longer. */
const endLines = (
  entry: StatementEntry,
  lab: Pick<LabState, 'timeline' | 'script'>,
  { theme, width }: LaneStyle,
): readonly LaneLine[] => {
  const end = waitEnd(entry, lab);
  const why = end ? ` ${printable(waitEndWords(end, entry))}` : ':';
  const by = end?.kind === 'freed' ? end.by : end?.kind === 'deadlock' ? end.victim : undefined;
  const lines = hanging(
    `${theme.faint(stepMargin(entry.step))}${theme.waiting(signs.waiting)} `,
    theme.waiting(`${waitedWords(entry.waitedMs ?? 0)}${why}`),
    width,
  );
  const isOther = by !== undefined && by !== entry.session;
  return withWay(lines, isOther ? wayOf('freed', by, lab.script) : undefined);
};

/** It is the answer to a statement that stands further up. */
const cameToLines = (entry: StatementEntry, { theme, width }: LaneStyle): readonly string[] =>
  hanging(indent, theme.faint(cameToWords(entry)), width);

/** The statement as far as there is room, and what came of it behind. */
const briefLine = (
  entry: StatementEntry,
  session: number,
  words: string | undefined,
  style: LaneStyle,
): string => {
  const prompt = promptOf(entry, session, style);
  const after = words === undefined ? '' : `  ${words}`;
  const room = Math.max(8, style.width - widthOf(prompt) - widthOf(after));
  return `${prompt}${sentLine(entry, room, quiet(style.theme))}${after}`;
};

/** What came of a statement is to be seen first, not its words. */
const quiet = (theme: Theme): Theme => ({ ...theme, strong: (text) => text });

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

const stepMargin = (step: number | undefined): string =>
  `${`${step === undefined ? '' : step + 1}`.padStart(2)} `;

const promptOf = (
  { by, step, session, to }: StatementEntry,
  place: number,
  { theme, isRedisLane }: LaneStyle,
): string => {
  const sent = to === undefined || isRedisLane ? { session } : { session, to };
  return `${theme.faint(stepMargin(by === 'script' ? step : undefined))}${sentPrompt(sent, place, theme)} `;
};

const statementLines = (entry: StatementEntry, session: number, style: LaneStyle): readonly string[] => {
  const { theme, width } = style;
  const lines = sentLines(promptOf(entry, session, style), entry, width, quiet(theme));
  if (entry.by === 'script') return lines;
  const who = entry.by === 'user' ? 'your own' : 'by the application';
  return besideLast(lines, who, style) ?? [...lines, `${indent}${theme.faint(who)}`];
};

const waitLines = (
  entry: StatementEntry,
  lab: Pick<LabState, 'observation' | 'script'>,
  { theme, width }: LaneStyle,
): readonly LaneLine[] =>
  allWaitingWords(entry, lab).flatMap(({ wait, words }) => {
    const lines = hanging(`   ${theme.waiting(signs.waiting)} `, theme.waiting(printable(words)), width);
    const way = 'session' in wait.for ? wayOf('waits', wait.for.session, lab.script) : undefined;
    return withWay(lines, way);
  });

const entryLines = (
  entry: Extract<Moment, { kind: 'entry' }>['entry'],
  { script, timeline }: Pick<LabState, 'timeline' | 'script'>,
  { theme, width, names }: LaneStyle,
): readonly string[] => {
  const place = placeOf(script, entry.session);
  const who = names ? `${theme.session(place)(printable(entry.session))} ` : '';
  switch (entry.kind) {
    case 'answer': {
      const mark = entry.rejected ? theme.failed(signs.answer) : theme.committed(signs.answer);
      const how = `${who}${answersWords(entry.rejected)}`;
      const lines = hanging(`   ${mark} `, `${how}: ${printable(entry.answer)}`, width);
      return lines.length === 1
        ? lines
        : hanging(`   ${mark} `, `${how}: ${printable(breakable(entry.answer))}`, width);
    }
    case 'skip': {
      const step = script.steps[entry.step];
      const what = step ? notSent(step, script, theme) : '';
      const mark = theme.faint(`${stepMargin(entry.step)}${signs.passed}  `);
      const words = `${who}not taken: ${what}`;
      if (isSaid(entry, timeline)) return [clip(mark + words, width)];
      return hanging(mark, `${words} ${theme.faint(`(${skipWords(entry.because)})`)}`, width);
    }
    case 'defer':
      return hanging(
        theme.faint(`${stepMargin(entry.step)}${signs.passed}  `),
        theme.faint(deferWords(entry.session)),
        width,
      );
    case 'again':
      return hanging(`   ${theme.faint(signs.again)}  `, againWords(entry, script), width);
    case 'lost':
      return isLossTold({ timeline }, entry.session)
        ? []
        : hanging(
            `   ${theme.failed(signs.failed)} `,
            `${who}${theme.failed(printable(lostWords(entry)))}`,
            width,
          );
  }
};

/** Why is not said again for every step that follows. */
const isSaid = ({ session, step, because }: SkipEntry, timeline: LabState['timeline']): boolean =>
  timeline.some(
    (one) => one.kind === 'skip' && one.session === session && one.step < step && one.because === because,
  );

/** The words of a step that was not taken; where it would have gone shows in its prompt, else. */
const notSent = (step: ScriptStep, { sessions }: Script, theme: Theme): string => {
  const known = sessions.find(({ name }) => name === step.session)?.values ?? {};
  const { sql, to } = sentOf(step, known);
  if (to === undefined) return sqlLine(sql, theme);
  return printable(to === 'redis' ? `Redis: ${sql}` : sql);
};

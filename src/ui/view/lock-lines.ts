import type { LockView, TableShape } from '../../engine/events.ts';
import { columnNames, hasNewRows, type KeyLine, keyLines } from '../../engine/key-lines.ts';
import { standingCircles } from '../../engine/standing-circle.ts';
import type { LabState, StatementEntry } from '../../engine/state.ts';
import { lastWaits } from '../../engine/waits.ts';
import { holdWords, lockWords, manyWords, waitWords } from '../../engine/words/lock-words.ts';
import { circleWords } from '../../engine/words/wait-words.ts';
import { printable } from '../../printable.ts';
import { wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { Kept, KeptOfAll } from '../text/kept.ts';
import type { Theme } from '../theme.ts';
import { deadlockLines } from './deadlock-lines.ts';
import { keyLineLegend, keyLineLines, keyLineWords } from './key-line-lines.ts';
import { paintSession } from './sent-lines.ts';

export interface LockStyle {
  readonly theme: Theme;
  readonly width: number;
  /** Said in sentences only, for somebody who hears it. */
  readonly isSpoken?: boolean;
  /** The lines of keys stand somewhere else. */
  readonly isInWords?: boolean;
}

const kept = new Kept<readonly string[]>(8);
/** There may be thousands, and they stay while other statements come. */
const keptHeld = new KeptOfAll<readonly string[]>(8);
const keptDrawn = new KeptOfAll<readonly string[]>(8);

/** Recordings of earlier versions do not tell what indexes there are. */
const noShapes: readonly TableShape[] = [];

/** Who holds and waits for which lock: in words, and on the line of each index's keys; a deadlock first. */
export const lockLines = (lab: LabState, style: LockStyle): readonly string[] =>
  kept.of(lab, style.theme, `${style.width} ${style.isSpoken ?? false} ${style.isInWords ?? false}`, () =>
    makeLines(lab, style),
  );

const makeLines = (lab: LabState, style: LockStyle): readonly string[] => {
  const { theme } = style;
  const deadlock = deadlockLines(lab, style);
  const waits = waitingLines(lab, style);
  const { locks, tables, newest = tables, shapes = noShapes } = lab.observation;
  const key = `${style.width} ${style.isSpoken ?? false}`;
  const holds = keptHeld.of([locks, shapes], theme, key, () => holdingLines(lab, style));
  const none = waits.length + holds.length === 0 ? theme.faint('  none of rows or gaps') : '';
  return [
    ...deadlock,
    ...(deadlock.length > 0 ? [''] : []),
    theme.strong('locks') + none,
    ...(none === '' || !hasNewRows(lab.observation) ? [] : item(theme.faint(unlistedWords), style.width)),
    ...waits,
    ...standingCircles(lab).flatMap((one) => item(theme.failed(printable(circleWords(one))), style.width)),
    ...holds,
    ...(style.isInWords
      ? []
      : keptDrawn.of([locks, shapes, tables, newest], theme, key, () => drawnLines(lab, style))),
  ];
};

const unlistedWords =
  'A new row is locked by whoever has inserted it, without being listed until it is wanted.';

const drawnLines = (lab: LabState, style: LockStyle): readonly string[] => {
  const sessions = lab.script.sessions.map(({ name }) => name);
  const lines = keyLines(lab);
  if (lines.length === 0) return [];
  if (style.isSpoken) return lines.map(keyLineWords);
  return [
    ...lines.flatMap((line) => ['', ...keyLineLines(line, { ...style, sessions })]),
    ...keyLineLegend(lines, style),
  ];
};

/** The lines of keys on which a gap is locked or wanted, which no row shows. */
export const gapLines = (lab: LabState, style: LockStyle): readonly string[] => {
  const sessions = lab.script.sessions.map(({ name }) => name);
  return linesWithGaps(lab).flatMap((line, at) => [
    ...(at > 0 ? [''] : []),
    ...keyLineLines(line, { ...style, sessions }),
  ]);
};

const linesWithGaps = (lab: LabState): readonly KeyLine[] =>
  keyLines(lab).filter(({ entries }) => entries.some(({ gap }) => gap.length > 0));

/** What the signs on these lines mean. */
export const gapLegend = (lab: LabState, style: LockStyle): readonly string[] => {
  const lines = linesWithGaps(lab);
  return lines.length === 0 ? [] : keyLineLegend(lines, style);
};

/** "A ‖ waits: wants …, which B holds": the server said so when the statement was blocked. */
const waitingLines = (lab: LabState, { theme, width }: LockStyle): readonly string[] =>
  lab.timeline
    .filter((one): one is StatementEntry => one.kind === 'statement' && one.status === 'blocked')
    .flatMap((entry) =>
      lastWaits(entry).flatMap((wait) => {
        const words = printable(waitWords(wait, columnNames(lab, wait)));
        return item(
          `${paintSession(entry.session, lab, theme)} ${theme.waiting(`${signs.waiting} waits: ${words}`)}`,
          width,
        );
      }),
    );

const holdingLines = (lab: LabState, style: LockStyle): readonly string[] => {
  const held = lab.observation.locks.filter(isTelling);
  const many = [...Map.groupBy(held, manyKey).values()].filter((some) => some.length > mostAlike);
  const inMany = new Set(many.flat());
  const alike = Map.groupBy(
    held.filter((lock) => !inMany.has(lock)),
    (lock) => lockWords(lock),
  );
  return [
    ...many.flatMap((some) => manyLine(some, lab, style)),
    ...[...alike.values()].flatMap((same) => holdLine(same, lab, style)),
  ];
};

/** The sessions that hold the same. */
const holdLine = (
  same: readonly LockView[],
  lab: LabState,
  { theme, width }: LockStyle,
): readonly string[] => {
  const [lock] = same;
  if (lock === undefined) return [];
  const names = [...new Set(same.map((one) => one.session))];
  const painted = names.map((name) => paintSession(name, lab, theme)).join(', ');
  const words = printable(holdWords(lock, columnNames(lab, lock)));
  return item(`${painted}: ${words}${serversOwn(same, theme)}`, width);
};

/** As the server calls it: LOCK_MODE of performance_schema.data_locks, LOCK_TYPE of metadata_locks. */
const serversOwn = (same: readonly LockView[], theme: Theme): string => {
  const names = [...new Set(same.map(({ mode }) => mode))];
  return `  ${theme.faint(printable(names.join(' ')))}`;
};

/** Nobody reads hundreds of them. */
const mostAlike = 20;

const manyKey = ({ session, object, index, kind, mode }: LockView): string =>
  JSON.stringify([session, object, index, kind, mode]);

/** "A: exclusive, 10,000 rows of books and the gaps before them". */
const manyLine = (
  some: readonly LockView[],
  lab: LabState,
  { theme, width }: LockStyle,
): readonly string[] => {
  const [lock] = some;
  if (lock === undefined) return [];
  const who = paintSession(lock.session, lab, theme);
  return item(`${who}: ${printable(manyWords(lock, some.length))}${serversOwn([lock], theme)}`, width);
};

const item = (text: string, width: number): readonly string[] =>
  wrapped(text, width - 2).map((line, row) => (row === 0 ? line : `  ${line}`));

/**
 * Held, and worth a line: every transaction that touches a table holds intention locks and its definition,
 * which tell a student nothing until somebody waits; nor does a place to insert that was given.
 */
export const isTelling = ({ kind, mode, status }: LockView): boolean => {
  if (status === 'waiting') return false;
  switch (kind) {
    case 'record':
    case 'gap':
    case 'next-key':
    case 'named':
      return true;
    case 'insert-intention':
      return false;
    case 'table':
      return !/^I[SX]$/.test(mode);
    case 'metadata':
      return !/^SHARED_(READ|WRITE)$/.test(mode);
  }
};

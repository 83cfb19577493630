import { openAfter } from '../../engine/open-transactions.ts';
import type { LabState } from '../../engine/state.ts';
import type { Script } from '../../lesson/script.ts';
import { padded } from '../text/fit.ts';
import { Kept } from '../text/kept.ts';
import { drawn, type Line } from '../text/lines.ts';
import type { Theme } from '../theme.ts';
import { drawLife, type Life, nowhere, ownLife, type Place, restingLife } from './lifelines.ts';
import { type LaneStyle, momentLines } from './moment-lines.ts';
import { type Moment, momentsOf } from './moments.ts';

/** A lane needs this much to be read; with less, all sessions share one. */
const narrowestLane = 26;

/** The widths of the lanes side by side, separators left out; one for all when they would be too narrow. */
export const laneWidths = (sessions: number, width: number): readonly number[] => {
  const each = Math.floor((width - (sessions - 1)) / sessions);
  if (sessions < 2 || each < narrowestLane) return [width];
  return Array.from({ length: sessions }, (_, index) =>
    index === sessions - 1 ? width - (each + 1) * (sessions - 1) : each,
  );
};

/** One row of the time axis: what a session's lane shows in it, and what each session is in meanwhile. */
export interface TranscriptRow {
  readonly session: string;
  readonly line: Line;
  /** In the order of the lesson's sessions. */
  readonly lives: readonly Life[];
  /** The first row of a statement. */
  readonly isStatement: boolean;
}

export interface TranscriptStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly ruled: boolean;
  /** One line for a statement and what came of it. */
  readonly isBrief?: boolean;
}

/**
 * The sessions' transcripts on one time axis: what happens later stands lower, in whichever lane.
 *
 * @param states what the run had come to after each thing that was asked of it; the last one is shown.
 */
export const transcriptRows = (
  states: readonly LabState[],
  script: Script,
  style: TranscriptStyle,
): readonly TranscriptRow[] => {
  const lab = states.at(-1);
  if (lab === undefined) return [];
  const key = `${style.width} ${style.ruled} ${style.isBrief ?? false} ${states.length}`;
  return keptRows.of(lab, style.theme, key, () => makeRows(lab, states, script, style));
};

const keptRows = new Kept<readonly TranscriptRow[]>();
const keptLines = new Kept<readonly Line[]>();

const makeRows = (
  lab: LabState,
  states: readonly LabState[],
  script: Script,
  style: TranscriptStyle,
): readonly TranscriptRow[] => {
  const open = openAfter(states);
  const places = script.sessions.map((): Place => nowhere);
  return momentsOf(lab).flatMap((moment) => {
    const { session } = moment.entry;
    const own = script.sessions.findIndex((one) => one.name === session);
    const before = places[own] ?? nowhere;
    const after = placeAfter(moment, before, open);
    const resting = places.map(restingLife);
    places[own] = after;
    const lines = linesOf(moment, lab, { ...style, width: roomOf(own, script, style.width) });
    return lines.map((line, row) => ({
      session,
      line,
      lives: resting.with(own, ownLife(before, after, row, lines.length)),
      isStatement: row === 0 && moment.kind === 'sent',
    }));
  });
};

const placeAfter = (moment: Moment, before: Place, open: ReadonlyMap<number, boolean>): Place => {
  if (moment.kind === 'entry') return moment.entry.kind === 'lost' ? nowhere : before;
  const { statement, blockedAt } = moment.entry;
  if (moment.kind === 'sent' && blockedAt !== undefined) return { ...before, isWaiting: true };
  return { isOpen: open.get(statement) ?? before.isOpen, isWaiting: false };
};

/** What of a lane is left for words: its lifeline and a space stand before them. */
const roomOf = (lane: number, { sessions }: Script, width: number): number => {
  const widths = laneWidths(sessions.length, width);
  if (widths.length === 1) return width - sessions.length - 2;
  return (widths[lane] ?? width) - 2 - (lane > 0 ? 1 : 0);
};

/**
 * A row as it is drawn, or an empty one. Where there is room, each session has its lane, and its lifeline runs
 * at the left of it; otherwise the lifelines run side by side and the words share one lane.
 */
export const drawRow = (row: TranscriptRow | undefined, script: Script, style: TranscriptStyle): string => {
  const { theme, width } = style;
  const widths = laneWidths(script.sessions.length, width);
  const lifeOf = (lane: number): string => drawLife(row?.lives[lane] ?? 'nothing', lane, theme);
  const words = row === undefined ? '' : drawn(row.line);
  if (widths.length === 1) {
    const lives = script.sessions.map((_, lane) => lifeOf(lane)).join('');
    return padded(`${lives} ${words}`, width);
  }
  return widths
    .map((lane, index) => {
      const isOwn = row?.session === script.sessions[index]?.name;
      return padded(`${index > 0 ? ' ' : ''}${lifeOf(index)}${isOwn ? words : ''}`, lane);
    })
    .join(theme.faint('│'));
};

/** Entries never change, they are replaced: what was drawn of one can be drawn again. */
const linesOf = (moment: Moment, lab: LabState, style: LaneStyle): readonly Line[] => {
  const key = `${moment.kind} ${style.width} ${style.ruled} ${style.isBrief ?? false}`;
  return keptLines.of(moment.entry, style.theme, key, () => momentLines(moment, lab, style));
};

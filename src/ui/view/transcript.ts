import type { LabState } from '../../engine/state.ts';
import type { Script } from '../../lesson/script.ts';
import { padded } from '../text/fit.ts';
import type { Theme } from '../theme.ts';
import { type LaneStyle, momentLines } from './moment-lines.ts';
import { type Moment, momentsOf, waitingAfter } from './moments.ts';

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

/** One row of the time axis: what a session's lane shows in it, and whose statements wait meanwhile. */
export interface TranscriptRow {
  readonly session: string;
  readonly line: string;
  readonly waiting: ReadonlySet<string>;
}

export interface TranscriptStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly ruled: boolean;
}

/** The sessions' transcripts on one time axis: what happens later stands lower, in whichever lane. */
export const transcriptRows = (
  lab: Pick<LabState, 'timeline'>,
  script: Script,
  style: TranscriptStyle,
): readonly TranscriptRow[] => {
  const widths = laneWidths(script.sessions.length, style.width);
  let waiting: ReadonlySet<string> = new Set();
  return momentsOf(lab).flatMap((moment) => {
    const before = waiting;
    waiting = waitingAfter(waiting, moment);
    const { session } = moment.entry;
    const lane = script.sessions.findIndex((one) => one.name === session);
    const width = widths.length === 1 ? style.width : (widths[lane] ?? style.width);
    const lines = cachedLines(moment, script, { ...style, width: width - 1 });
    return lines.map((line) => ({ session, line, waiting: before }));
  });
};

/**
 * A row as it is drawn, or an empty one. A lane whose statement waits shows a broken line for as long as it
 * does.
 */
export const drawRow = (row: TranscriptRow | undefined, script: Script, style: TranscriptStyle): string => {
  const { theme, width } = style;
  const widths = laneWidths(script.sessions.length, width);
  if (widths.length === 1) return padded(row?.line ?? '', width);
  return widths
    .map((lane, index) => {
      const name = script.sessions[index]?.name ?? '';
      if (row?.session === name) return padded(row.line, lane);
      return padded(row?.waiting.has(name) ? `   ${theme.waiting('┆')}` : '', lane);
    })
    .join(theme.faint('│'));
};

/** Entries never change, they are replaced: what was drawn of one can be drawn again. */
const caches = new WeakMap<Theme, WeakMap<Moment['entry'], Map<string, readonly string[]>>>();

const cachedLines = (moment: Moment, script: Script, style: LaneStyle): readonly string[] => {
  const cache = caches.get(style.theme) ?? new WeakMap<Moment['entry'], Map<string, readonly string[]>>();
  caches.set(style.theme, cache);
  const known = cache.get(moment.entry) ?? new Map<string, readonly string[]>();
  cache.set(moment.entry, known);
  const key = `${moment.kind} ${style.width} ${style.ruled}`;
  const lines = known.get(key) ?? momentLines(moment, script, style);
  known.set(key, lines);
  return lines;
};

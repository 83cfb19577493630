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

/**
 * The sessions' transcripts on one time axis: what happens later stands lower, in whichever lane. A lane
 * whose statement waits shows a broken line for as long as it does.
 */
export const transcriptLines = (
  lab: Pick<LabState, 'timeline'>,
  script: Script,
  style: { readonly theme: Theme; readonly width: number; readonly ruled: boolean },
): readonly string[] => {
  const widths = laneWidths(script.sessions.length, style.width);
  let waiting: ReadonlySet<string> = new Set();
  return momentsOf(lab).flatMap((moment) => {
    const before = waiting;
    waiting = waitingAfter(waiting, moment);
    const lane =
      widths.length === 1 ? 0 : script.sessions.findIndex((one) => one.name === moment.entry.session);
    const lines = cachedLines(moment, script, { ...style, width: (widths[lane] ?? style.width) - 1 });
    if (widths.length === 1) return lines.map((line) => padded(line, style.width));
    return lines.map((line) =>
      widths
        .map((width, index) => {
          if (index === lane) return padded(line, width);
          const other = script.sessions[index]?.name ?? '';
          return before.has(other) ? padded(`   ${style.theme.waiting('┆')}`, width) : ' '.repeat(width);
        })
        .join(style.theme.faint('│')),
    );
  });
};

/** Entries never change, they are replaced: what was drawn of one can be drawn again. */
const cache = new WeakMap<Moment['entry'], Map<string, readonly string[]>>();

const cachedLines = (moment: Moment, script: Script, style: LaneStyle): readonly string[] => {
  const key = `${moment.kind} ${style.width} ${style.ruled} ${style.theme.failed('x')}`;
  const known = cache.get(moment.entry) ?? new Map<string, readonly string[]>();
  cache.set(moment.entry, known);
  const lines = known.get(key) ?? momentLines(moment, script, style);
  known.set(key, lines);
  return lines;
};

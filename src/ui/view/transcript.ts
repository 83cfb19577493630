import { openAfter } from '../../engine/open-transactions.ts';
import type { LabState } from '../../engine/state.ts';
import type { Script } from '../../lesson/script.ts';
import { padded } from '../text/fit.ts';
import { Kept } from '../text/kept.ts';
import { drawn, type Line } from '../text/lines.ts';
import type { Theme } from '../theme.ts';
import { isRedisLane, isShared, type Lane, type LaneStyle, lanesOf, roomIn } from './lanes.ts';
import { cut, drawLife, type Life, nowhere, ownLife, type Place, restingLife } from './lifelines.ts';
import { momentLines } from './moment-lines.ts';
import { type Moment, momentsOf } from './moments.ts';

/** One row of the time axis: what a session's lane shows in it, and what each session is in meanwhile. */
export interface TranscriptRow {
  readonly session: string;
  /** It stands in the lane of Redis. */
  readonly isRedis: boolean;
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
  const lanes = lanesOf(script, style.width);
  return momentsOf(lab).flatMap((moment) => {
    const { session } = moment.entry;
    const own = script.sessions.findIndex((one) => one.name === session);
    const before = places[own] ?? nowhere;
    const after = placeAfter(moment, before, open);
    const resting = places.map(restingLife);
    places[own] = after;
    const isRedis = moment.kind !== 'entry' && moment.entry.to === 'redis';
    const lane = laneOf(lanes, own, isRedis);
    if (lane === undefined) return [];
    const lines = linesOf(moment, lab, {
      ...style,
      width: roomIn(lane, lanes),
      names: lane.sessions.length > 1,
      isRedisLane: isRedisLane(lane),
    });
    return lines.map((line, row) => ({
      session,
      isRedis,
      line,
      lives: resting.with(own, ownLife(before, after, row, lines.length)),
      isStatement: row === 0 && moment.kind === 'sent',
    }));
  });
};

const laneOf = (lanes: readonly Lane[], session: number, isRedis: boolean): Lane | undefined =>
  (isRedis ? lanes.find(isRedisLane) : undefined) ?? lanes.find(({ sessions }) => sessions.includes(session));

const placeAfter = (moment: Moment, before: Place, open: ReadonlyMap<number, boolean>): Place => {
  if (moment.kind === 'entry') return moment.entry.kind === 'lost' ? cut : before;
  const { statement, blockedAt, outcome } = moment.entry;
  if (moment.kind === 'sent' && blockedAt !== undefined) return { ...before, isWaiting: true };
  if (outcome?.kind === 'lost') return cut;
  return { isOpen: open.get(statement) ?? before.isOpen, isWaiting: false };
};

/**
 * A row as it is drawn, or an empty one. Where there is room, each session has its lane, and its lifeline runs
 * at the left of it; otherwise the lifelines run side by side and the words share one lane.
 */
export const drawRow = (row: TranscriptRow | undefined, script: Script, style: TranscriptStyle): string => {
  const { theme, width } = style;
  const lanes = lanesOf(script, width);
  const own = script.sessions.findIndex((one) => one.name === row?.session);
  const ownLane = row && laneOf(lanes, own, row.isRedis);
  return lanes
    .map((lane) => {
      const lives = lane.sessions.map((at) => drawLife(row?.lives[at] ?? 'nothing', at, theme)).join('');
      const words = row && lane === ownLane ? drawn(row.line) : '';
      if (isShared(lane, lanes)) return padded(`${lives} ${words}`, lane.width);
      return padded(`${lane === lanes[0] ? '' : ' '}${lives || ' '}${words}`, lane.width);
    })
    .join(theme.faint('│'));
};

/** Entries never change, they are replaced: what was drawn of one can be drawn again. */
const linesOf = (moment: Moment, lab: LabState, style: LaneStyle): readonly Line[] => {
  const key = `${moment.kind} ${style.width} ${style.ruled} ${style.isBrief ?? false} ${style.isRedisLane ?? false} ${style.names ?? false}`;
  return keptLines.of(moment.entry, style.theme, key, () => momentLines(moment, lab, style));
};

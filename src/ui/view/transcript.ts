import { stripVTControlCharacters } from 'node:util';
import type { LabState, StatementEntry } from '../../engine/state.ts';
import type { Script } from '../../lesson/script.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { padded, widthOf } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { Kept } from '../text/kept.ts';
import { drawn, type Line } from '../text/lines.ts';
import type { Theme } from '../theme.ts';
import { isRedisLane, isShared, type Lane, lanesOf, roomIn } from './lanes.ts';
import { cut, drawLife, type Life, nowhere, ownLife, type Place, restingLife } from './lifelines.ts';
import { momentLines, type Way } from './moment-lines.ts';
import { type Moment, momentsOf } from './moments.ts';
import { crossesBorder, crossingOf, drawnFill, type WayAcross, wayAcross } from './ways.ts';

/** One row of the time axis: what a session's lane shows in it, and what each session is in meanwhile. */
export interface TranscriptRow {
  readonly session: string;
  /** It stands in the lane of Redis. */
  readonly isRedis: boolean;
  readonly line: Line;
  /** What is drawn across the lanes, between its own and another session's. */
  readonly way?: Way;
  /** When it happened, in ms since the run began. */
  readonly at: number;
  /** In the order of the lesson's sessions. */
  readonly lives: readonly Life[];
  /** Of its first row. */
  readonly statement?: number;
}

export interface TranscriptStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly ruled: boolean;
  /** One line for a statement and what came of it. */
  readonly isBrief?: boolean;
}

/** The sessions' transcripts on one time axis: what happens later stands lower, in whichever lane. */
export const transcriptRows = (
  lab: LabState | undefined,
  script: Script,
  style: TranscriptStyle,
): readonly TranscriptRow[] => {
  if (lab === undefined) return [];
  const key = `${style.width} ${style.ruled} ${style.isBrief ?? false}`;
  return keptRows.of(lab, style.theme, key, () => makeRows(lab, script, style));
};

const keptRows = new Kept<readonly TranscriptRow[]>(8);
/** The rows of each moment are part of the transcripts of all states that come after it. */
const keptMoments = new Kept<readonly TranscriptRow[]>();

/** What was drawn of one state: most of it is what is drawn of the next one. */
interface Drawn {
  readonly moments: readonly DrawnMoment[];
  readonly rows: readonly TranscriptRow[];
}

interface DrawnMoment {
  readonly moment: Moment;
  /** Where each session is after it. */
  readonly places: readonly Place[];
  /** How many rows there are up to its end. */
  readonly end: number;
}

/** The transcript that was drawn last in a size. */
const keptDrawn = new Kept<{ last?: Drawn }>(8);

const makeRows = (lab: LabState, script: Script, style: TranscriptStyle): readonly TranscriptRow[] => {
  const key = `${style.width} ${style.ruled} ${style.isBrief ?? false}`;
  const kept = keptDrawn.of(script, style.theme, key, () => ({}));
  const moments = momentsOf(lab);
  const drawnMoments = [...sameBeginning(kept.last, moments)];
  const rows = kept.last?.rows.slice(0, drawnMoments.at(-1)?.end ?? 0) ?? [];
  const lanes = lanesOf(script, style.width);
  let places = drawnMoments.at(-1)?.places ?? script.sessions.map((): Place => nowhere);
  for (const moment of moments.slice(drawnMoments.length)) {
    const own = placeOf(script, moment.entry.session);
    const before = places[own] ?? nowhere;
    const after = placeAfter(moment, before);
    const resting = places.map(restingLife);
    places = places.with(own, after);
    const lives = [moment.kind, ...resting, placeKey(before), placeKey(after)].join(' ');
    // Entries never change, they are replaced: what was drawn of one can be drawn again.
    const ownRows = keptMoments.of(moment.entry, style.theme, `${key} ${lives}`, () => {
      const isRedis = moment.kind !== 'entry' && moment.entry.to === 'redis';
      const lane = laneOf(lanes, own, isRedis);
      if (lane === undefined) return [];
      const lines = momentLines(moment, lab, {
        ...style,
        width: roomIn(lane, lanes),
        names: lane.sessions.length > 1,
        isRedisLane: isRedisLane(lane),
      });
      return lines.map(({ line, way }, row) => ({
        session: moment.entry.session,
        isRedis,
        line,
        ...(way && { way }),
        at: moment.at,
        lives: resting.with(own, ownLife(before, after, row, lines.length)),
        ...(row === 0 &&
          (moment.kind === 'whole' || moment.kind === 'sent') && { statement: moment.entry.statement }),
      }));
    });
    for (const row of ownRows) rows.push(row);
    drawnMoments.push({ moment, places, end: rows.length });
  }
  kept.last = { moments: drawnMoments, rows };
  return rows;
};

/** The moments at the beginning that were drawn before, and after which every session is where it was then. */
const sameBeginning = (before: Drawn | undefined, moments: readonly Moment[]): readonly DrawnMoment[] => {
  if (before === undefined) return [];
  const end = before.moments.findIndex((drawnThen, at) => {
    const now = moments[at];
    return now?.entry !== drawnThen.moment.entry || now.kind !== drawnThen.moment.kind;
  });
  return end < 0 ? before.moments : before.moments.slice(0, end);
};

const placeKey = ({ isOpen, isWaiting, isCut, transaction }: Place): string =>
  `${Number(isOpen)}${Number(isWaiting)}${Number(isCut ?? false)}${transaction ?? ''}`;

const laneOf = (lanes: readonly Lane[], session: number, isRedis: boolean): Lane | undefined =>
  (isRedis ? lanes.find(isRedisLane) : undefined) ?? lanes.find(({ sessions }) => sessions.includes(session));

const placeAfter = (moment: Moment, before: Place): Place => {
  if (moment.kind === 'entry') return moment.entry.kind === 'lost' ? cut : before;
  const { blockedAt, outcome, leavesOpen, openTransaction } = moment.entry;
  if (moment.kind === 'sent') return { ...before, isWaiting: blockedAt !== undefined };
  if (outcome?.kind === 'lost') return cut;
  if (leavesOpen === undefined) return { ...before, isWaiting: false };
  return {
    isOpen: leavesOpen,
    isWaiting: false,
    ...(openTransaction !== undefined && { transaction: openTransaction }),
  };
};

export interface RowStyle extends TranscriptStyle {
  /** It is marked, and what happened before is drawn quietly. */
  readonly newest: StatementEntry | undefined;
}

/** The statement that was sent last, but for what the application adds to it. */
export const newestOf = (lab: Pick<LabState, 'timeline'> | undefined): StatementEntry | undefined =>
  lab?.timeline.findLast(
    (one): one is StatementEntry => one.kind === 'statement' && one.by !== 'application',
  );

/**
 * A row as it is drawn, or an empty one. Where there is room, each session has its lane, and its lifeline runs
 * at the left of it; otherwise the lifelines run side by side and the words share one lane.
 */
export const drawRow = (row: TranscriptRow | undefined, script: Script, style: RowStyle): string => {
  const { theme, width } = style;
  const lanes = lanesOf(script, width);
  const own = placeOf(script, row?.session);
  const ownLane = row && laneOf(lanes, own, row.isRedis);
  const way = row?.way && wayAcross(row.way, own, lanes);
  return lanes
    .map((lane, at) => {
      const shown = lane === ownLane ? row : undefined;
      const crossing = way && crossingOf(way, at);
      const lead =
        crossing?.lead === undefined ? (shown ? markOf(shown, style) : ' ') : theme.waiting(crossing.lead);
      const lives = lane.sessions.map((one) => drawLife(row?.lives[one] ?? 'nothing', one, theme)).join('');
      const words = shown ? wordsOf(shown, style) : '';
      const columns = at === 0 ? lane.width + 1 : lane.width;
      if (isShared(lane, lanes)) return padded(`${lead}${lives} ${words}`, columns);
      const isNowhere = lane.sessions.every((one) => (row?.lives[one] ?? 'nothing') === 'nothing');
      const life = isNowhere ? (crossing?.isBetween ? theme.waiting('─') : ' ') : lives;
      const drawnLane = `${lead}${life}${words}`;
      if (way === undefined || crossing?.fill === undefined) return padded(drawnLane, columns);
      const gap = shown ? ' ' : '';
      const said = at === way.other ? waySays(way, row?.session ?? '') : '';
      const fill = drawnFill(crossing.fill, columns - widthOf(drawnLane + gap), said);
      return padded(`${drawnLane}${gap}${theme.waiting(fill)}`, columns);
    })
    .map((lane, at) => {
      if (at === 0) return lane;
      return (way && crossesBorder(way, at) ? theme.waiting('┼') : theme.faint('│')) + lane;
    })
    .join('');
};

const waySays = ({ kind }: WayAcross, session: string): string =>
  `${printable(session)} ${kind === 'waits' ? 'waits' : 'goes on'}`;

const markOf = ({ statement }: TranscriptRow, { theme, newest }: RowStyle): string =>
  statement !== undefined && statement === newest?.statement ? theme.strong(signs.newest) : ' ';

const wordsOf = ({ line, at }: TranscriptRow, { theme, newest }: RowStyle): string =>
  at < (newest?.sentAt ?? 0) ? theme.faint(stripVTControlCharacters(drawn(line))) : drawn(line);

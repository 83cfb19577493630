import { widthOf } from '../../text/fit.ts';
import { isShared, type Lane } from './lanes.ts';
import type { Way } from './moment-lines.ts';

/** A wait or its end, drawn across the lanes from one session's to another's. */
export interface WayAcross {
  readonly kind: Way['kind'];
  /** The lanes' places: of the session that waits, and of the one for which it does. */
  readonly own: number;
  readonly other: number;
}

/** Undefined where both stand in one lane. */
export const wayAcross = (
  { kind, other }: Way,
  session: number,
  lanes: readonly Lane[],
): WayAcross | undefined => {
  const laneOf = (place: number): number =>
    lanes.findIndex((lane) => lane.sessions.includes(place) && !isShared(lane, lanes));
  const [own, there] = [laneOf(session), laneOf(other)];
  return own < 0 || there < 0 || own === there ? undefined : { kind, own, other: there };
};

/** What a way draws in a lane: in the column before the lifeline, and behind all that the lane shows. */
export interface Crossing {
  readonly lead?: string;
  readonly fill?: 'line' | 'head';
  /** Neither end is here. */
  readonly isBetween: boolean;
}

/** Who waits points to the one it waits for; who lets go points to the one that goes on. */
export const crossingOf = ({ kind, own, other }: WayAcross, at: number): Crossing | undefined => {
  const [left, right] = [Math.min(own, other), Math.max(own, other)];
  if (at < left || at > right) return undefined;
  const pointed = kind === 'waits' ? other : own;
  if (at === left) return { fill: pointed === left ? 'head' : 'line', isBetween: false };
  if (at === right) return { lead: pointed === right ? '▶' : '─', isBetween: false };
  return { lead: '─', fill: 'line', isBetween: true };
};

/** Does it go through the border at the left of a lane? */
export const crossesBorder = ({ own, other }: WayAcross, at: number): boolean =>
  at > Math.min(own, other) && at <= Math.max(own, other);

/** Fills so many columns, with some words in the middle where there is room. */
export const drawnFill = (fill: 'line' | 'head', columns: number, words: string): string => {
  if (columns <= 0) return '';
  const head = fill === 'head' ? '◀' : '─';
  const room = columns - 1 - widthOf(words) - 2;
  if (words === '' || room < 6) return head + '─'.repeat(columns - 1);
  const before = Math.floor(room / 2);
  return `${head}${'─'.repeat(before)} ${words} ${'─'.repeat(room - before)}`;
};

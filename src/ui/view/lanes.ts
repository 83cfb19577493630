import { needsRedis, type Script } from '../../lesson/script.ts';
import type { Theme } from '../theme.ts';

/** A column of the transcript. Redis has one of its own, in which no session stands. */
export interface Lane {
  readonly width: number;
  /** The places in the script of the sessions whose words and lifelines are in it. */
  readonly sessions: readonly number[];
}

/** A lane needs this much to be read; with less, all sessions share one. */
const narrowest = 26;

/** What Redis gets beside a lane that all sessions share: commands are long, and there are few of them. */
const redisShare = 0.38;

/** The lanes side by side, separators left out: one a session where there is room, and that of Redis at the right. */
export const lanesOf = (
  { sessions, steps }: Pick<Script, 'sessions' | 'steps'>,
  width: number,
): readonly Lane[] => {
  const places = sessions.map((_, place) => place);
  const own: readonly (readonly number[])[] = [
    ...places.map((place) => [place]),
    ...(needsRedis(steps) ? [[]] : []),
  ];
  const each = Math.floor((width - (own.length - 1)) / own.length);
  if (own.length > 1 && each >= narrowest) {
    const last = width - (each + 1) * (own.length - 1);
    return own.map((members, index) => ({
      sessions: members,
      width: index === own.length - 1 ? last : each,
    }));
  }
  if (!needsRedis(steps)) return [{ sessions: places, width }];
  const redis = Math.max(narrowest, Math.floor(width * redisShare));
  return [
    { sessions: places, width: width - redis - 1 },
    { sessions: [], width: redis },
  ];
};

export const isRedisLane = ({ sessions }: Lane): boolean => sessions.length === 0;

/** Do several sessions stand in it, or is it the only one? Then their lifelines run side by side before its words. */
export const isShared = ({ sessions }: Lane, lanes: readonly Lane[]): boolean =>
  sessions.length > 1 || lanes.length === 1;

/** What of a lane is left for words. */
export const roomIn = (lane: Lane, lanes: readonly Lane[]): number =>
  isShared(lane, lanes)
    ? lane.width - lane.sessions.length - 2
    : lane.width - 2 - (lane === lanes[0] ? 0 : 1);

/** How the words of a lane are drawn. */
export interface LaneStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly ruled: boolean;
  /** One line for a statement and what came of it. */
  readonly isBrief?: boolean;
  /** Several sessions stand in it: it must be said whose words these are. */
  readonly names?: boolean;
  /** The lane's head says that all of this goes to Redis. */
  readonly isRedisLane?: boolean;
}

/** Below a statement's prompt. */
export const indent = ' '.repeat(5);

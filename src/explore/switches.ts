import type { LabState } from '../engine/state.ts';
import { canAct, lanesOf, type Point, pointOf } from './point.ts';

/** Whose turn it was in a run: with what it had come to before. */
export interface Move {
  readonly session: string;
  readonly before: LabState;
}

/**
 * The switches of a run that somebody takes move by move, counted as the explorer counts its own: a step that nobody else
 * can notice is no move, as it is taken together with the next one that somebody can.
 */
export const switchesIn = (moves: readonly Move[]): number => {
  const [first] = moves;
  if (first === undefined) return 0;
  const lanes = lanesOf(first.before.script, true);
  let count = 0;
  let last: string | undefined;
  for (const { session, before } of moves) {
    const inside = new Set(
      before.sessions.filter(({ transaction }) => transaction !== undefined).map(({ name }) => name),
    );
    const point = pointOf(before, lanes, inside);
    if (!acts(point, session)) continue;
    const left = point.find((lane) => lane.session === last);
    if (left?.status === 'free' && left.session !== session && inside.has(left.session)) count++;
    last = session;
  }
  return count;
};

const acts = (point: Point, session: string): boolean =>
  point.some((lane) => lane.session === session && canAct([lane]) && lane.next === lane.acts);

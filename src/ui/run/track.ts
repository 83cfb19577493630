import type { OwnStatement, RunAction } from '../../engine/run/retrace.ts';
import type { LabState } from '../../engine/state.ts';

/**
 * The way of a run: what was asked of it, and what it had come to before each of these and after the last.
 * Evidence that was seen once can be shown again at once, with no server.
 */
export interface Track {
  readonly actions: readonly RunAction[];
  /** One more than there are actions, as soon as the run has begun. */
  readonly states: readonly LabState[];
  /** How many of the actions lie behind what is shown. */
  readonly at: number;
}

export const emptyTrack: Track = { actions: [], states: [], at: 0 };

/** Is what is shown the run as it is now? */
export const isLive = ({ at, actions }: Track): boolean => at === actions.length;

/** What is shown. */
export const shown = (track: Track): LabState | undefined =>
  isLive(track) ? track.states.at(-1) : track.states[track.at];

/** Something is asked of the run: it is shown as it is now. */
export const began = (track: Track, action: RunAction): Track => {
  const actions = [...track.actions, action];
  const now = track.states.at(-1);
  return { actions, states: now ? [...track.states, now] : track.states, at: actions.length };
};

/** It was asked for, and could not be done. */
export const withoutAction = (track: Track, { session, sql }: OwnStatement): Track => {
  const { actions, states, at } = track;
  const place = actions.findLastIndex(
    (one) => one.kind === 'submit' && one.session === session && one.sql === sql,
  );
  if (place < 0) return track;
  return {
    actions: actions.toSpliced(place, 1),
    // What has come since is what the action before it came to.
    states: states.toSpliced(place, 1),
    at: at > place ? at - 1 : at,
  };
};

/** The run went on. */
export const heard = (track: Track, lab: LabState): Track => ({
  ...track,
  states: [...track.states.slice(0, -1), lab],
});

/** Waits that have been seen up to a state. */
export const waitsSeen = (lab: LabState): number =>
  lab.timeline.filter((one) => one.kind === 'statement' && one.blockedAt !== undefined).length;

/** The next place at which a wait has begun that is not there yet, if the run came by one. */
export const nextWaitPlace = (track: Track): number | undefined => {
  const here = shown(track);
  if (here === undefined) return undefined;
  const place = track.states.findIndex((lab, at) => at > track.at && waitsSeen(lab) > waitsSeen(here));
  return place < 0 ? undefined : place;
};

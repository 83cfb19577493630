import type { LabState } from '../engine/state.ts';
import type { Level } from '../lesson/level.ts';
import { isLocal, locksTables } from './local-step.ts';
import { type OwnTables, ownTables } from './own-tables.ts';

/** One session where everything is settled. */
export interface Lane {
  readonly session: string;
  /** How many steps its script has. */
  readonly length: number;
  /** The first of its own steps that is neither taken nor passed over; `length` when none is left. */
  readonly next: number;
  /** free: its next step can be taken. waits: it has a statement in flight. over: no step is left. */
  readonly status: 'free' | 'waits' | 'over';
  /**
   * The first of its own steps, from `next` on, that others can notice. Those before it are taken together with it:
   * beside whatever they stand, nothing comes out otherwise.
   */
  readonly acts: number;
}

/** Where a run can be continued in different ways. One lane a session, in the script's order. */
export type Point = readonly Lane[];

/** What there is to be ordered: the places of each session's steps in the script. */
export interface Lanes {
  readonly places: ReadonlyMap<string, readonly number[]>;
  /** Steps that nobody else can notice are taken together with the next one that somebody can. */
  readonly together: boolean;
  readonly levels: ReadonlyMap<string, Level>;
  readonly tables: OwnTables;
  /** Steps of which another session asks what they came to, by their places. */
  readonly asked: ReadonlySet<number>;
}

export const lanesOf = (script: LabState['script'], together: boolean): Lanes => {
  const { sessions, steps } = script;
  return {
    places: new Map(
      sessions.map(({ name }) => [
        name,
        steps.flatMap(({ session }, place) => (session === name ? [place] : [])),
      ]),
    ),
    together: together && !steps.some(locksTables),
    levels: new Map(sessions.map(({ name, level }) => [name, level])),
    tables: ownTables(script),
    asked: askedByOthers(script),
  };
};

const askedByOthers = ({ steps }: LabState['script']): ReadonlySet<number> =>
  new Set(
    steps.flatMap(({ name, session }, place) =>
      name !== undefined && steps.some((other) => other.session !== session && other.when?.step === name)
        ? [place]
        : [],
    ),
  );

/** @param inside the sessions that are inside a transaction. */
export const pointOf = (state: LabState, lanes: Lanes, inside: ReadonlySet<string>): Point =>
  [...lanes.places].map(([session, own]): Lane => {
    const left = own.findIndex((place) => isLeft(state, place));
    const next = left < 0 ? own.length : left;
    const status = statusOf(state, session, next < own.length);
    const isInside = inside.has(session);
    const acts =
      lanes.together && status === 'free' ? actsAt(state, lanes, { session, next, isInside }) : next;
    return { session, length: own.length, next, status, acts };
  });

const isLeft = ({ steps }: LabState, place: number): boolean => {
  const status = steps[place]?.status;
  return status === 'pending' || status === 'deferred';
};

const statusOf = ({ sessions }: LabState, session: string, hasSteps: boolean): Lane['status'] => {
  const status = sessions.find(({ name }) => name === session)?.status;
  if (status === 'idle') return hasSteps ? 'free' : 'over';
  return status === 'lost' ? 'over' : 'waits';
};

const actsAt = (
  { script }: LabState,
  { places, levels, tables, asked }: Lanes,
  from: { readonly session: string; readonly next: number; readonly isInside: boolean },
): number => {
  const { session, next } = from;
  const own = places.get(session) ?? [];
  const level = levels.get(session) ?? script.level;
  let { isInside } = from;
  for (let at = next; at < own.length; at++) {
    const step = asked.has(own[at] ?? -1) ? undefined : script.steps[own[at] ?? -1];
    // Whatever is retried on ends the transaction, too.
    const onError = script.retry ? 'stop' : step?.onError;
    const local = step && onError && isLocal({ ...step, onError }, { session, level, isInside, tables });
    if (local === undefined) return at;
    isInside ||= local === 'begins';
  }
  return own.length;
};

/** A session can take a step that others may notice. */
export const canAct = (point: Point): boolean =>
  point.some(({ status, acts, length }) => status === 'free' && acts < length);

import type { Happened } from '../engine/anomaly.ts';
import { type KeptAway, keptAwayIn, waysKeptAway } from '../engine/kept-away.ts';
import type { LabState } from '../engine/state.ts';
import { type AnomalyKind, listedKinds, namesOf } from '../lesson/anomaly-names.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { type Level, levels } from '../lesson/level.ts';
import { needsRedis, type Script, scriptOf } from '../lesson/script.ts';
import { setsLevel } from '../lesson/statement-kind.ts';

/** What one lesson as it is has come to at one level. */
export interface MapRun {
  readonly lesson: string;
  readonly level: Level;
  readonly happened?: Happened;
  readonly kept: readonly KeptAway['how'][];
}

/** An anomaly, and what became of it at each level. */
export interface MapRow {
  readonly kind: AnomalyKind;
  readonly cells: readonly MapCell[];
}

export interface MapCell {
  readonly level: Level;
  /** In which it happens. */
  readonly lessons: readonly string[];
  /** In all of these one of two reads was no plain one: of a snapshot alone it would not have happened. */
  readonly isLocking: boolean;
  /** Lessons in which it happens at another level, or is tried, and not at this one; and what was in the way there. */
  readonly spared: readonly { readonly lesson: string; readonly how?: KeptAway['how'] }[];
}

/**
 * Every lesson as it is at each of its levels; not exercises, whose answer it would be, nor those that need another server
 * beside MySQL, nor those in which a session has a level of its own, or sets one: what they show is not of one level.
 */
export const scriptsForMap = (lessons: readonly Lesson[]): readonly Script[] =>
  lessons
    .filter(({ exercise, steps }) => exercise === undefined && !needsRedis(steps))
    .flatMap((lesson) => lesson.levels.map((level) => scriptOf(lesson, { level })))
    .filter(
      ({ level, sessions, setup, steps }) =>
        sessions.every((one) => one.level === level) &&
        ![...setup, ...steps.map(({ sql }) => sql)].some(setsLevel),
    );

export const mapRun = ({ script, finished, timeline }: LabState): MapRun => {
  const kept = new Set(keptAwayIn({ timeline, ...(finished && { finished }) }).map(({ how }) => how));
  return {
    lesson: script.lesson,
    level: script.level,
    ...(finished?.happened && { happened: finished.happened }),
    kept: waysKeptAway.filter((how) => kept.has(how)),
  };
};

/** These begin with what is not committed: who does not see that is kept from them, whoever waits besides. */
const dirty: ReadonlySet<AnomalyKind> = new Set(['G1a', 'G1b', 'G1c', 'OTV', 'P1']);
const forReaders: readonly KeptAway['how'][] = ['uncommitted', 'snapshot', 'deadlock', 'error', 'wait'];

/**
 * Filled by runs alone: what none of them has shown is not said of any level. What is a form of a wider kind (P4 of G-single) stands
 * in the rows of both.
 */
export const mapOf = (runs: readonly MapRun[]): readonly MapRow[] =>
  listedKinds.map((kind) => {
    const those = ({ happened }: MapRun) =>
      happened?.anomalies.filter((one) => namesOf(one.kind).codes.includes(kind)) ?? [];
    const isPlain = (run: MapRun) => those(run).some((one) => !one.links.some(({ locking }) => locking));
    const shows = (run: MapRun) => those(run).length > 0;
    const witnesses = new Set(runs.filter(shows).map(({ lesson }) => lesson));
    return {
      kind,
      cells: levels.map((level) => {
        const own = runs.filter((run) => run.level === level);
        return {
          level,
          lessons: own.filter(shows).map(({ lesson }) => lesson),
          isLocking: own.some(shows) && !own.some(isPlain),
          spared: own.flatMap((run) => {
            const { anomalies = [], doubts = [], heldWrites = [] } = run.happened ?? {};
            // No lesson shows one: those try it in which a lock has kept a write from being one.
            if (kind === 'G0' && !shows(run))
              return heldWrites.length > 0 ? [{ lesson: run.lesson, how: 'wait' as const }] : [];
            const isSpared = witnesses.has(run.lesson) && run.happened && !shows(run);
            const how = (dirty.has(kind) ? forReaders : waysKeptAway).find((one) => run.kept.includes(one));
            return isSpared && (anomalies.length > 0 || doubts.length === 0)
              ? [{ lesson: run.lesson, ...(how && { how }) }]
              : [];
          }),
        };
      }),
    };
  });

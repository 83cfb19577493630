import type { ComparedBy } from '../../engine/compare/compared-run.ts';
import { compareOutcomes } from '../../engine/compare/comparison.ts';
import { plannedIn, shownStep } from '../../engine/compare/shown-step.ts';
import type { EndOutcome, StepOutcome, TableOutcome } from '../../engine/compare/step-outcome.ts';
import type { RedisAbout, ServerAbout } from '../../engine/events.ts';
import type { Level } from '../../lesson/level.ts';
import type { ComparedLesson } from './about.ts';
import { otherOrder } from './reading.ts';

/**
 * Runs of a lesson beside each other as one JSON document (`isolab compare --format json`). Within format 1 keys are
 * only added. What a place came to is a list with an entry a run, in the order of `runs`; null for one that failed.
 */
export interface CompareReport {
  readonly format: 1;
  readonly lesson: string;
  readonly title: string;
  readonly by: ComparedBy;
  readonly server: ServerAbout;
  readonly redis?: RedisAbout;
  readonly runs: readonly {
    readonly level: Level;
    /** Its id; absent for the lesson as it is. */
    readonly variant?: string;
    /** The others are held against it. */
    readonly isMeasure: boolean;
    /** It takes the steps in another order than they stand in here, which is that of the measure. */
    readonly isInOtherOrder?: true;
    /** Why there are no outcomes of it. */
    readonly failed?: string;
  }[];
  readonly steps: readonly ({
    readonly session: string;
    /** `step` is an index into the run's steps; absent where it has no such step. */
    readonly sent: readonly { readonly step?: number; readonly sql?: string }[];
  } & Outcomes<StepOutcome>)[];
  readonly end: Outcomes<EndOutcome>;
  readonly tables: readonly ({ readonly name: string } & Outcomes<TableOutcome>)[];
}

interface Outcomes<Outcome> {
  /** Is it somewhere otherwise than in the run that is the measure? */
  readonly differs: boolean;
  readonly outcomes: readonly ({ readonly differs: boolean; readonly outcome: Outcome } | null)[];
}

export const compareReport = ({ by, runs, server, redis }: ComparedLesson): CompareReport => {
  const { steps, end, tables } = compareOutcomes(runs);
  const script = runs[0]?.script;
  const others = otherOrder(runs);
  return {
    format: 1,
    lesson: script?.lesson ?? '',
    title: script?.title ?? '',
    by,
    server,
    ...(redis && { redis }),
    runs: runs.map((run) => {
      const { level, variant } = run.script;
      return {
        level,
        ...(variant && { variant: variant.id }),
        isMeasure: run.isOpen,
        ...(others.includes(run) && { isInOtherOrder: true }),
        ...(run.result && 'failed' in run.result && { failed: run.result.failed }),
      };
    }),
    steps: steps.map((step) => ({
      session: shownStep(runs, step.places)?.session ?? '',
      sent: runs.map((run, index) => {
        const place = step.places[index];
        return place === undefined ? {} : { step: place, sql: plannedIn(run.script, place)?.sql ?? '' };
      }),
      ...outcomesOf(step.runs),
    })),
    end: outcomesOf(end),
    tables: tables.map(({ name, runs: outcomes }) => ({ name, ...outcomesOf(outcomes) })),
  };
};

const outcomesOf = <Outcome>(
  across: readonly ({ readonly outcome: Outcome; readonly differs: boolean } | undefined)[],
): Outcomes<Outcome> => ({
  differs: across.some((one) => one?.differs),
  outcomes: across.map((one) => (one ? { differs: one.differs, outcome: one.outcome } : null)),
});

import { Remembered } from '../remembered.ts';
import type { LabState } from '../state.ts';
import { type AlignedStep, alignedSteps } from './aligned-steps.ts';
import { type ComparedRun, labOf } from './compared-run.ts';
import {
  samenessOfEnd,
  samenessOfResult,
  samenessOfStep,
  samenessOfTable,
  samenessOfWaits,
} from './sameness.ts';
import {
  type EndOutcome,
  endOutcome,
  type StepOutcome,
  stepOutcomes,
  type TableOutcome,
  tableOutcome,
} from './step-outcome.ts';

/** What one of the runs came to somewhere, beside the others. */
export interface Compared<Outcome> {
  readonly outcome: Outcome;
  /** It is otherwise than in the run that is open. */
  readonly differs: boolean;
  /** Runs in which it is the same have the same number. */
  readonly group: number;
}

/** An entry a run; undefined where it is not over, or failed as a whole. */
export type AcrossRuns<Outcome> = readonly (Compared<Outcome> | undefined)[];

export interface ComparedStep {
  readonly places: AlignedStep;
  readonly runs: AcrossRuns<StepOutcome>;
  /** Of what it is not the same wherever there is one at all. */
  readonly varies: {
    readonly waits: boolean;
    readonly result: boolean;
    readonly error: boolean;
    readonly reason: boolean;
  };
}

export interface ComparedTable {
  readonly name: string;
  readonly runs: AcrossRuns<TableOutcome>;
}

/** The outcomes of all runs, step by step, and at their ends. */
export interface ComparedOutcomes {
  readonly steps: readonly ComparedStep[];
  readonly end: AcrossRuns<EndOutcome>;
  /** Every table that one of the runs watches. */
  readonly tables: readonly ComparedTable[];
}

/** Holds runs against the one that is open, outcome by outcome. */
export const compareOutcomes = (runs: readonly ComparedRun[]): ComparedOutcomes =>
  known.of(runs, () => {
    const open = runs.findIndex(({ isOpen }) => isOpen);
    const compared = <Outcome>(
      outcomeIn: (lab: LabState, run: number) => Outcome,
      sameness: (outcome: Outcome, lab: LabState) => string,
    ): AcrossRuns<Outcome> => {
      const seen = runs.map((run, index) => {
        const lab = labOf(run);
        if (lab === undefined) return undefined;
        const outcome = outcomeIn(lab, index);
        return { outcome, same: sameness(outcome, lab) };
      });
      const groups = [...new Set(seen.flatMap((one) => (one ? [one.same] : [])))];
      const measure = seen[open];
      return seen.map(
        (one) =>
          one && {
            outcome: one.outcome,
            differs: measure !== undefined && one.same !== measure.same,
            group: groups.indexOf(one.same),
          },
      );
    };
    return {
      steps: alignedSteps(runs).map((places) => {
        const outcomes = compared((lab, run) => outcomeAt(lab, places[run]), samenessOfStep);
        return { places, runs: outcomes, varies: variesIn(outcomes, runs) };
      }),
      end: compared(endOutcome, samenessOfEnd),
      tables: watchedIn(runs).map((name) => ({
        name,
        runs: compared((lab) => tableOutcome(lab, name), samenessOfTable),
      })),
    };
  });

const known = new Remembered<ComparedOutcomes>(2);

const outcomeAt = (lab: LabState, place: number | undefined): StepOutcome =>
  place === undefined ? { kind: 'absent' } : (stepOutcomes(lab)[place] ?? { kind: 'open' });

const variesIn = (across: AcrossRuns<StepOutcome>, runs: readonly ComparedRun[]): ComparedStep['varies'] => {
  const seen = runs.flatMap((run, index) => {
    const lab = labOf(run);
    const outcome = across[index]?.outcome;
    return lab && outcome ? [{ outcome, lab }] : [];
  });
  const taken = seen.flatMap(({ outcome, lab }) => (outcome.kind === 'taken' ? [{ one: outcome, lab }] : []));
  const isOne = (texts: readonly string[]): boolean => new Set(texts).size <= 1;
  const results = taken.map(({ one, lab }) => ({ one, same: samenessOfResult(one, lab) }));
  return {
    waits: !isOne(
      taken.flatMap(({ one, lab }) => (one.waits.length > 0 ? [samenessOfWaits(one.waits, lab)] : [])),
    ),
    result: !isOne(results.map(({ same }) => same)),
    error: !isOne(results.flatMap(({ one, same }) => (one.outcome?.kind === 'error' ? [same] : []))),
    reason: !isOne(seen.flatMap(({ outcome }) => (outcome.kind === 'skipped' ? [outcome.because] : []))),
  };
};

const watchedIn = (runs: readonly ComparedRun[]): readonly string[] => [
  ...new Set(runs.flatMap(({ script }) => script.watch)),
];

/** Came it to the same in all of them? */
export const isAlike = (runs: AcrossRuns<unknown>): boolean => runs.every((one) => !one || one.group === 0);

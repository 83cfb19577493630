import type { Happened } from '../anomaly.ts';
import type { SkipReason, TableRows, TableView, Wait } from '../events.ts';
import type { Outcome } from '../outcome.ts';
import { Remembered } from '../remembered.ts';
import type { AnswerEntry, LabState, StatementEntry } from '../state.ts';

/** What a step came to. absent: this variant has no such step. open: the run ended before it. */
export type StepOutcome =
  | TakenOutcome
  | { readonly kind: 'skipped'; readonly because: SkipReason }
  | { readonly kind: 'open' | 'absent' };

export interface TakenOutcome {
  readonly kind: 'taken';
  /** Where it went when it was not MySQL. */
  readonly to?: NonNullable<StatementEntry['to']>;
  /** For whom and what it waited, also when another one had the lock by then; empty when it never did. */
  readonly waits: readonly Wait[];
  /** Those of them that were there first, where others came later. See waits.ts. */
  readonly waitsFirst?: readonly Wait[];
  /** Undefined when no answer came. */
  readonly outcome?: Outcome;
  /** What the application then told its user. */
  readonly answers: readonly Pick<AnswerEntry, 'answer' | 'rejected'>[];
}

/** What a run came to beside its steps. */
export interface EndOutcome {
  readonly end: 'complete' | 'stuck' | 'unfinished';
  /** The rows that break the invariant; absent when the lesson has none. */
  readonly violations?: TableRows;
  /** By name; absent where nobody has looked. */
  readonly happened?: Happened;
}

/** The committed rows at the end, why they cannot be read, or that this variant does not watch the table. */
export type TableOutcome = TableView | { readonly name: string; readonly kind: 'absent' };

/** One entry a step of the script, by its index. */
export const stepOutcomes = (lab: LabState): readonly StepOutcome[] => known.of(lab, () => outcomesIn(lab));

const known = new Remembered<readonly StepOutcome[]>(16);

/** The timeline is looked through once: a long run has many steps and many entries. */
const outcomesIn = ({ steps, timeline }: LabState): readonly StepOutcome[] => {
  const outcomes = steps.map(
    (step): StepOutcome =>
      step.status === 'skipped' ? { kind: 'skipped', because: step.because } : { kind: 'open' },
  );
  for (const entry of timeline) {
    if (entry.kind === 'statement' && entry.by === 'script' && entry.step !== undefined) {
      const { to, waits, waitsFirst, outcome } = entry;
      outcomes[entry.step] = {
        kind: 'taken',
        ...(to && { to }),
        waits,
        ...(waitsFirst && { waitsFirst }),
        ...(outcome && { outcome }),
        answers: [],
      };
    } else if (entry.kind === 'answer') {
      const { step, answer, rejected } = entry;
      const taken = outcomes[step];
      if (taken?.kind === 'taken')
        outcomes[step] = { ...taken, answers: [...taken.answers, { answer, rejected }] };
    }
  }
  return outcomes;
};

export const endOutcome = ({ finished }: LabState): EndOutcome => ({
  end: finished?.end ?? 'unfinished',
  ...(finished?.violations && { violations: finished.violations }),
  ...(finished?.happened && { happened: finished.happened }),
});

export const tableOutcome = ({ observation, script }: LabState, name: string): TableOutcome => {
  const view = script.watch.includes(name) && observation.tables.find((one) => one.name === name);
  return view ? view : { name, kind: 'absent' };
};

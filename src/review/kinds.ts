import { type StepOutcome, stepOutcomes } from '../engine/compare/step-outcome.ts';
import type { Wait } from '../engine/events.ts';
import type { Outcome } from '../engine/outcome.ts';
import { resultSets } from '../engine/outcome.ts';
import type { LabState } from '../engine/state.ts';

/**
 * What a run came to, as a text that is the same in runs with other values: at every step how many rows, how many changed,
 * who waited for whom and in which mode, which error, what was not taken and why; at the end how many rows there are in each
 * table, and how many break the promise. No value is in it.
 */
export const kindsOf = (lab: LabState): string =>
  JSON.stringify([
    stepOutcomes(lab).map(kindOfStep),
    lab.finished?.end,
    lab.finished?.violations?.rows.length,
    lab.observation.tables.map((one) => [one.name, 'rows' in one ? one.rows.length : 'unreadable']),
  ]);

const kindOfStep = (step: StepOutcome): unknown => {
  if (step.kind !== 'taken') return step;
  const { to, outcome, waits, answers } = step;
  return [
    to,
    outcome && kindOf(outcome),
    waits.map(kindOfWait).toSorted(),
    answers.map((one) => one.rejected),
  ];
};

const kindOf = (outcome: Outcome): unknown => {
  switch (outcome.kind) {
    case 'rows':
      return resultSets(outcome).map(({ rows }) => rows.length);
    case 'ok':
      return [outcome.affected, outcome.matched, outcome.warnings];
    case 'error':
      return ['error', outcome.errno, outcome.cancelled];
    case 'lost':
      return outcome.kind;
  }
};

const kindOfWait = ({ for: holder, kind, mode }: Wait): string =>
  JSON.stringify(['session' in holder ? holder.session : 'somebody', kind, mode]);

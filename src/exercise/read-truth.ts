import { isSo } from '../engine/judge/judge-meaning.ts';
import { statementOfStep } from '../engine/taken.ts';
import { namesOf } from '../lesson/anomaly-names.ts';
import type { ReadMeaning, ReadQuestion } from '../lesson/exercise.ts';
import type { ShownRun } from './shown-run.ts';

/** The choices that the run makes right, by their index. A good question has one. */
export const rightChoices = ({ choices }: ReadQuestion, run: ShownRun): readonly number[] =>
  choices.flatMap(({ means }, index) => (isRight(means, run) ? [index] : []));

const isRight = (means: ReadMeaning, { script, state }: ShownRun): boolean => {
  switch (means.kind) {
    case 'run':
      return isSo(means.meaning, { lab: state, step: noStep, bindings: new Map() });
    case 'level':
      return script.level === means.level;
    case 'anomaly':
      return (
        state.finished?.happened?.anomalies.some(({ kind }) => namesOf(kind).codes.includes(means.code)) ??
        false
      );
    case 'took': {
      const takers = takersFor(means.waits, { script, state });
      return takers.size === 1 && takers.has(means.step);
    }
  }
};

/** The question is asked about the whole run. */
const noStep = -1;

/** The steps that took what this one waited for, as far as the run shows. */
const takersFor = (
  name: string,
  { script, state }: Pick<ShownRun, 'script' | 'state'>,
): ReadonlySet<string | undefined> => {
  const waiting = statementOfStep(
    state,
    script.steps.findIndex((one) => one.name === name),
  );
  const claims = (waiting?.seen ?? []).filter((claim) => claim.kind === 'lock-taken');
  return new Set(
    claims.map(({ taken: { step } }) => (step === undefined ? undefined : script.steps[step]?.name)),
  );
};

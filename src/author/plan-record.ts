import { factsOf } from '../engine/judge/facts.ts';
import { judgeEnd } from '../engine/judge/judge-end.ts';
import { unclaimedSets } from '../engine/judge/judge-sets.ts';
import { judgeDone, judgeStep } from '../engine/judge/judge-step.ts';
import type { LabState } from '../engine/state.ts';
import type { EndExpectation, StepExpectation } from '../lesson/expectation.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import type { LessonData } from '../lesson/schema.ts';
import { provesItself, scriptOf } from '../lesson/script.ts';
import { type StepPlace, stepNames, stepPlaces } from '../lesson/step-places.ts';
import { provesAnswer, provesEnd, provesStep } from '../lesson/unclaimed.ts';
import { correctedEnd, correctedStep, meetsAll } from './corrected.ts';
import { decide, type Observed } from './decide.ts';
import { endExpectationData, stepExpectationData } from './expectation-data.ts';
import { observedEnd, oneEndOf } from './observed-end.ts';
import { observedStep, oneOf } from './observed-step.ts';
import { anomalyEdits } from './record-anomaly.ts';
import type { YamlEdit } from './yaml-edit.ts';
import { dataAt } from './yaml-nodes.ts';
import type { YamlData } from './yaml-text.ts';

export interface RecordPlan {
  readonly lesson: Lesson;
  /** The same lesson as the file has it, in the shape of the format and as plain YAML. */
  readonly data: LessonData;
  readonly yaml: YamlData;
  readonly variant?: string;
  /** What the lesson, or its variant, came to. */
  readonly observed: Observed;
  /** What the lesson without a variant came to, where it ran too. */
  readonly plain?: Observed;
  /** Replace claims that do not hold, and do not only fill in what is missing. */
  readonly update: boolean;
}

/** What to write where, so that everything that was observed is claimed. */
export const planRecord = (plan: RecordPlan): readonly YamlEdit[] => [
  ...stepPlaces(plan.data, plan.variant).flatMap((place, index) => stepEdits(plan, place, index)),
  ...endEdits(plan),
  ...anomalyEdits(plan),
];

const stepEdits = (plan: RecordPlan, { path, inherits }: StepPlace, index: number): readonly YamlEdit[] => {
  const { lesson, data, yaml, update, plain } = plan;
  if (needsNoClaim(plan, index)) return [];
  const own = dataAt(yaml, [...path, 'expect']);
  const isInherited = own === undefined && inherits !== undefined;
  const expect = decide<StepExpectation>(
    {
      claimed: (variantOf(plan) ?? lesson).steps[index]?.expect,
      written: isInherited ? dataAt(yaml, ['steps', inherits, 'expect']) : own,
      isInherited,
      judge: (expected, state, bindings) => judgeStep(expected, factsOf(state, index), bindings),
      observe: (states, names) =>
        observedStep(
          states.map((state) => state && factsOf(state, index)),
          names,
          states.find((state) => state !== undefined)?.script.steps[index],
        ),
      combine: oneOf,
      correct: correctedStep,
      toData: stepExpectationData,
      isProved: (claim, states, names) =>
        provesStep(claim) &&
        states.every((state, run) => {
          if (state === undefined) return true;
          const facts = factsOf(state, index);
          if (!provesAnswer(state.script.steps[index]?.predict, claim)) return false;
          const { judgements } = judgeStep(claim, facts, names.bindings(run));
          return unclaimedSets(claim, facts.entry?.outcome, judgements) === undefined;
        }),
      // A claim of the lesson that holds there and not here is no mistake: the variant says another one.
      mayReplace: (claim, level) =>
        update ||
        (isInherited &&
          holdsAt(plain, level, (state, names) => judgeStep(claim, factsOf(state, inherits), names))),
    },
    plan.observed,
    lesson.levels,
  );
  if (expect === undefined) return [];
  return [{ path: [...path, 'expect'], data: expect, order: stepNames(data) }];
};

/** It claims itself, and that came true. */
const needsNoClaim = (plan: RecordPlan, index: number): boolean => {
  const step = (variantOf(plan) ?? plan.lesson).steps[index];
  if (step === undefined || step.expect !== undefined || !provesItself(step)) return false;
  const states = [...plan.observed.values()].flatMap((seen) => seen.states);
  return states.every((state) => {
    const here = state.script.steps[index];
    return here !== undefined && judgeDone(here, factsOf(state, index)).ok;
  });
};

const endEdits = (plan: RecordPlan): readonly YamlEdit[] => {
  const { lesson, yaml, variant, update, plain } = plan;
  const path = variant === undefined ? ['end'] : ['variants', variant, 'end'];
  const own = dataAt(yaml, path);
  const isInherited = own === undefined && variant !== undefined;
  const claimed = variantOf(plan)?.end ?? lesson.end;
  const { watch } = scriptOf(lesson, variant === undefined ? {} : { variant });
  if (watch.length === 0 && lesson.invariant === undefined && claimed === undefined) return [];
  const end = decide<EndExpectation>(
    {
      claimed,
      written: isInherited ? dataAt(yaml, ['end']) : own,
      isInherited,
      judge: judgeEnd,
      observe: observedEnd,
      combine: oneEndOf,
      correct: correctedEnd,
      toData: endExpectationData,
      // Here the tables are written down, whoever has named them.
      isProved: (claim) =>
        provesEnd(claim, { watch, ...(lesson.invariant && { invariant: lesson.invariant }) }),
      mayReplace: (claim, level) =>
        update || (isInherited && holdsAt(plain, level, (state, names) => judgeEnd(claim, state, names))),
    },
    plan.observed,
    lesson.levels,
  );
  return end === undefined ? [] : [{ path, data: end }];
};

const variantOf = ({ lesson, variant }: RecordPlan) => lesson.variants.find(({ id }) => id === variant);

/** Where the lesson itself did not run, its claims are taken for true. */
const holdsAt = (
  plain: Observed | undefined,
  level: Level,
  judge: (state: LabState, names: Parameters<typeof judgeEnd>[2]) => ReturnType<typeof judgeEnd>,
): boolean => {
  const seen = plain?.get(level);
  return (
    seen === undefined || meetsAll(seen.states.map((state, run) => judge(state, seen.names.bindings(run))))
  );
};

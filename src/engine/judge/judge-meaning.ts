import type { Meaning } from '../../lesson/prediction.ts';
import type { LabState } from '../state.ts';
import { factsOf } from './facts.ts';
import { judgeEnd } from './judge-end.ts';
import { judgeStep } from './judge-step.ts';
import type { Bindings } from './match-rows.ts';

/** Where a question is asked, and what is known there. */
export interface Asked {
  readonly lab: LabState;
  /** The step that asks. */
  readonly step: number;
  readonly bindings: Bindings;
}

/** Is so, of everything that it speaks of, what a choice claims? What has not come yet is not so. */
export const isSo = ({ steps = {}, end, either, ...own }: Meaning, asked: Asked): boolean => {
  const { lab, step, bindings } = asked;
  const judgements = [
    ...judgeStep(own, factsOf(lab, step), bindings, either !== undefined).judgements,
    // Whether another step has waited is beside the question, unless it is claimed.
    ...Object.entries(steps).flatMap(([name, expected]) => {
      const facts = factsOf(lab, placeOf(name, lab));
      return judgeStep(expected, facts, bindings, true).judgements;
    }),
    ...(end ? judgeEnd(end, lab, bindings).judgements : []),
  ];
  const holds = judgements.every(({ ok }) => ok);
  if (either === undefined) return holds && judgements.length > 0;
  return holds && either.some((one) => isSo(one, asked));
};

/** Has everything come of which a choice speaks? Then what is not so will not be so. */
export const isDecided = (meaning: Meaning, { lab, step }: Pick<Asked, 'lab' | 'step'>): boolean => {
  const { steps = {}, end, either = [], ...own } = meaning;
  const places = [
    ...(Object.keys(own).length > 0 ? [step] : []),
    ...Object.keys(steps).map((name) => placeOf(name, lab)),
  ];
  return (
    lab.finished !== undefined ||
    (end === undefined &&
      places.every((place) => isOver(place, lab)) &&
      either.every((one) => isDecided(one, { lab, step })))
  );
};

/** Is what a choice says of the step's own wait wrong, while that still lasts? Whatever comes of it, it stays so. */
export const isWaitOtherwise = ({ steps: _, end: __, either, ...own }: Meaning, asked: Asked): boolean => {
  const facts = factsOf(asked.lab, asked.step);
  if (facts.entry === undefined || facts.entry.waits.length === 0) return false;
  const { judgements } = judgeStep(own, facts, asked.bindings, either !== undefined);
  return (
    judgements.some(({ ok, what }) => !ok && what === 'wait') ||
    (either?.every((one) => isWaitOtherwise(one, asked)) ?? false)
  );
};

export const isOver = (step: number, lab: LabState): boolean => {
  const { entry, skipped } = factsOf(lab, step);
  return skipped !== undefined || entry?.status === 'finished';
};

/** Every step of which a choice speaks, beside the one that asks. */
export const stepsMeant = ({ steps = {}, either = [] }: Meaning, lab: LabState): readonly number[] => [
  ...Object.keys(steps).map((name) => placeOf(name, lab)),
  ...either.flatMap((one) => stepsMeant(one, lab)),
];

export const speaksOfEnd = ({ end, either = [] }: Meaning): boolean =>
  end !== undefined || either.some(speaksOfEnd);

const placeOf = (name: string, { script }: LabState): number =>
  script.steps.findIndex((one) => one.name === name);
